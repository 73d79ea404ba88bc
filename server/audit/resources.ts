import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from './files.ts';
import { hashBytes } from './merkle.ts';
import { AuditReader } from './read.ts';
import { encodeBundle, parseTilePath, type TileName, tilePath, tilesOf, tileWidth, widthIn } from './tiles.ts';
import { readIfThere, readTileFile } from './tree-files.ts';

/**
 * A log as the static resources of c2sp.org/tlog-tiles: `checkpoint`, hash tiles and entry bundles. Checkpoint and tiles
 * lie on disk as they are; entry bundles are cut from the segments, so that records lie there once.
 */

/** The bytes of one resource; null where the log has none of that name (yet, or any more). */
export async function readResource(directory: string, path: string): Promise<Buffer | null> {
  if (path === 'checkpoint') return readIfThere(join(directory, 'checkpoint'));
  const tile = parseTilePath(path);
  if (!tile) return null;
  if (tile.level !== 'entries') {
    const hashes = await readTileFile(directory, tile);
    return hashes && hashes.length >= tile.width * hashBytes ? hashes.subarray(0, tile.width * hashBytes) : null;
  }
  return readBundle(new AuditReader(directory), tile);
}

async function readBundle(reader: AuditReader, tile: TileName): Promise<Buffer | null> {
  const from = tile.index * tileWidth;
  if ((await reader.refresh()) < from + tile.width) return null;
  const entries = await reader.entries(from, from + tile.width);
  return entries.length === tile.width ? encodeBundle(entries) : null;
}

export interface Site {
  size: number;
  files: number;
}

/**
 * Lays the log out for any client of tlog-tiles: everything that its newest checkpoint covers.
 * @param target folder to fill; made where it is not there.
 */
export async function writeSite(directory: string, target: string): Promise<Site> {
  const checkpoint = await readResource(directory, 'checkpoint');
  if (!checkpoint) throw new Error(`${directory} has no checkpoint`);
  const size = Number(checkpoint.toString().split('\n')[1]);
  const bundles = Array.from({ length: Math.ceil(size / tileWidth) }, (_, index): TileName => {
    return { level: 'entries', index, width: widthIn(size, 'entries', index) };
  });
  const reader = new AuditReader(directory);
  let files = 0;
  for (const tile of [...tilesOf(size), ...bundles]) {
    const path = tilePath(tile);
    const bytes = tile.level === 'entries' ? await readBundle(reader, tile) : await readResource(directory, path);
    // Deleted past its retention: the specification calls such a log pruned.
    if (!bytes) continue;
    await mkdir(dirname(join(target, path)), { recursive: true });
    await replaceFile(join(target, path), bytes, { mode: 0o644 });
    files += 1;
  }
  // Last, so that a reader of the folder finds everything the checkpoint names.
  await replaceFile(join(target, 'checkpoint'), checkpoint, { mode: 0o644 });
  return { size, files: files + 1 };
}
