import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GrowingTree, hashBytes } from '../merkle.ts';
import {
  hashesAtLevel,
  parseTilePath,
  type TileName,
  tileBytes,
  tileHeight,
  tilePath,
  tilesOf,
  tileWidth,
} from '../tiles.ts';
import { readIfThere } from '../tree-files.ts';
import { filesUnder } from './files.ts';

/** Compares the tiles on disk with the tree that the records give, hash by hash. */

/** File systems tell the time of a write to within this (ms). */
const timestampMs = 50;

export interface TileComplaint {
  /** First record under the hash that is wrong; null where no single record can be named. */
  index: number | null;
  reason: string;
}

interface Edge {
  index: number;
  width: number;
  hashes: Buffer;
  /** The same tile as it lies on disk: the full one, else the widest partial. */
  stored: Buffer | null;
  /** Whether `stored` was looked for. */
  loaded: boolean;
}

export class TileCheck {
  readonly #directory: string;
  readonly #began: number;
  readonly #tree = new GrowingTree();
  readonly #edges: Edge[] = [];
  #complaint: TileComplaint | null = null;

  /** @param began milliseconds since 1970: before the first record was read. */
  constructor(directory: string, began: number) {
    this.#began = began;
    this.#directory = directory;
  }

  get size(): number {
    return this.#tree.size;
  }

  root(): Buffer {
    return this.#tree.root();
  }

  /** The first hash on disk that is not the tree's. */
  get complaint(): TileComplaint | null {
    return this.#complaint;
  }

  /** Loads what lies on disk of the tiles about to be filled. To be awaited whenever `needsPreparation`. */
  async prepare(): Promise<void> {
    let level = 0;
    do {
      const edge = this.#edge(level);
      if (!edge.loaded) {
        edge.stored = await this.#load(level, edge.index);
        edge.loaded = true;
      }
      level += 1;
    } while (hashesAtLevel(this.size, level - 1) > 0 || level < 2);
  }

  get needsPreparation(): boolean {
    return this.#tree.size % tileWidth === 0;
  }

  append(leaf: Buffer): void {
    this.#tree.append(leaf, (level, hash) => {
      if (level % tileHeight === 0) this.#push(level / tileHeight, hash);
    });
  }

  /**
   * Goes over records that are no longer there: the hash of their subtree stands in a tile.
   * @returns the hash; null where the tile is not there.
   */
  async appendStored(level: number): Promise<Buffer | null> {
    const index = this.size / tileWidth ** level;
    const tile = await this.#load(level, Math.floor(index / tileWidth));
    const at = (index % tileWidth) * hashBytes;
    if (!tile || tile.length < at + hashBytes) return null;
    const hash = Buffer.from(tile.subarray(at, at + hashBytes));
    await this.prepare();
    this.#tree.appendSubtree(level * tileHeight, hash, (height, subtree) => {
      if (height % tileHeight === 0) this.#push(height / tileHeight, subtree);
    });
    for (let below = 0; below < level; below++) {
      const edge = this.#edge(below);
      edge.index = this.size / tileWidth ** (below + 1);
      edge.stored = null;
      edge.loaded = false;
    }
    return hash;
  }

  #edge(level: number): Edge {
    for (let at = this.#edges.length; at <= level; at++) {
      this.#edges.push({ index: 0, width: 0, hashes: Buffer.alloc(tileBytes), stored: null, loaded: false });
    }
    return this.#edges[level]!;
  }

  async #load(level: number, index: number): Promise<Buffer | null> {
    // Without waiting: a tile is 8 KiB, and one is read for every 256 records.
    const path = join(this.#directory, tilePath({ level, index, width: tileWidth }));
    if (existsSync(path)) return readFileSync(path);
    const widest = Math.max(0, ...(await this.#partialWidths(level, index)));
    return widest === 0 ? null : readIfThere(join(this.#directory, tilePath({ level, index, width: widest })));
  }

  async #partialWidths(level: number, index: number): Promise<number[]> {
    const folder = join(this.#directory, `${tilePath({ level, index, width: tileWidth })}.p`);
    const names = await readdir(folder).catch(() => [] as string[]);
    return names.flatMap(name => {
      const tile = parseTilePath(`${tilePath({ level, index, width: tileWidth })}.p/${name}`);
      return tile ? [tile.width] : [];
    });
  }

  #push(level: number, hash: Buffer): void {
    const edge = this.#edge(level);
    const at = edge.width * hashBytes;
    hash.copy(edge.hashes, at);
    if (edge.stored && at + hashBytes <= edge.stored.length) {
      if (edge.stored.compare(hash, 0, hashBytes, at, at + hashBytes) !== 0)
        this.#complain(level, edge.index, edge.width);
    }
    edge.width += 1;
    if (edge.width < tileWidth) return;
    if (edge.stored && edge.stored.length > tileBytes) this.#complain(level, edge.index, tileWidth - 1);
    edge.index += 1;
    edge.width = 0;
    edge.stored = null;
    edge.loaded = false;
  }

  #complain(level: number, index: number, position: number): void {
    const record = (index * tileWidth + position) * tileWidth ** level;
    const path = tilePath({ level, index, width: tileWidth });
    // The first one stays: a record that was changed changes every hash above it, and those say less exactly which it is.
    this.#complaint ??= { index: record, reason: `its hash is not the one that stands in ${path}` };
  }

  /**
   * After the last record: tiles that are missing, that should not be there, or whose length is not theirs.
   * @param covered size of the log's own checkpoint: its tiles must all be there.
   * @param isDeleted whether all these records were deleted, and their lower tiles with them.
   */
  async finish(covered: number, isDeleted: (from: number, to: number) => boolean): Promise<TileComplaint | null> {
    const missing = await this.#missing(covered, isDeleted);
    return missing ?? (await this.#strays());
  }

  async #missing(covered: number, isDeleted: (from: number, to: number) => boolean): Promise<TileComplaint | null> {
    const there = new Set(await this.#paths());
    for (const tile of tilesOf(covered)) {
      const level = tile.level as number;
      const from = tile.index * tileWidth ** (level + 1);
      const full = { ...tile, width: tileWidth };
      // A writer at work may have put the full tile in its place while they were listed.
      if (there.has(tilePath(tile)) || there.has(tilePath(full)) || existsSync(join(this.#directory, tilePath(full))))
        continue;
      if (isDeleted(from, Math.min(covered, from + tileWidth ** (level + 1)))) continue;
      return { index: from, reason: `${tilePath(tile)} is missing` };
    }
    return null;
  }

  async #strays(): Promise<TileComplaint | null> {
    for (const path of await this.#paths()) {
      const tile = parseTilePath(path);
      const complaint = tile === null ? 'is no tile' : await this.#stray(tile, path);
      if (complaint !== null) return { index: null, reason: `${path} ${complaint}` };
    }
    return null;
  }

  async #stray(tile: TileName, path: string): Promise<string | null> {
    if (tile.level === 'entries') return 'is not written by this log';
    const hashes = hashesAtLevel(this.size, tile.level);
    const last = tile.index * tileWidth + tile.width;
    if (last > hashes) {
      // A writer at work has gone on: records are on disk before their tiles, so that an older tile is a stray.
      const written = (await stat(join(this.#directory, path)).catch(() => null))?.mtimeMs ?? Number.POSITIVE_INFINITY;
      return written > this.#began - timestampMs
        ? null
        : `belongs to a longer log than this one of ${this.size} records`;
    }
    const edge = this.#edges[tile.level];
    if (tile.width === tileWidth) {
      const content = await readIfThere(join(this.#directory, path));
      return content?.length === tileBytes ? null : 'has not the length of a full tile';
    }
    const content = await readIfThere(join(this.#directory, path));
    // A writer at work has put the full tile in its place.
    if (content === null) return null;
    if (content.length !== tile.width * hashBytes) return 'has not the length of its width';
    // Compared hash by hash while the records went by: the full tile, or the widest partial one there was.
    const expected = edge && edge.index === tile.index ? edge.hashes : await this.#load(tile.level, tile.index);
    const matches = expected?.subarray(0, content.length).equals(content) ?? false;
    return matches ? null : 'does not hold the hashes of the records';
  }

  async #paths(): Promise<string[]> {
    const found = await filesUnder(join(this.#directory, 'tile'), 'tile');
    return found.filter(path => !isDraft(path)).sort();
  }
}

/** A tile that was being written when its writer was killed, or is being written now. */
function isDraft(path: string): boolean {
  return /\.[0-9a-f]{12}\.tmp$/.test(path);
}
