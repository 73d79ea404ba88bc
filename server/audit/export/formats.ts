import { hostname } from 'node:os';
import type { AuditRecord } from '../records.ts';
import { ocsfEvents } from './ocsf.ts';
import { syslogMessage } from './syslog.ts';

/** The formats in which records leave as lines of text. */

export const lineFormats = ['jsonl', 'ocsf', 'syslog'] as const;
export type LineFormat = (typeof lineFormats)[number];

export interface FormatContext {
  /** Name of the log. */
  origin: string;
  /** Version of Intramural. */
  software: string;
  host?: string;
}

/** Lines of one record, without line ends; each carries the record's index, by which a reader sees a gap. */
export function linesOf(record: AuditRecord, format: LineFormat, context: FormatContext): string[] {
  switch (format) {
    case 'jsonl':
      return [JSON.stringify(record)];
    case 'ocsf':
      return ocsfEvents(record, context).map(event => JSON.stringify(event));
    case 'syslog':
      return [syslogMessage(record, { host: context.host ?? hostname() })];
  }
}
