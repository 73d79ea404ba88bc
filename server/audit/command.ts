import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { type Command, CommandError } from '../cli/command.ts';
import { dataDirectory } from '../data.ts';

/** `intramural audit …`. Everything here reads files; nothing needs a running proxy. */

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number above 0');
  return value;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The folder of a log: as given, else that of this machine's gateway. */
function logDirectory(given: string | undefined): string {
  return given ?? join(dataDirectory(), 'audit', 'gateway');
}

/** Ends a stream of output quietly when the reader of a pipe has gone. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.stdout.once('error', () => stop.abort());
  return stop.signal;
}

interface TailOptions {
  lines: number;
  follow?: boolean;
  json?: boolean;
}

async function tail(given: string | undefined, options: TailOptions): Promise<void> {
  const { AuditReader } = await import('./read.ts');
  const { tailHeading, tailLine } = await import('./describe.ts');
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

export const auditCommand: Command = program => {
  const audit = program.command('audit').description('read and verify the audit log');
  audit
    .command('tail')
    .description('show the last audit records')
    .argument('[directory]', "folder of the log (default: this machine's gateway)")
    .option('-n, --lines <count>', 'how many records', positiveInteger, 20)
    .option('-f, --follow', 'go on with each new record until interrupted')
    .option('--json', 'one record as JSON on each line')
    .action(tail);
};
