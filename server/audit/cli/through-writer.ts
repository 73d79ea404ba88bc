import { readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../cli/command.ts';
import { dataDirectory } from '../../data.ts';
import { softwareVersion } from '../../version.ts';
import { loadAuditKeys } from '../keys.ts';
import { type AuditLog, openAuditLog } from '../log.ts';
import type { SubjectDraft } from '../records.ts';
import { type AuditRequest, askWriter } from '../requests.ts';

/** What the command line does to a log goes through its writer: by a request where one is running, else by opening the log. */

/** One of this machine's own logs. */
export interface OwnLog {
  writer: string;
  directory: string;
}

/** Milliseconds for which a running writer may take to answer: it looks once a second. */
const answerMs = 30_000;

/** The person at this terminal, as the operating system knows them. */
export function operator(): SubjectDraft {
  return { name: userInfo().username, by: 'system' };
}

/** @param needed whether there must be one. */
export async function writers(needed = true): Promise<OwnLog[]> {
  const root = join(dataDirectory(), 'audit');
  const names = await readdir(root).catch(() => [] as string[]);
  if (needed && names.length === 0) throw new CommandError(`There is no audit log in ${root}.`);
  return names.map(writer => ({ writer, directory: join(root, writer) }));
}

async function isLocked(directory: string): Promise<boolean> {
  return (await stat(join(directory, 'lock')).catch(() => null)) !== null;
}

/** Lets the writer of a log do something, whether it runs or not. */
export async function throughWriter(
  { writer, directory }: OwnLog,
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
