import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from './files.ts';
import { GrowingTree, hashBytes, rootOfComplete } from './merkle.ts';
import { type TileName, tileBytes, tileHeight, tilePath, tileWidth } from './tiles.ts';

/**
 * The tree of a log and its tiles on disk. Tiles hold nothing that the records do not: they are written without waiting
 * for the disk, and the writer makes those of its open segment anew when it opens a log.
 */

interface Edge {
  index: number;
  /** Room for 256 hashes. */
  hashes: Buffer;
  width: number;
  /** Width of the partial tile on disk. */
  written: number;
}

interface Write {
  tile: TileName;
  hashes: Buffer;
}

export class TreeFiles {
  readonly #directory: string;
  readonly #tree: GrowingTree;
  readonly #edges: Edge[] = [];
  #full: Write[] = [];

  private constructor(directory: string, tree: GrowingTree) {
    this.#directory = directory;
    this.#tree = tree;
  }

  /**
   * A tree that begins with complete subtrees of 256^level records each: the sealed segments.
   * @param hashes theirs, in order.
   */
  static after(directory: string, level: number, hashes: Buffer[]): TreeFiles {
    const files = new TreeFiles(directory, GrowingTree.fromSubtrees(level * tileHeight, hashes));
    for (let below = 0; below < level; below++) files.#edge(below).index = files.size / tileWidth ** (below + 1);
    let row = hashes;
    for (let at = level; row.length > 0; at++) {
      const edge = files.#edge(at);
      edge.index = Math.floor(row.length / tileWidth);
      for (const hash of row.slice(edge.index * tileWidth)) files.#put(edge, hash);
      row = Array.from({ length: edge.index }, (_, tile) =>
        rootOfComplete(Buffer.concat(row.slice(tile * tileWidth, (tile + 1) * tileWidth)), tileWidth),
      );
    }
    return files;
  }

  get size(): number {
    return this.#tree.size;
  }

  root(): Buffer {
    return this.#tree.root();
  }

  append(leaf: Buffer): void {
    this.#tree.append(leaf, (level, hash) => {
      if (level % tileHeight === 0) this.#push(level / tileHeight, hash);
    });
  }

  #edge(level: number): Edge {
    for (let at = this.#edges.length; at <= level; at++) {
      this.#edges.push({ index: 0, hashes: Buffer.alloc(tileBytes), width: 0, written: 0 });
    }
    return this.#edges[level]!;
  }

  #put(edge: Edge, hash: Buffer): void {
    hash.copy(edge.hashes, edge.width * hashBytes);
    edge.width += 1;
  }

  #push(level: number, hash: Buffer): void {
    const edge = this.#edge(level);
    this.#put(edge, hash);
    if (edge.width < tileWidth) return;
    this.#full.push({ tile: { level, index: edge.index, width: tileWidth }, hashes: Buffer.from(edge.hashes) });
    edge.index += 1;
    edge.width = 0;
    edge.written = 0;
  }

  /**
   * Writes the tiles that a checkpoint of this moment needs; records appended meanwhile wait for the next call. Not to
   * be called again before it has returned.
   */
  async writeTiles(): Promise<void> {
    const changes = this.#full;
    this.#full = [];
    for (const [level, edge] of this.#edges.entries()) {
      if (edge.width === 0 || edge.width === edge.written) continue;
      const tile = { level, index: edge.index, width: edge.width };
      changes.push({ tile, hashes: Buffer.from(edge.hashes.subarray(0, edge.width * hashBytes)) });
      edge.written = edge.width;
    }
    try {
      for (let write = changes[0]; write; write = changes[0]) {
        await writeTile(this.#directory, write.tile, write.hashes);
        changes.shift();
      }
    } finally {
      this.#full = [...changes, ...this.#full];
    }
  }
}

async function writeTile(directory: string, tile: TileName, hashes: Buffer): Promise<void> {
  const path = join(directory, tilePath(tile));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await replaceFile(path, hashes);
  // The specification lets a log drop partial tiles once the full one is there.
  if (tile.width === tileWidth) await rm(`${path}.p`, { recursive: true, force: true });
}

/** The tile's hashes as they lie on disk, from the full tile where that is there already; null where neither is. */
export async function readTileFile(directory: string, tile: TileName): Promise<Buffer | null> {
  const full = await readIfThere(join(directory, tilePath({ ...tile, width: tileWidth })));
  if (full || tile.width === tileWidth) return full;
  return readIfThere(join(directory, tilePath(tile)));
}

export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
