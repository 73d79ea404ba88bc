import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditRecord, readHead } from './records.ts';
import { type SegmentView, viewOf } from './segment-view.ts';
import { listSegments } from './tail.ts';

/**
 * Reads an audit log from any process while it is being written. Takes no lock and keeps no file open, so it never
 * stands in the writer's way.
 */

/** Records read at once while looking for those that match. */
const chunk = 256;
/** A page gives up looking after this many records and says where to go on. */
const mostScanned = 50_000;
/** Milliseconds between two looks at the end of the log. */
const followMs = 200;
/** Looks at a folder whose files are being moved, before the reader gives up. */
const mostLooks = 3;
/** Outcomes arrive up to an hour after an inference; the look for them ends after this many records. */
const mostScannedForLife = 200_000;

export interface Page {
  /** Newest first. */
  records: AuditRecord[];
  /** Hand in as `before` for the next, older page; null at the beginning of the log. */
  next: number | null;
}

export interface PageRequest {
  /** Index: the page holds only older records. Absent: from the newest. */
  before?: number;
  limit: number;
  match?: (record: AuditRecord) => boolean;
}

function decode(entry: Buffer): AuditRecord {
  return JSON.parse(entry.toString('utf8')) as AuditRecord;
}

export class AuditReader {
  readonly #directory: string;
  #views: SegmentView[] = [];
  #looking: Promise<void> = Promise.resolve();

  /** @param directory `<data>/audit/<writer>`; it need not exist yet. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Looks for records written since, and gives the number of records. One look after the other: two would count a record twice. */
  async refresh(): Promise<number> {
    const look = this.#looking.then(() => this.#lookPatiently());
    this.#looking = look.catch(() => undefined);
    await look;
    return this.size;
  }

  async #lookPatiently(): Promise<void> {
    for (let look = 1; ; look++) {
      try {
        return await this.#look();
      } catch (error) {
        // A segment was sealed or moved between the listing and the look.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || look === mostLooks) throw error;
      }
    }
  }

  async #look(): Promise<void> {
    const known = new Map(this.#views.map(view => [view.path, view]));
    const segments = await listSegments(this.#directory);
    const views = segments.map(
      (segment, at) => known.get(segment.path) ?? viewOf(segment, segments[at + 1]?.first ?? null),
    );
    for (const [at, view] of views.entries()) {
      const complete = view.first + view.count === views[at + 1]?.first;
      if (!complete) await view.refresh();
    }
    this.#views = views;
  }

  /** Records found at the last refresh. */
  get size(): number {
    const newest = this.#views.at(-1);
    return newest ? newest.first + newest.count : 0;
  }

  /** Index of the oldest record still there: older segments may have been deleted past their retention. */
  get oldest(): number {
    return this.#views[0]?.first ?? 0;
  }

  /** The bytes of records `from` (inclusive) to `to` (exclusive), as far as they are there. */
  async entries(from: number, to: number): Promise<Buffer[]> {
    try {
      return await this.#read(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Sealed, moved or deleted since the last look.
      await this.refresh();
      return this.#read(from, to);
    }
  }

  async #read(from: number, to: number): Promise<Buffer[]> {
    const runs: Buffer[][] = [];
    for (const view of this.#views) {
      const start = Math.max(from, view.first);
      const end = Math.min(to, view.first + view.count);
      if (start < end) runs.push(await view.read(start, end));
    }
    return runs.flat();
  }

  async record(index: number): Promise<AuditRecord | null> {
    const [entry] = await this.entries(index, index + 1);
    return entry ? decode(entry) : null;
  }

  /** One page, newest first. May hold fewer than `limit` and still have a `next`: matches may be rare. */
  async page(request: PageRequest): Promise<Page> {
    const size = await this.refresh();
    const records: AuditRecord[] = [];
    const begin = Math.min(request.before ?? size, size);
    const floor = Math.max(this.oldest, begin - mostScanned);
    let before = begin;
    while (before > floor) {
      const from = Math.max(floor, before - chunk);
      const entries = await this.entries(from, before);
      for (let at = entries.length - 1; at >= 0; at--) {
        const record = decode(entries[at]!);
        if (request.match && !request.match(record)) continue;
        records.push(record);
        if (records.length === request.limit) return { records, next: nextBefore(record.index, this.oldest) };
      }
      before = from;
    }
    return { records, next: nextBefore(before, this.oldest) };
  }

  /** The record with this id: a binary search, since ids only increase. */
  async byId(id: string): Promise<AuditRecord | null> {
    const size = await this.refresh();
    const index = await this.#search(this.oldest, size, head => head.id >= id);
    const record = index < size ? await this.record(index) : null;
    return record?.id === id ? record : null;
  }

  /** Index of the first record not before this time (milliseconds since 1970). */
  async since(time: number): Promise<number> {
    const size = await this.refresh();
    return this.#search(this.oldest, size, head => head.time >= time);
  }

  async #search(from: number, to: number, reached: (head: { id: string; time: number }) => boolean): Promise<number> {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [entry] = await this.entries(middle, middle + 1);
      const head = entry ? readHead(entry) : null;
      if (head && !reached(head)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The records of one inference in order: start, end, outcomes.
   * @param auditId a UUIDv7; its time says where to begin to look.
   */
  async life(auditId: string): Promise<AuditRecord[]> {
    const made = Number.parseInt(auditId.replaceAll('-', '').slice(0, 12), 16);
    if (!Number.isFinite(made)) return [];
    // A clock that was smoothed over may lie a little before the identifier's.
    const from = await this.since(made - 2_000);
    const to = Math.min(this.size, from + mostScannedForLife);
    const found: AuditRecord[] = [];
    for (let at = from; at < to; at += chunk) {
      for (const entry of await this.entries(at, Math.min(to, at + chunk))) {
        if (!entry.includes(auditId)) continue;
        const record = decode(entry);
        if ('audit_id' in record && record.audit_id === auditId) found.push(record);
      }
    }
    return found;
  }

  /** Every record from `from` on, and then each new one as it comes, until `signal`. */
  async *follow(from: number, signal: AbortSignal): AsyncGenerator<AuditRecord> {
    let at = from;
    while (!signal.aborted) {
      const size = await this.refresh();
      while (at < size) {
        const entries = await this.entries(at, Math.min(size, at + chunk));
        if (entries.length === 0) break;
        for (const entry of entries) {
          if (signal.aborted) return;
          yield decode(entry);
        }
        at += entries.length;
      }
      await sleep(followMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function nextBefore(index: number, oldest: number): number | null {
  return index > oldest ? index : null;
}
