import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== keyBytes) {
    throw new Error(`${file} holds no key of ${keyBytes} bytes. Delete the file; the next start makes a new key.`);
  }
  return key;
}
