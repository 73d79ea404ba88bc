import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino } from 'pino';
import type { Config } from '../config/schema.ts';

/** A log file is set aside as `intramural.log.1` at the next start once it is larger than this (bytes). */
const rotateAt = 10_000_000;

/** Opens `<data>/log/intramural.log` for appending; its path and a descriptor that child processes can share. */
export function openLogFile(dataDirectory: string): { path: string; descriptor: number } {
  const directory = join(dataDirectory, 'log');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'intramural.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateAt) renameSync(path, `${path}.1`);
  return { path, descriptor: openSync(path, 'a', 0o600) };
}

/** Structured log lines without content, to standard error or to the descriptor given. */
export function openLogger(level: Config['log']['level'], descriptor = 2): Logger {
  return pino(
    { level, base: { process: 'supervisor' }, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: descriptor, sync: true }),
  );
}
