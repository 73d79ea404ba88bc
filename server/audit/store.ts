import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntries } from './archive.ts';
import type { RecordHead } from './records.ts';
import { createSegment, headOf, listSegments, openTail, type Repair, type Tail } from './tail.ts';

/** The files of one log, as its writer holds them: the open segment at the end of the sealed ones. */

/** Records of one segment: exactly one full tile of the tree's second level (256 × 256). */
export const recordsPerSegment = 65_536;

export interface StoreOptions {
  /** 65,536, or 256 in tests: a full tile of some level of the tree. */
  recordsPerSegment?: number;
  /** Opens the segment for appending; a test may hand in one that fails. */
  openSegment?: (path: string) => Promise<SegmentHandle>;
}

/** What the store asks of an open file. */
export type SegmentHandle = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'close'>;

export interface Writable {
  entry: Buffer;
  frame: Buffer;
}

export class Store {
  readonly #directory: string;
  readonly #perSegment: number;
  readonly #openSegment: (path: string) => Promise<SegmentHandle>;
  /** What was cut off when the log was opened. */
  readonly repair: Repair | null;
  #handle: SegmentHandle;
  #first: number;
  #count: number;
  #length: number;
  #last: RecordHead | null;

  private constructor(
    directory: string,
    options: StoreOptions,
    tail: Tail,
    last: RecordHead | null,
    handle: SegmentHandle,
  ) {
    this.#directory = directory;
    this.#perSegment = options.recordsPerSegment ?? recordsPerSegment;
    this.#openSegment = options.openSegment ?? defaultOpen;
    this.repair = tail.repair;
    this.#handle = handle;
    this.#first = tail.first;
    this.#count = tail.entries.length;
    this.#length = tail.length;
    this.#last = last;
  }

  static async prepare(directory: string): Promise<void> {
    await mkdir(join(directory, 'segments'), { recursive: true, mode: 0o700 });
  }

  /** @throws AuditLogDamaged */
  static async open(directory: string, options: StoreOptions): Promise<Store> {
    const segments = await listSegments(directory);
    const newest = segments.at(-1);
    const tail = newest ? await openTail(directory, newest, 0) : await createSegment(directory, 0);
    let last = tail.entries.at(-1) ?? null;
    const before = segments.at(-2);
    if (last === null && before) last = (await readEntries(before)).at(-1) ?? null;
    const handle = await (options.openSegment ?? defaultOpen)(tail.path);
    return new Store(directory, options, tail, last && headOf(last), handle);
  }

  /** Records durable so far. */
  get size(): number {
    return this.#first + this.#count;
  }

  /** Head of the last durable record. */
  get last(): RecordHead | null {
    return this.#last;
  }

  /** Appends a group and makes it durable; where that fails, the group is taken back as far as the disk allows. */
  async write(group: readonly Writable[]): Promise<void> {
    let from = 0;
    while (from < group.length) {
      if (this.#count === this.#perSegment) await this.#rotate();
      const part = group.slice(from, from + this.#perSegment - this.#count);
      await this.#append(part);
      from += part.length;
    }
  }

  async #append(part: readonly Writable[]): Promise<void> {
    const bytes = Buffer.concat(part.map(({ frame }) => frame));
    try {
      let written = 0;
      while (written < bytes.length) {
        const position = this.#length + written;
        written += (await this.#handle.write(bytes, written, bytes.length - written, position)).bytesWritten;
      }
      await this.#handle.datasync();
    } catch (error) {
      await this.#handle.truncate(this.#length).catch(() => undefined);
      throw error;
    }
    this.#length += bytes.length;
    this.#count += part.length;
    this.#last = headOf(part.at(-1)!.entry);
  }

  async #rotate(): Promise<void> {
    const next = await createSegment(this.#directory, this.size);
    await this.#handle.close();
    this.#handle = await this.#openSegment(next.path);
    this.#first = next.first;
    this.#count = 0;
    this.#length = next.length;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function defaultOpen(path: string): Promise<SegmentHandle> {
  return open(path, 'r+');
}
