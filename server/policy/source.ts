import { unwatchFile, watchFile } from 'node:fs';
import type { LoadedConfig } from '../config/load.ts';
import { loadPolicy } from './load.ts';
import type { FullPolicyDocument } from './schema.ts';
import { raiseSerialFloor, readSerialFloor } from './serial.ts';

/** The policy that a proxy is configured with: read at the start, and again whenever somebody has changed it. */

/** Milliseconds between two looks at the file. Looked at by name, so that a file put in its place is seen on any file system. */
const interval = 1_000;

/** @throws {CommandError} */
export function configuredPolicy(loaded: LoadedConfig, now: () => number): FullPolicyDocument {
  const { policy_file: file, policy_keys: keyFiles } = loaded.config;
  if (keyFiles.length === 0) return loadPolicy(file);
  const serialFloor = readSerialFloor(loaded.dataDirectory);
  const document = loadPolicy(file, { keyFiles, now, serialFloor });
  raiseSerialFloor(loaded.dataDirectory, document.policy.serial);
  return document;
}

export interface PolicyWatch {
  /** Reads the file now. */
  reload(): void;
  close(): void;
}

export interface PolicyWatchOptions {
  loaded: LoadedConfig;
  now(): number;
  onChanged(document: FullPolicyDocument): void;
  /** The policy in force stays in force. */
  onRefused(error: unknown): void;
}

export function watchPolicy({ loaded, now, onChanged, onRefused }: PolicyWatchOptions): PolicyWatch {
  const file = loaded.config.policy_file;
  const reload = () => {
    let document: FullPolicyDocument;
    try {
      document = configuredPolicy(loaded, now);
    } catch (error) {
      onRefused(error);
      return;
    }
    onChanged(document);
  };
  if (file === undefined) return { reload, close: () => undefined };
  watchFile(file, { interval, persistent: false }, reload);
  return { reload, close: () => unwatchFile(file, reload) };
}
