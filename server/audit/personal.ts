import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { pseudonym } from './fields.ts';
import { replaceFile, syncDirectory } from './files.ts';

/**
 * Persons stand outside the tree. In a record stands a pseudonym, SHA-256 over a random salt and the person's name; salt
 * and name stand here, one line for each person and UTC day, in `personal/<day>.jsonl`. Delete the line, and nobody
 * can tell any more whose the pseudonym was, nor try names: the tree and all its proofs stay as they are. A new salt
 * each day keeps those who may see records, but not this folder, from following one person from day to day.
 */

const saltBytes = 32;

export const personalRow = z.strictObject({
  pseudonym,
  salt: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  subject: z.string().min(1).max(320),
});
export type PersonalRow = z.infer<typeof personalRow>;

export function commitmentTo(subject: string, salt: Buffer): string {
  return createHash('sha256').update('intramural subject\n').update(salt).update(subject).digest('base64url');
}

/** Whether the row opens its own pseudonym, with its salt in its one spelling: the last character has bits to spare. */
export function opens(row: PersonalRow): boolean {
  const salt = Buffer.from(row.salt, 'base64url');
  return salt.toString('base64url') === row.salt && commitmentTo(row.subject, salt) === row.pseudonym;
}

/** Rows of one file, strictly: every line is a row in its one encoding. Null for a line that is not. */
export function parsePersonal(content: string): (PersonalRow | null)[] {
  const lines = content.split('\n');
  const last = lines.pop();
  const rows = lines.map(line => {
    try {
      const row = personalRow.parse(JSON.parse(line));
      return JSON.stringify(row) === line ? row : null;
    } catch {
      return null;
    }
  });
  return last === '' ? rows : [...rows, null];
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const dayFile = /^\d{4}-\d{2}-\d{2}\.jsonl$/;
/** A day's file that is being written anew, or was when its writer was killed. */
const draftFile = /^\d{4}-\d{2}-\d{2}\.jsonl\.[0-9a-f]{12}\.tmp$/;

/** Whether a file of that name belongs into `personal/`. */
export function isPersonalFile(name: string): boolean {
  return dayFile.test(name) || draftFile.test(name);
}

/** Days that have a file, oldest first. */
export async function personalDays(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => [] as string[]);
  return names
    .filter(name => dayFile.test(name))
    .map(name => name.slice(0, 10))
    .sort();
}

/** The writer's view: today's pseudonyms in memory, new ones on disk before any record uses them. */
export class PersonalStore {
  readonly #directory: string;
  readonly #random: (bytes: number) => Buffer;
  #day = '';
  #known = new Map<string, string>();
  /** Writes to the folder, one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #unwritten: { day: string; line: string }[] = [];

  private constructor(directory: string, random: (bytes: number) => Buffer) {
    this.#directory = directory;
    this.#random = random;
  }

  static async open(
    directory: string,
    now: number,
    random: (bytes: number) => Buffer = randomBytes,
  ): Promise<PersonalStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // What an interrupted erasure left holds names that a later one would not find.
    for (const name of await readdir(directory)) if (draftFile.test(name)) await rm(join(directory, name));
    const store = new PersonalStore(directory, random);
    await store.#load(dayOf(now));
    return store;
  }

  async #load(today: string): Promise<void> {
    this.#day = today;
    this.#known.clear();
    // A torn last line was never used by a record: rows are durable before the records that use them. Midnight may have
    // passed since it was torn.
    for (const day of (await personalDays(this.#directory)).slice(-2)) {
      const path = this.#path(day);
      const content = await readFile(path, 'utf8');
      const whole = content.slice(0, content.lastIndexOf('\n') + 1);
      if (whole.length < content.length) await truncate(path, Buffer.byteLength(whole));
      if (day !== today) continue;
      for (const row of parsePersonal(whole)) if (row && opens(row)) this.#known.set(row.subject, row.pseudonym);
    }
  }

  #path(day: string): string {
    return join(this.#directory, `${day}.jsonl`);
  }

  /** The person's pseudonym of that day; call `flush` before a record with it is written. */
  pseudonym(subject: string, now: number): string {
    const day = dayOf(now);
    if (day !== this.#day) {
      this.#day = day;
      this.#known.clear();
    }
    const known = this.#known.get(subject);
    if (known !== undefined) return known;
    const salt = this.#random(saltBytes);
    const row: PersonalRow = {
      pseudonym: commitmentTo(subject, salt),
      salt: salt.toString('base64url'),
      subject,
    };
    personalRow.parse(row);
    this.#known.set(subject, row.pseudonym);
    this.#unwritten.push({ day, line: `${JSON.stringify(row)}\n` });
    return row.pseudonym;
  }

  /** Makes every pseudonym given out so far durable. */
  flush(): Promise<void> {
    return this.#unwritten.length === 0 ? this.#writing : this.#inTurn(() => this.#write());
  }

  #inTurn(write: () => Promise<void>): Promise<void> {
    const turn = this.#writing.then(write);
    // Whoever waits for this write hears of its failure; the next one begins all the same.
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #write(): Promise<void> {
    const rows = this.#unwritten;
    this.#unwritten = [];
    const byDay = new Map<string, string>();
    for (const { day, line } of rows) byDay.set(day, (byDay.get(day) ?? '') + line);
    for (const [day, lines] of byDay) {
      const file = await open(this.#path(day), 'a', 0o600);
      try {
        await appendFile(file, lines);
        await file.datasync();
      } finally {
        await file.close();
      }
      await syncDirectory(this.#directory);
    }
  }

  /** Every pseudonym these people ever had here. */
  async pseudonymsOf(subjects: ReadonlySet<string>): Promise<string[]> {
    await this.flush();
    const found: string[] = [];
    for (const day of await personalDays(this.#directory)) {
      for (const row of parsePersonal(await readFile(this.#path(day), 'utf8'))) {
        if (row && subjects.has(row.subject)) found.push(row.pseudonym);
      }
    }
    return found;
  }

  /** Destroys the salts and names behind these pseudonyms: their files are written anew without them. */
  erase(pseudonyms: ReadonlySet<string>): Promise<void> {
    for (const [subject, known] of this.#known) if (pseudonyms.has(known)) this.#known.delete(subject);
    return this.#inTurn(async () => {
      for (const day of await personalDays(this.#directory)) {
        const rows = parsePersonal(await readFile(this.#path(day), 'utf8'));
        const kept = rows.filter(row => row !== null && !pseudonyms.has(row.pseudonym));
        if (kept.length === rows.length) continue;
        const lines = kept.map(row => `${JSON.stringify(row)}\n`).join('');
        if (lines === '') await rm(this.#path(day));
        else await replaceFile(this.#path(day), lines, { durable: true });
        await syncDirectory(this.#directory);
      }
    });
  }
}
