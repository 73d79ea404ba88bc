import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { authentication, count, time, uuid } from './fields.ts';
import { replaceFile } from './files.ts';
import { readIfThere } from './tree-files.ts';

/**
 * What the command line asks of a writer that is running: a file in `requests/`, answered by a file beside it. Whoever
 * may write into the folder of the log owns the proxy already; nothing of this is reachable over the network.
 */

const by = z.strictObject({ name: z.string().min(1).max(320), by: authentication, team: z.string().optional() });
const request = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('erase'),
    subjects: z.array(z.string().min(1).max(320)).max(1000),
    by: by.optional(),
  }),
  z.strictObject({ kind: z.literal('hold'), from: time, to: time, by: by.optional() }),
  z.strictObject({ kind: z.literal('release'), hold: uuid, by: by.optional() }),
  z.strictObject({ kind: z.literal('maintain') }),
  z.strictObject({
    kind: z.literal('exported'),
    format: z.enum(['jsonl', 'ocsf', 'syslog', 'parquet']),
    sink: z.enum(['file', 'download']),
    from: count,
    to: count,
    by: by.optional(),
  }),
]);
export type AuditRequest = z.infer<typeof request>;

const answer = z.union([z.strictObject({ done: z.string() }), z.strictObject({ refused: z.string() })]);
export type AuditAnswer = z.infer<typeof answer>;

const folderOf = (directory: string) => join(directory, 'requests');
const pollMs = 100;

/** Asks the running writer; null where it did not answer in time. */
export async function askWriter(
  directory: string,
  asked: AuditRequest,
  timeoutMs: number,
): Promise<AuditAnswer | null> {
  const folder = folderOf(directory);
  const id = randomUUID();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(join(folder, `${id}.json`), JSON.stringify(request.parse(asked)));
  for (let waited = 0; waited < timeoutMs; waited += pollMs) {
    const given = await readIfThere(join(folder, `${id}.answer`));
    if (given) {
      await rm(join(folder, `${id}.answer`));
      return answer.parse(JSON.parse(given.toString()));
    }
    await sleep(pollMs);
  }
  await rm(join(folder, `${id}.json`), { force: true });
  return null;
}

/** Answers what was asked since the last call. */
export async function answerRequests(
  directory: string,
  carryOut: (asked: AuditRequest) => Promise<string>,
): Promise<void> {
  const folder = folderOf(directory);
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names.filter(candidate => /^[0-9a-f-]{36}\.json$/.test(candidate))) {
    const path = join(folder, name);
    const parsed = request.safeParse(
      await readFile(path, 'utf8')
        .then(JSON.parse)
        .catch(() => null),
    );
    let given: AuditAnswer;
    try {
      given = parsed.success ? { done: await carryOut(parsed.data) } : { refused: 'the request cannot be read' };
    } catch (error) {
      given = { refused: (error as Error).message };
    }
    await replaceFile(path.replace(/json$/, 'answer'), JSON.stringify(given));
    await rm(path, { force: true });
  }
}
