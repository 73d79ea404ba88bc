import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CommandError, exit } from '../../cli/command.ts';
import { softwareVersion } from '../../version.ts';
import { originOf } from '../export/exporter.ts';
import { type LineFormat, lineFormats, linesOf } from '../export/formats.ts';
import { AuditReader } from '../read.ts';
import type { AuditRecord } from '../records.ts';
import { logDirectory, print, untilInterrupted } from './shared.ts';

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
  if (options.format === 'parquet') return exportParquet(directory, options);
  if (!lineFormats.includes(options.format as LineFormat)) {
    throw new CommandError(`There is no format ${options.format}.`, {
      mend: `The formats are ${lineFormats.join(', ')} and parquet.`,
      exitCode: exit.usage,
    });
  }
  const format = options.format as LineFormat;
  const context = { origin: await originOf(directory), software: softwareVersion };
  const file = options.output === undefined ? null : createWriteStream(options.output, { mode: 0o600 });
  const output: Writable = file ?? process.stdout;
  const write = async (record: AuditRecord) => {
    const lines = linesOf(record, format, context).map(line => `${line}\n`);
    // A full pipe is waited for, so that a large log does not pile up in memory.
    if (!output.write(lines.join(''))) await new Promise(resolve => output.once('drain', resolve));
  };
  const reader = new AuditReader(directory);
  const size = await reader.refresh();
  const end = Math.min(options.to ?? Number.MAX_SAFE_INTEGER, size);
  let at = Math.max(options.from, reader.oldest);
  while (at < end) {
    const entries = await reader.entries(at, Math.min(end, at + 1000));
    for (const entry of entries) await write(JSON.parse(entry.toString()) as AuditRecord);
    at += entries.length;
  }
  if (options.follow) {
    for await (const record of reader.follow(at, untilInterrupted())) await write(record);
  }
  if (file) await finished(file.end());
}

async function exportParquet(directory: string, options: ExportOptions): Promise<void> {
  if (options.output === undefined) {
    throw new CommandError('Parquet goes into a file.', { mend: 'Name it with --output.', exitCode: exit.usage });
  }
  const { writeParquet } = await import('../export/parquet.ts');
  const reader = new AuditReader(directory);
  const size = await reader.refresh();
  const written = await writeParquet(directory, options.output, options.from, Math.min(options.to ?? size, size));
  print(`${written} records in ${options.output}`);
}
