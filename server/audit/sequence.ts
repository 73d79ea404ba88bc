import { IdentifierSource } from './identifiers.ts';
import type { PersonalStore } from './personal.ts';
import {
  type AuditDraft,
  type AuditRecord,
  encodeRecord,
  type Kind,
  type RecordHead,
  schemaVersion,
} from './records.ts';
import { encodeFrame } from './segment.ts';

/** Turns drafts into records: gives each its index, time and id, and puts pseudonyms where drafts name people. */

/** A clock set back by no more than this is smoothed over; by more, it is recorded. */
const clockToleranceMs = 1_000;

export interface Appended {
  index: number;
  id: string;
  /** Milliseconds since 1970. */
  time: number;
}

export interface Encoded extends Appended {
  entry: Buffer;
  frame: Buffer;
}

export interface SequenceOptions {
  /** Records in the log so far. */
  size: number;
  last: RecordHead | null;
  personal: PersonalStore;
  /** Milliseconds since 1970. */
  clock: () => number;
  random?: (bytes: number) => Buffer;
}

export class Sequence {
  readonly #personal: PersonalStore;
  readonly #clock: () => number;
  readonly #identifiers: IdentifierSource;
  #index: number;
  #time: number;

  constructor(options: SequenceOptions) {
    this.#personal = options.personal;
    this.#clock = options.clock;
    this.#index = options.size;
    this.#time = options.last?.time ?? 0;
    this.#identifiers = new IdentifierSource(options.last?.id ?? null, options.random);
  }

  /** A fresh UUIDv7 that is no record's. */
  identifier(): string {
    return this.#identifiers.next(this.#clock());
  }

  /**
   * The record, after a `clock.stepped` where the clock was set back.
   * @throws InvalidAuditRecord
   */
  next(draft: AuditDraft): Encoded[] {
    const now = this.#clock();
    if (now >= this.#time - clockToleranceMs) return [this.#encode(draft, Math.max(now, this.#time))];
    const before = { index: this.#index, time: this.#time };
    const stepped = this.#encode({ kind: 'clock.stepped', previous: before.time }, now);
    try {
      return [stepped, this.#encode(draft, now)];
    } catch (error) {
      // Neither is written: the next record takes the place of both.
      this.#index = before.index;
      this.#time = before.time;
      throw error;
    }
  }

  /** The record with a time not before the last, whatever the clock says: for what must come first in a run. */
  nextInOrder(draft: AuditDraft): Encoded {
    return this.#encode(draft, Math.max(this.#clock(), this.#time));
  }

  #encode(draft: AuditDraft, time: number): Encoded {
    const { kind, ...fields } = this.#withPseudonyms(draft, time);
    const index = this.#index;
    const id = this.#identifiers.next(time);
    const entry = encodeRecord({ v: schemaVersion, index, time, id, kind, ...fields } as AuditRecord);
    this.#index = index + 1;
    this.#time = time;
    return { index, id, time, entry, frame: encodeFrame(entry) };
  }

  #withPseudonyms(draft: AuditDraft, time: number): { kind: Kind } & Record<string, unknown> {
    const record: { kind: Kind } & Record<string, unknown> = { ...draft };
    for (const field of ['subject', 'first', 'second']) {
      const subject = record[field] as { name: string } | undefined;
      if (subject === undefined) continue;
      const { name, ...rest } = subject;
      record[field] = { pseudonym: this.#personal.pseudonym(name, time), ...rest };
    }
    return record;
  }
}
