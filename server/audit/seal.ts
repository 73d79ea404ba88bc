import { copyFile, mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOfFile, replaceFile, syncDirectory } from './files.ts';
import { hashBytes } from './merkle.ts';
import type { AuditDraft } from './records.ts';
import { encodeSealed } from './sealed.ts';
import { segmentName } from './segment.ts';
import { OpenSegmentView } from './segment-view.ts';
import type { SegmentFile } from './tail.ts';
import { type TileName, tilePath, tileWidth } from './tiles.ts';
import { readTileFile } from './tree-files.ts';

/**
 * Sealing: a full segment becomes one compressed file for good. Its digest is recorded before the open file goes, so that
 * a crash at any step leaves either form, and the next round finishes.
 */

/** Milliseconds between two bundles: sealing may take seconds, and nobody waits for it. */
const pauseMs = 5;

export type Append = (draft: AuditDraft) => Promise<unknown>;

/** The root hash of a full segment, from the tile that holds it. */
export async function rootOfTile(directory: string, first: number, count: number): Promise<Buffer | null> {
  const level = Math.round(Math.log(count) / Math.log(tileWidth));
  const position = first / count;
  const index = Math.floor(position / tileWidth);
  const width = (position % tileWidth) + 1;
  const at = (position % tileWidth) * hashBytes;
  for (let wide = width; wide <= tileWidth; wide++) {
    const tile = await readTileFile(directory, { level, index, width: wide });
    if (tile && tile.length >= at + hashBytes) return Buffer.from(tile.subarray(at, at + hashBytes));
  }
  return null;
}

/** The tiles that lie wholly under these records and go when they go. */
export function tilesUnder(first: number, count: number): TileName[] {
  const tiles: TileName[] = [];
  for (let level = 0; tileWidth ** (level + 1) <= count; level++) {
    const span = tileWidth ** (level + 1);
    for (let at = first; at < first + count; at += span) tiles.push({ level, index: at / span, width: tileWidth });
  }
  return tiles;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/**
 * @param segment full, and covered by a checkpoint.
 * @param count records of a full segment.
 */
export async function sealSegment(
  directory: string,
  segment: SegmentFile,
  count: number,
  append: Append,
): Promise<void> {
  const { first } = segment;
  const root = await rootOfTile(directory, first, count);
  if (!root) throw new Error(`the tile with the root of segment ${first} is missing`);
  for (const tile of tilesUnder(first, count)) await syncFile(join(directory, tilePath(tile)));
  const view = new OpenSegmentView(segment);
  await view.refresh();
  const bytes = await encodeSealed(
    first,
    count,
    (from, to) => view.read(from, to),
    () => sleep(pauseMs),
  );
  const folder = dirname(segment.path);
  const target = join(folder, `${segmentName(first)}.gz`);
  const draft = `${target}.tmp`;
  await rm(draft, { force: true });
  await replaceFile(draft, bytes, { durable: true });
  await append({
    kind: 'segment.sealed',
    from: first,
    to: first + count,
    root: root.toString('base64'),
    bytes: bytes.length,
    sha256: await digestOfFile(draft),
  });
  await rename(draft, target);
  await syncDirectory(folder);
  await unlink(segment.path);
  await syncDirectory(folder);
}

/** Moves a sealed segment to the archive, and leaves a file that says where it is. */
export async function moveSegment(
  directory: string,
  segment: SegmentFile,
  count: number,
  archive: string,
  append: Append,
): Promise<void> {
  const name = segmentName(segment.first);
  const target = join(archive, `${name}.gz`);
  await mkdir(archive, { recursive: true, mode: 0o700 });
  await copyFile(segment.path, `${target}.tmp`);
  await syncFile(`${target}.tmp`);
  const sha256 = await digestOfFile(segment.path);
  if ((await digestOfFile(`${target}.tmp`)) !== sha256) throw new Error(`${target}.tmp is not what was copied`);
  await rename(`${target}.tmp`, target);
  await syncDirectory(archive);
  await append({ kind: 'segment.moved', from: segment.first, to: segment.first + count, sha256 });
  await replaceFile(join(directory, 'segments', `${name}.moved`), `${target}\n`, { durable: true });
  await unlink(segment.path);
  await syncDirectory(join(directory, 'segments'));
}
