import { CommandError } from '../../cli/command.ts';
import { tailHeading, tailLine } from '../describe.ts';
import { AuditReader } from '../read.ts';
import { logDirectory, print, untilInterrupted } from './shared.ts';

interface TailOptions {
  lines: number;
  follow?: boolean;
  json?: boolean;
}

/** `audit tail` */
export async function tail(given: string | undefined, options: TailOptions): Promise<void> {
  const directory = logDirectory(given);
  const reader = new AuditReader(directory);
  const size = await reader.refresh();
  if (size === 0 && !options.follow) {
    throw new CommandError(`There is no audit log in ${directory}.`, {
      mend: 'Start the proxy once (intramural serve), or name the folder of a log.',
    });
  }
  const line = options.json ? JSON.stringify : tailLine;
  if (!options.json) print(tailHeading);
  const { records } = await reader.page({ limit: options.lines });
  for (const record of records.reverse()) print(line(record));
  if (!options.follow) return;
  const from = (records.at(-1)?.index ?? -1) + 1;
  for await (const record of reader.follow(from, untilInterrupted())) print(line(record));
}
