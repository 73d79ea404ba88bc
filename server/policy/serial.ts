import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The largest serial of a signed policy that was in force here: an older policy, though well signed, is not taken back. */

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, 'policy-serial');
}

/** 0 where none was ever in force. @throws where the file holds something else: who changed it wants an old policy back. */
export function readSerialFloor(dataDirectory: string): number {
  const file = fileIn(dataDirectory);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${file} does not hold a serial of a policy.`);
  return Number(text);
}

export function raiseSerialFloor(dataDirectory: string, serial: number): void {
  if (serial <= readSerialFloor(dataDirectory)) return;
  const file = fileIn(dataDirectory);
  writeFileSync(`${file}.new`, `${serial}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
