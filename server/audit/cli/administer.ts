import { CommandError } from '../../cli/command.ts';
import { readHolds } from '../holds.ts';
import type { AuditRequest } from '../requests.ts';
import { print, printJson } from './shared.ts';
import { operator, throughWriter, writers } from './through-writer.ts';

/** Commands that change something beside the records. */

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
