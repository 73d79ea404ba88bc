import { open } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { decodeIndex, decodeMember, mostIndexBytes, type SealedIndex } from './sealed.ts';
import { decodeHeader, headerBytes, readFrame } from './segment.ts';
import { AuditLogDamaged, type SegmentFile } from './tail.ts';
import { tileWidth } from './tiles.ts';

/** A reader's view of one segment: which records it holds, and any run of them, without reading the rest. */
export interface SegmentView {
  readonly first: number;
  readonly count: number;
  /** Where it was found: a segment that is sealed or moved is found elsewhere. */
  readonly path: string;
  /** Looks for records written since. */
  refresh(): Promise<void>;
  /** Entries `from` (inclusive) to `to` (exclusive), as indices of the log. */
  read(from: number, to: number): Promise<Buffer[]>;
}

/** Bytes read at once while looking for frames. */
const scanBytes = 4 << 20;

/**
 * A segment that may still be growing. Remembers where each frame begins; a frame that is not whole yet is looked at
 * again at the next refresh, so that a reader in another process never waits for the writer, nor the writer for it.
 */
export class OpenSegmentView implements SegmentView {
  readonly first: number;
  readonly path: string;
  /** Where each frame begins, and last where the next one will. */
  #offsets: number[] = [headerBytes];

  constructor(segment: SegmentFile) {
    this.first = segment.first;
    this.path = segment.path;
  }

  get count(): number {
    return this.#offsets.length - 1;
  }

  async refresh(): Promise<void> {
    const file = await open(this.path, 'r');
    try {
      let position = this.#offsets.at(-1)!;
      if (position === headerBytes) {
        const header = Buffer.alloc(headerBytes);
        const { bytesRead } = await file.read(header, 0, headerBytes, 0);
        if (bytesRead < headerBytes || decodeHeader(header) !== this.first) return;
      }
      for (;;) {
        const buffer = Buffer.allocUnsafe(scanBytes);
        const { bytesRead } = await file.read(buffer, 0, scanBytes, position);
        const bytes = buffer.subarray(0, bytesRead);
        let at = 0;
        for (let frame = readFrame(bytes, at); frame.kind === 'entry'; frame = readFrame(bytes, at)) {
          at = frame.next;
          this.#offsets.push(position + at);
        }
        if (at === 0) return;
        position += at;
      }
    } finally {
      await file.close();
    }
  }

  async read(from: number, to: number): Promise<Buffer[]> {
    const start = this.#offsets[from - this.first]!;
    const end = this.#offsets[to - this.first]!;
    const bytes = Buffer.allocUnsafe(end - start);
    const file = await open(this.path, 'r');
    try {
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
    } finally {
      await file.close();
    }
    const entries: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      const frame = readFrame(bytes, at);
      if (frame.kind !== 'entry') break;
      entries.push(frame.entry);
      at = frame.next;
    }
    return entries;
  }
}

/** Bundles kept unpacked: enough for a page that goes back and forth. */
const keptBundles = 8;

/** A sealed segment: whole from the start, unpacked one bundle at a time, and not looked at before it is asked. */
export class SealedSegmentView implements SegmentView {
  readonly first: number;
  readonly path: string;
  readonly #unpacked = new LRUCache<number, Buffer[]>({ max: keptBundles });
  #index: SealedIndex | null = null;
  #count: number | null;

  /** @param next first record of the segment after it; null where there is none. */
  constructor(segment: SegmentFile, next: number | null) {
    this.first = segment.first;
    this.path = segment.path;
    this.#count = next === null ? null : next - segment.first;
  }

  get count(): number {
    return this.#count ?? 0;
  }

  async refresh(): Promise<void> {
    this.#count ??= (await this.#load()).count;
  }

  async #load(): Promise<SealedIndex> {
    if (this.#index) return this.#index;
    const file = await open(this.path, 'r');
    try {
      const bytes = Buffer.alloc(mostIndexBytes);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      const index = decodeIndex(bytes.subarray(0, bytesRead));
      if (index?.first !== this.first) {
        throw new AuditLogDamaged(`${this.path} is not a sealed segment as it was written`);
      }
      this.#index = index;
      return index;
    } finally {
      await file.close();
    }
  }

  async read(from: number, to: number): Promise<Buffer[]> {
    const entries: Buffer[] = [];
    const firstBundle = Math.floor((from - this.first) / tileWidth);
    for (let bundle = firstBundle; this.first + bundle * tileWidth < to; bundle++) {
      const start = this.first + bundle * tileWidth;
      const unpacked = await this.#bundle(bundle);
      entries.push(...unpacked.slice(Math.max(0, from - start), to - start));
    }
    return entries;
  }

  async #bundle(bundle: number): Promise<Buffer[]> {
    const known = this.#unpacked.get(bundle);
    if (known) return known;
    const { offsets } = await this.#load();
    const [start, end] = [offsets[bundle] ?? 0, offsets[bundle + 1] ?? 0];
    const bytes = Buffer.alloc(end - start);
    const file = await open(this.path, 'r');
    try {
      await file.read(bytes, 0, bytes.length, start);
    } finally {
      await file.close();
    }
    const entries = decodeMember(bytes);
    this.#unpacked.set(bundle, entries);
    return entries;
  }
}

/** @param next first record of the segment after it; null where there is none. */
export function viewOf(segment: SegmentFile, next: number | null): SegmentView {
  return segment.sealed ? new SealedSegmentView(segment, next) : new OpenSegmentView(segment);
}
