import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPersonalFile, opens, parsePersonal, personalDays } from '../personal.ts';

/** Compares pseudonyms in records with the salts and names beside the log, where those were handed over. */

export interface PersonalState {
  /** Pseudonyms whose row is there and opens them; null where the folder was not handed over. */
  opened: Set<string> | null;
  complaint: string | null;
}

export async function readPersonal(directory: string): Promise<PersonalState> {
  const folder = join(directory, 'personal');
  const isThere = (await stat(folder).catch(() => null)) !== null;
  if (!isThere) return { opened: null, complaint: null };
  const opened = new Set<string>();
  let complaint: string | null = null;
  for (const name of (await readdir(folder)).sort()) {
    // A name that was kept elsewhere would outlive its erasure.
    if (!isPersonalFile(name)) complaint ??= `personal/${name} is no file of this log`;
  }
  const days = await personalDays(folder);
  for (const day of days) {
    const content = await readFile(join(folder, `${day}.jsonl`), 'utf8');
    for (const [line, row] of parsePersonal(content).entries()) {
      if (row && opens(row)) opened.add(row.pseudonym);
      else complaint ??= `personal/${day}.jsonl, line ${line + 1}, does not open its pseudonym`;
    }
  }
  return { opened, complaint };
}

const marker = Buffer.from('"pseudonym":"');
const pseudonymBytes = 43;

/**
 * Pseudonyms that stand in an entry, without parsing it.
 * @param most how many there can be: the look for another is not free.
 */
export function pseudonymsIn(entry: Buffer, most: number): string[] {
  const found: string[] = [];
  let at = entry.indexOf(marker);
  while (at >= 0) {
    at += marker.length;
    found.push(entry.toString('latin1', at, at + pseudonymBytes));
    if (found.length === most) break;
    at = entry.indexOf(marker, at);
  }
  return found;
}
