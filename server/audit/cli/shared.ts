import { join, resolve } from 'node:path';
import { dataDirectory } from '../../data.ts';

/** What the audit commands share. */

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** The folder of a log: as given, else that of this machine's gateway. */
export function logDirectory(given: string | undefined): string {
  return given === undefined ? join(dataDirectory(), 'audit', 'gateway') : resolve(given);
}

/** Ends a stream of output quietly when interrupted, or when the reader of a pipe has gone. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.stdout.once('error', () => stop.abort());
  return stop.signal;
}
