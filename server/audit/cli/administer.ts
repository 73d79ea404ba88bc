import { readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../cli/command.ts';
import { dataDirectory } from '../../data.ts';
import { softwareVersion } from '../../version.ts';
import { readHolds } from '../holds.ts';
import { loadAuditKeys } from '../keys.ts';
import { type AuditLog, openAuditLog } from '../log.ts';
import type { SubjectDraft } from '../records.ts';
import { type AuditRequest, askWriter } from '../requests.ts';
import { print, printJson } from './shared.ts';

/**
 * Commands that change something beside the records: they go through the writer, by a request where one is running, and by
 * opening the log where none is.
 */

/** Milliseconds for which a running writer may take to answer: it looks once a second. */
const answerMs = 30_000;

/** The person at this terminal, as the operating system knows them. */
function operator(): SubjectDraft {
  return { name: userInfo().username, by: 'system' };
}

async function writers(): Promise<{ writer: string; directory: string }[]> {
  const root = join(dataDirectory(), 'audit');
  const names = await readdir(root).catch(() => [] as string[]);
  if (names.length === 0) throw new CommandError(`There is no audit log in ${root}.`);
  return names.map(writer => ({ writer, directory: join(root, writer) }));
}

async function isLocked(directory: string): Promise<boolean> {
  return (await stat(join(directory, 'lock')).catch(() => null)) !== null;
}

/** Lets the writer of a log do something, whether it runs or not. */
async function throughWriter(
  { writer, directory }: { writer: string; directory: string },
  request: AuditRequest,
  direct: (log: AuditLog) => Promise<string>,
): Promise<string> {
  if (await isLocked(directory)) {
    const answer = await askWriter(directory, request, answerMs);
    if (answer && 'done' in answer) return answer.done;
    if (answer) throw new CommandError(`The proxy refused: ${answer.refused}.`);
  }
  const keys = await loadAuditKeys(join(dataDirectory(), 'keys'), writer);
  const log = await openAuditLog({ directory, keys, software: softwareVersion });
  try {
    return await direct(log);
  } finally {
    await log.close();
  }
}

/** `audit erase` */
export async function erase(subjects: string[], options: { json?: boolean }): Promise<void> {
  const by = operator();
  let erased = 0;
  for (const log of await writers()) {
    const request: AuditRequest = { kind: 'erase', subjects, by: { name: by.name, by: by.by } };
    erased += Number(await throughWriter(log, request, async opened => String(await opened.erase(subjects, by))));
  }
  if (options.json) printJson({ erased });
  else print(`${erased} pseudonyms now stand for nobody. The records stay, and every proof stays valid.`);
}

/** `audit hold place` */
export async function placeHold(options: { from: number; to: number; json?: boolean }): Promise<void> {
  const by = operator();
  const { from, to } = options;
  for (const log of await writers()) {
    const request: AuditRequest = { kind: 'hold', from, to, by: { name: by.name, by: by.by } };
    const hold = await throughWriter(log, request, async opened => (await opened.placeHold(from, to, by)).hold);
    if (options.json) printJson({ log: log.writer, hold, from, to });
    else print(`${log.writer}  ${hold}`);
  }
}

/** `audit hold release` */
export async function releaseHold(hold: string): Promise<void> {
  const by = operator();
  for (const log of await writers()) {
    if (!(await readHolds(log.directory)).some(known => known.hold === hold)) continue;
    const request: AuditRequest = { kind: 'release', hold, by: { name: by.name, by: by.by } };
    await throughWriter(log, request, async opened => {
      await opened.releaseHold(hold, by);
      return hold;
    });
    print(`${log.writer}  ${hold} released`);
    return;
  }
  throw new CommandError(`There is no hold ${hold}.`, { mend: 'intramural audit hold list shows those that stand.' });
}

/** `audit hold list` */
export async function listHolds(options: { json?: boolean }): Promise<void> {
  for (const { writer, directory } of await writers()) {
    for (const { hold, from, to } of await readHolds(directory)) {
      if (options.json) printJson({ log: writer, hold, from, to });
      else print(`${writer}  ${hold}  ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`);
    }
  }
}
