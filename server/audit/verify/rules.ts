import { decodeRecord, InvalidAuditRecord, type RecordHead, readHead } from '../records.ts';

/** What records must say of themselves, whatever their hashes: numbering, ids, time, and how a log starts and stops. */

/** Names what is wrong with a record; null where nothing is. */
export type Complaint = string | null;

/** Records that say something of the log itself; all others pass by their head alone. */
const ofTheLog = new Set([
  'log.start',
  'log.stop',
  'log.gap',
  'log.repaired',
  'clock.stepped',
  'erasure',
  'segment.sealed',
  'segment.deleted',
  'hold.placed',
  'hold.released',
]);

export interface DeletedRange {
  from: number;
  to: number;
  /** Absent where a later record tells it again. */
  root?: string;
}

/** A legal hold, and the record that placed it. */
export interface PlacedHold {
  index: number;
  from: number;
  to: number;
}

export class RecordRules {
  readonly #origin: string;
  readonly #keyIds: ReadonlySet<string>;
  #last: RecordHead | null = null;
  #session: string | null = null;
  #stopped = true;
  /** Time of the last record before an unclean start, until its gap is recorded. */
  #gapDue: number | null = null;
  /** Time of the record before the last, for a gap that follows a repair. */
  #beforeRepair: number | null = null;
  readonly erased = new Set<string>();
  readonly deleted: DeletedRange[] = [];
  /** SHA-256 of each sealed file, by its first record. */
  readonly sealed = new Map<number, string>();
  readonly removed = new Set<string>();
  /** Holds that stand, by their id. */
  readonly holds = new Map<string, PlacedHold>();

  /** @param keyIds ids of the log's public keys. */
  constructor(origin: string, keyIds: ReadonlySet<string>) {
    this.#origin = origin;
    this.#keyIds = keyIds;
  }

  get last(): RecordHead | null {
    return this.#last;
  }

  /** Goes on after records that were deleted past their retention. */
  skip(): void {
    this.#last = null;
    this.#gapDue = null;
    this.#beforeRepair = null;
    this.#session = null;
    this.#stopped = false;
  }

  check(entry: Buffer, index: number): Complaint {
    const head = readHead(entry);
    if (!head) return 'is no audit record of this version';
    if (head.index > index) return `record ${head.index} stands here: records were removed`;
    if (head.index < index) return `record ${head.index} stands here: a record was inserted, duplicated or moved`;
    const complaint = this.#order(head) ?? this.#log(head, entry);
    if (complaint === null) {
      if (head.kind !== 'log.repaired') this.#beforeRepair = head.time;
      this.#last = head;
    }
    return complaint;
  }

  /** What the closed schema says of the whole record. */
  schemaComplaint(entry: Buffer): Complaint {
    try {
      decodeRecord(entry);
      return null;
    } catch (error) {
      if (error instanceof InvalidAuditRecord) return error.message;
      throw error;
    }
  }

  #order(head: RecordHead): Complaint {
    const last = this.#last;
    if (last === null) return null;
    if (head.id === last.id) return 'has the id of the record before: it was duplicated';
    if (head.id < last.id) return 'has an id before that of the record before: records were moved';
    if (head.time < last.time && head.kind !== 'clock.stepped')
      return 'is earlier than the record before: the clock was set back';
    return null;
  }

  #log(head: RecordHead, entry: Buffer): Complaint {
    if (this.#gapDue !== null && head.kind !== 'log.gap' && head.kind !== 'log.repaired') {
      return 'stands where the gap after an unclean stop must be recorded';
    }
    if (this.#stopped && head.kind !== 'log.start') return 'was recorded while the log was stopped';
    if (!ofTheLog.has(head.kind)) return null;
    try {
      return this.#administrative(decodeRecord(entry), head.index);
    } catch (error) {
      if (error instanceof InvalidAuditRecord) return error.message;
      throw error;
    }
  }

  #administrative(record: ReturnType<typeof decodeRecord>, index: number): Complaint {
    switch (record.kind) {
      case 'log.start':
        return this.#start(record, index);
      case 'log.stop':
        if (this.#session !== null && record.session !== this.#session) return 'stops a run that was not started';
        this.#stopped = true;
        return null;
      case 'log.gap':
        return this.#gap(record);
      case 'log.repaired':
        this.removed.add(record.removed_sha256);
        return null;
      case 'clock.stepped':
        return this.#last && record.previous !== this.#last.time
          ? 'names another time than that of the record before'
          : null;
      case 'erasure':
        for (const pseudonym of record.pseudonyms) this.erased.add(pseudonym);
        return null;
      case 'segment.sealed':
        this.sealed.set(record.from, record.sha256);
        return null;
      case 'segment.deleted':
        this.deleted.push({ from: record.from, to: record.to, root: record.root }, ...(record.earlier ?? []));
        return null;
      case 'hold.placed':
        this.holds.set(record.hold, { index, from: record.from, to: record.to });
        return null;
      case 'hold.released':
        this.holds.delete(record.hold);
        return null;
      default:
        return null;
    }
  }

  #start(
    record: { origin: string; session: string; previous: string; signing_key?: string | undefined },
    index: number,
  ): Complaint {
    if (record.origin !== this.#origin) return `starts another log, ${record.origin}`;
    if (record.signing_key !== undefined && !this.#keyIds.has(record.signing_key)) {
      return `starts a run that signs with key ${record.signing_key}, which was not given`;
    }
    const expected = index === 0 ? 'none' : this.#stopped ? 'clean' : 'unclean';
    // After a deleted range the record before is not known.
    const known = index === 0 || this.#last !== null;
    if (known && record.previous !== expected)
      return `says the run before ended ${record.previous}, but it ended ${expected}`;
    if (record.previous === 'unclean') this.#gapDue = this.#last?.time ?? null;
    this.#session = record.session;
    this.#stopped = false;
    return null;
  }

  #gap(record: { reason: string; since: number; until: number }): Complaint {
    const since = this.#gapDue ?? this.#beforeRepair;
    this.#gapDue = null;
    if (since !== null && record.since !== since)
      return 'names another beginning of the gap than the last record before it';
    return record.until < record.since ? 'ends before it begins' : null;
  }
}
