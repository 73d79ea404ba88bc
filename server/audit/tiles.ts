import { hashBytes, rootOfComplete, type SubtreeReader } from './merkle.ts';

/** Tiles of a transparency log as C2SP's tlog-tiles lays them out: 256 hashes wide, eight levels of the tree high. */

export const tileWidth = 256;
export const tileHeight = 8;
export const tileBytes = tileWidth * hashBytes;

export interface TileName {
  /** `entries`: a bundle of records; else the level of the hashes. */
  level: number | 'entries';
  index: number;
  /** 1 to 256; below 256 the tile is partial. */
  width: number;
}

/** `1234067` → `x001/x234/067`. */
function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** The tile's path under the prefix of the log, with `/`. */
export function tilePath({ level, index, width }: TileName): string {
  const partial = width < tileWidth ? `.p/${width}` : '';
  return `tile/${level}/${indexPath(index)}${partial}`;
}

/** The tile a path names; null where it names none, or not in the one spelling. */
export function parseTilePath(path: string): TileName | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) return null;
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const tile = {
    level,
    index: Number(match[2]!.replaceAll(/[x/]/g, '')),
    width: match[3] === undefined ? tileWidth : Number(match[3]),
  } satisfies TileName;
  const possible =
    (level === 'entries' || level < 64) && tile.width > 0 && (match[3] === undefined || tile.width < 256);
  return possible && tilePath(tile) === path ? tile : null;
}

/** How many hashes a tree of `size` has at a level of tiles. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** The widest form in which a tree of `size` has this tile; 0 where it has none. */
export function widthIn(size: number, level: number | 'entries', index: number): number {
  const hashes = hashesAtLevel(size, level === 'entries' ? 0 : level) - index * tileWidth;
  return Math.max(0, Math.min(tileWidth, hashes));
}

/** Every hash tile of a tree of `size`, partial ones included. */
export function tilesOf(size: number): TileName[] {
  const tiles: TileName[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const hashes = hashesAtLevel(size, level);
    for (let index = 0; index * tileWidth < hashes; index++) {
      tiles.push({ level, index, width: widthIn(size, level, index) });
    }
  }
  return tiles;
}

/** A run of records as an entry bundle: each behind its length, a big-endian uint16. */
export function encodeBundle(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap(entry => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** @throws RangeError where the bundle ends within an entry. */
export function decodeBundle(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) throw new RangeError('the bundle ends within an entry');
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** Gives a tile's hashes: at least `width` of them, 32 bytes each. */
export type TileReader = (tile: TileName) => Promise<Buffer>;

/** Hashes of subtrees out of tiles, for proofs in a tree of `size`. */
export function subtreesFromTiles(size: number, readTile: TileReader): SubtreeReader {
  return async (level, index) => {
    const tileLevel = Math.floor(level / tileHeight);
    const count = 2 ** (level % tileHeight);
    const firstHash = index * count;
    const tileIndex = Math.floor(firstHash / tileWidth);
    const tile = await readTile({ level: tileLevel, index: tileIndex, width: widthIn(size, tileLevel, tileIndex) });
    const at = (firstHash % tileWidth) * hashBytes;
    return rootOfComplete(tile.subarray(at, at + count * hashBytes), count);
  };
}
