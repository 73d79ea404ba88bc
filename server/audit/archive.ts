import { readFile } from 'node:fs/promises';
import { GrowingTree, leafHash } from './merkle.ts';
import { decodeHeader, headerBytes, scanFrames } from './segment.ts';
import { AuditLogDamaged, type SegmentFile } from './tail.ts';

/** Reads whole segments, open or sealed. */

/** Whole entries of a segment, in order. @throws AuditLogDamaged where it is not what its name says. */
export async function readEntries(segment: SegmentFile): Promise<Buffer[]> {
  const bytes = await readFile(segment.path);
  if (decodeHeader(bytes) !== segment.first) {
    throw new AuditLogDamaged(`${segment.path} does not begin as a segment of that name does`);
  }
  return scanFrames(bytes, headerBytes).entries;
}

/** The Merkle tree hash over a full segment. */
export async function rootOfSegment(segment: SegmentFile): Promise<Buffer> {
  const tree = new GrowingTree();
  for (const entry of await readEntries(segment)) tree.append(leafHash(entry));
  return tree.root();
}
