import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { opens, parsePersonal, personalDays } from '../personal.ts';

/** Compares pseudonyms in records with the salts and names beside the log, where those were handed over. */

export interface PersonalState {
  /** Pseudonyms whose row is there and opens them; null where the folder was not handed over. */
  opened: Set<string> | null;
  complaint: string | null;
}

export async function readPersonal(directory: string): Promise<PersonalState> {
  const folder = join(directory, 'personal');
  const days = await personalDays(folder);
  if (days.length === 0) return { opened: null, complaint: null };
  const opened = new Set<string>();
  let complaint: string | null = null;
  for (const day of days) {
    const content = await readFile(join(folder, `${day}.jsonl`), 'utf8');
    for (const [line, row] of parsePersonal(content).entries()) {
      if (row && opens(row)) opened.add(row.pseudonym);
      else complaint ??= `personal/${day}.jsonl, line ${line + 1}, does not open its pseudonym`;
    }
  }
  return { opened, complaint };
}

const marker = '"pseudonym":"';
const pseudonymBytes = 43;

/** Every pseudonym that stands in an entry, without parsing it. */
export function pseudonymsIn(entry: Buffer): string[] {
  const found: string[] = [];
  for (let at = entry.indexOf(marker); at >= 0; at = entry.indexOf(marker, at)) {
    at += marker.length;
    found.push(entry.toString('latin1', at, at + pseudonymBytes));
  }
  return found;
}
