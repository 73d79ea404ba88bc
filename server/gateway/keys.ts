import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../cli/command.ts';

const keyBytes = 32;

/**
 * The key under which placeholders are made: the same secret gets the same placeholder on every request, in every gateway of
 * this proxy, after every restart, and nobody without the key can tell which. Made at the first start, readable by its owner
 * alone.
 * @param directory `<data>/keys`
 * @throws when the file exists and holds no key.
 */
export function loadRedactionKey(directory: string): Buffer {
  const file = join(directory, 'redaction.key');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  try {
    // wx: of two gateways that start at once, one makes the key and both read it.
    writeFileSync(file, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = keyIn(file);
  if (key === null) {
    throw new Error(`${file} holds no key of ${keyBytes} bytes. Delete the file; the next start makes a new key.`);
  }
  return key;
}

/**
 * The key that the configuration names: the same file on every machine gives the same placeholders there, and another file
 * rotates the key.
 * @throws {CommandError} where there is none: one made here would differ from the other machines'.
 */
export function readRedactionKey(file: string): Buffer {
  let key: Buffer | null = null;
  try {
    key = keyIn(file);
  } catch {
    // Said below, in the same words as for a file that holds something else.
  }
  if (key !== null) return key;
  throw new CommandError(`${file} (redaction.key_file) holds no key of ${keyBytes} bytes in base64.`, {
    mend: `Make one, and give it to every proxy of this tenant: openssl rand -base64 ${keyBytes} > ${file}`,
  });
}

function keyIn(file: string): Buffer | null {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  return key.length === keyBytes ? key : null;
}
