import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntries, rootOfSegment } from './archive.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint, type TreeHead } from './checkpoint.ts';
import { replaceFile } from './files.ts';
import { hashBytes, leafHash } from './merkle.ts';
import type { SignerKey, VerifierKey } from './note.ts';
import type { RecordHead } from './records.ts';
import {
  AuditLogDamaged,
  createSegment,
  headOf,
  listSegments,
  openTail,
  type Repair,
  type SegmentFile,
  type Tail,
} from './tail.ts';
import { tileWidth } from './tiles.ts';
import { readIfThere, readTileFile, TreeFiles } from './tree-files.ts';

/** The files of one log, as its writer holds them: sealed segments, the open one at their end, tree and checkpoint. */

/** Records of one segment: exactly one full tile of the tree's second level (256 × 256). */
export const recordsPerSegment = 65_536;

export interface StoreOptions {
  /** 65,536, or 256 in tests: a full tile of some level of the tree. */
  recordsPerSegment?: number;
  /** Opens the segment for appending; a test may hand in one that fails. */
  openSegment?: (path: string) => Promise<SegmentHandle>;
  /** Keys that signed before the one in force. */
  former?: readonly VerifierKey[];
}

/** What the store asks of an open file. */
export type SegmentHandle = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'close'>;

export interface Writable {
  entry: Buffer;
  frame: Buffer;
}

interface Found {
  tail: Tail;
  last: Buffer | null;
  tree: TreeFiles;
  published: number;
}

export class Store {
  readonly #directory: string;
  readonly #perSegment: number;
  readonly #openSegment: (path: string) => Promise<SegmentHandle>;
  readonly #key: SignerKey;
  readonly #tree: TreeFiles;
  /** What was cut off when the log was opened. */
  readonly repair: Repair | null;
  #handle: SegmentHandle;
  #first: number;
  #count: number;
  #length: number;
  #last: RecordHead | null;
  #published: number;

  private constructor(directory: string, key: SignerKey, options: StoreOptions, found: Found, handle: SegmentHandle) {
    this.#directory = directory;
    this.#perSegment = options.recordsPerSegment ?? recordsPerSegment;
    this.#openSegment = options.openSegment ?? defaultOpen;
    this.#key = key;
    this.#tree = found.tree;
    this.repair = found.tail.repair;
    this.#handle = handle;
    this.#first = found.tail.first;
    this.#count = found.tail.entries.length;
    this.#length = found.tail.length;
    this.#last = found.last && headOf(found.last);
    this.#published = found.published;
  }

  static async prepare(directory: string): Promise<void> {
    await mkdir(join(directory, 'segments'), { recursive: true, mode: 0o700 });
  }

  /** @throws AuditLogDamaged where the log is not what its own checkpoint says. */
  static async open(directory: string, key: SignerKey, options: StoreOptions): Promise<Store> {
    const trusted = [key, ...(options.former ?? [])];
    const found = await findLog(directory, trusted, options.recordsPerSegment ?? recordsPerSegment);
    const handle = await (options.openSegment ?? defaultOpen)(found.tail.path);
    return new Store(directory, key, options, found, handle);
  }

  /** Records durable so far. */
  get size(): number {
    return this.#first + this.#count;
  }

  /** Head of the last durable record. */
  get last(): RecordHead | null {
    return this.#last;
  }

  /** Size of the newest checkpoint on disk. */
  get published(): number {
    return this.#published;
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
    for (const { entry } of part) this.#tree.append(leafHash(entry));
  }

  async #rotate(): Promise<void> {
    const next = await createSegment(this.#directory, this.size);
    await this.#handle.close();
    this.#handle = await this.#openSegment(next.path);
    this.#first = next.first;
    this.#count = 0;
    this.#length = next.length;
  }

  /** Signs a checkpoint over all that is durable, after its tiles; gives its text. */
  async publish(): Promise<{ head: TreeHead; text: string }> {
    const head = { size: this.#tree.size, root: this.#tree.root() };
    const text = signCheckpoint(head, this.#key);
    await this.#tree.writeTiles();
    await replaceFile(join(this.#directory, 'checkpoint'), text, { mode: 0o644 });
    this.#published = head.size;
    return { head, text };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function defaultOpen(path: string): Promise<SegmentHandle> {
  return open(path, 'r+');
}

async function readCheckpoint(directory: string, keys: VerifierKey[]): Promise<Checkpoint | null> {
  const bytes = await readIfThere(join(directory, 'checkpoint'));
  if (!bytes) return null;
  try {
    return openCheckpoint(bytes, keys);
  } catch (error) {
    throw new AuditLogDamaged(`${join(directory, 'checkpoint')}: ${(error as Error).message}`);
  }
}

/** Reads what is there, mends a torn tail, and builds the tree that the checkpoint must agree with. */
async function findLog(directory: string, keys: VerifierKey[], perSegment: number): Promise<Found> {
  const checkpoint = await readCheckpoint(directory, keys);
  const covered = checkpoint?.size ?? 0;
  const segments = await listSegments(directory);
  const newest = segments.at(-1);
  if (!newest && covered > 0) throw new AuditLogDamaged(`${directory} has a checkpoint, but no records`);
  const open = segments.filter(segment => !segment.sealed);
  const sealed = segments.filter(segment => segment.sealed);
  const tail =
    newest && !newest.sealed
      ? await openTail(directory, newest, covered)
      : await afterSealed(directory, newest, perSegment);
  const tree = await treeAfterSealed(directory, sealed, tail, open[0] ?? null, perSegment);
  const check = () => {
    if (checkpoint && tree.size === covered && !tree.root().equals(checkpoint.root)) {
      throw new AuditLogDamaged(
        `the records up to ${covered} are not those that the checkpoint in ${directory} was signed for`,
      );
    }
  };
  if (covered < tree.size)
    throw new AuditLogDamaged(`the checkpoint in ${directory} is older than its sealed segments`);
  check();
  let last: Buffer | null = null;
  for (const segment of open) {
    const entries = segment.first === tail.first ? tail.entries : await readEntries(segment);
    if (segment.first !== tree.size) throw new AuditLogDamaged(`${segment.path} does not follow the segment before it`);
    for (const entry of entries) {
      tree.append(leafHash(entry));
      check();
    }
    last = entries.at(-1) ?? last;
  }
  if (last === null && sealed.length > 0) last = (await readEntries(sealed.at(-1)!)).at(-1) ?? null;
  return { tail, last, tree, published: covered };
}

/** The tail where no segment is open: in a new log, or right after the last one was sealed. */
function afterSealed(directory: string, newest: SegmentFile | undefined, perSegment: number): Promise<Tail> {
  return createSegment(directory, newest ? newest.first + perSegment : 0);
}

async function treeAfterSealed(
  directory: string,
  sealed: SegmentFile[],
  tail: Tail,
  firstOpen: SegmentFile | null,
  perSegment: number,
): Promise<TreeFiles> {
  const level = Math.round(Math.log(perSegment) / Math.log(tileWidth));
  const count = (firstOpen?.first ?? tail.first) / perSegment;
  if (!Number.isInteger(count)) throw new AuditLogDamaged(`segments in ${directory} are not of ${perSegment} records`);
  const hashes: Buffer[] = [];
  for (let segment = 0; segment < count; segment++) {
    const index = Math.floor(segment / tileWidth);
    const width = Math.min(tileWidth, count - index * tileWidth);
    const tile = await readTileFile(directory, { level, index, width });
    const at = (segment % tileWidth) * hashBytes;
    if (tile && tile.length >= at + hashBytes) {
      hashes.push(Buffer.from(tile.subarray(at, at + hashBytes)));
      continue;
    }
    const file = sealed.find(({ first }) => first === segment * perSegment);
    if (!file) throw new AuditLogDamaged(`neither records nor root hash of segment ${segment} are in ${directory}`);
    hashes.push(await rootOfSegment(file));
  }
  return TreeFiles.after(directory, level, hashes);
}
