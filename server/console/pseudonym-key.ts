import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The key behind the names that telemetry has for people, made on first use. @param named a file that several consoles
 * share; the data folder's own where absent. @throws where the file holds no key.
 */
export function loadPseudonymKey(dataDirectory: string, named?: string): Buffer {
  const file = named ?? join(dataDirectory, 'keys', 'telemetry-pseudonym.key');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) {
    throw new Error(
      `${file} does not hold a key. Restore it from a backup: a new one would split every person in two.`,
    );
  }
  return key;
}
