import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CommandError, exit } from '../../cli/command.ts';
import { softwareVersion } from '../../version.ts';
import { originOf } from '../export/exporter.ts';
import { type LineFormat, lineFormats, linesOf } from '../export/formats.ts';
import { AuditReader } from '../read.ts';
import type { AuditRecord } from '../records.ts';
import { logDirectory, print, untilInterrupted } from './shared.ts';
import { operator, throughWriter, writers } from './through-writer.ts';

/** `audit export`: records as lines on standard output or into a file, or as a Parquet file. */

export interface ExportOptions {
  format: string;
  from: number;
  to?: number;
  output?: string;
  follow?: boolean;
}

export async function exportRecords(given: string | undefined, options: ExportOptions): Promise<void> {
  const directory = logDirectory(given);
  checkFormat(options);
  if (options.format === 'parquet') return exportParquet(directory, options);
  const format = options.format as LineFormat;
  const context = { origin: await originOf(directory), software: softwareVersion };
  const file = options.output === undefined ? null : createWriteStream(options.output, { mode: 0o600 });
  const output: Writable = file ?? process.stdout;
  const write = async (record: AuditRecord) => {
    const lines = linesOf(record, format, context).map(line => `${line}\n`);
    // A full pipe is waited for, so that a large log does not pile up in memory.
    if (!output.write(lines.join(''))) await new Promise(drained => output.once('drain', drained));
  };
  const reader = new AuditReader(directory);
  const size = await reader.refresh();
  const end = Math.min(options.to ?? Number.MAX_SAFE_INTEGER, size);
  let at = Math.max(options.from, reader.oldest);
  await recordExport(directory, options, at, Math.max(at, end));
  while (at < end) {
    const entries = await reader.entries(at, Math.min(end, at + 1000));
    for (const entry of entries) await write(JSON.parse(entry.toString()) as AuditRecord);
    at += entries.length;
  }
  if (options.follow) {
    const from = at;
    for await (const record of reader.follow(at, untilInterrupted())) {
      await write(record);
      at = record.index + 1;
    }
    if (at > from) await recordExport(directory, options, from, at);
  }
  if (file) await finished(file.end());
}

function checkFormat({ format, output }: ExportOptions): void {
  if (format !== 'parquet' && !lineFormats.includes(format as LineFormat)) {
    throw new CommandError(`There is no format ${format}.`, {
      mend: `The formats are ${lineFormats.join(', ')} and parquet.`,
      exitCode: exit.usage,
    });
  }
  if (format === 'parquet' && output === undefined) {
    throw new CommandError('Parquet goes into a file.', { mend: 'Name it with --output.', exitCode: exit.usage });
  }
}

/**
 * Records of this machine's own log leave only after that was recorded. What somebody does with a copy of a log, no log can
 * know. @throws CommandError
 */
async function recordExport(directory: string, options: ExportOptions, from: number, to: number): Promise<void> {
  const own = (await writers(false)).find(log => resolve(log.directory) === resolve(directory));
  if (own === undefined) return;
  const { name, by } = operator();
  const format = options.format as LineFormat | 'parquet';
  const sink = options.output === undefined ? 'download' : 'file';
  const what = { format, sink, from, to } as const;
  await throughWriter(own, { kind: 'exported', ...what, by: { name, by } }, async log => {
    await log.append({ kind: 'export', ...what, subject: { name, by } });
    return 'recorded';
  });
}

async function exportParquet(directory: string, options: ExportOptions): Promise<void> {
  const { writeParquet } = await import('../export/parquet.ts');
  const reader = new AuditReader(directory);
  const size = await reader.refresh();
  const to = Math.min(options.to ?? size, size);
  const output = options.output!;
  await recordExport(directory, options, Math.min(options.from, to), to);
  const written = await writeParquet(directory, output, options.from, to);
  print(`${written} records in ${output}`);
}
