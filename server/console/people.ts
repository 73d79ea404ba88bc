import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dayOf, opens, parsePersonal } from '../audit/personal.ts';

/**
 * Who stands behind a pseudonym of the audit log: for counting a person's own answers as theirs. Where the person was
 * erased, nobody does.
 */
export class People {
  readonly #directory: string;
  #day = '';
  #subjects = new Map<string, string>();

  /** @param log folder of the log, `<data>/audit/<writer>`. */
  constructor(log: string) {
    this.#directory = join(log, 'personal');
  }

  /** @param time of the record, milliseconds since 1970. */
  async subject(pseudonym: string, time: number): Promise<string | null> {
    const day = dayOf(time);
    if (day !== this.#day || !this.#subjects.has(pseudonym)) await this.#load(day);
    return this.#subjects.get(pseudonym) ?? null;
  }

  async #load(day: string): Promise<void> {
    const content = await readFile(join(this.#directory, `${day}.jsonl`), 'utf8').catch(() => '');
    this.#day = day;
    this.#subjects = new Map();
    for (const row of parsePersonal(content)) if (row && opens(row)) this.#subjects.set(row.pseudonym, row.subject);
  }
}
