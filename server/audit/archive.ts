import { GrowingTree, leafHash } from './merkle.ts';
import { type BeforeDamage, decodeSealed, entriesBeforeDamage } from './sealed.ts';
import { decodeHeader, headerBytes, scanFrames } from './segment.ts';
import { AuditLogDamaged, type SegmentFile } from './tail.ts';
import { readIfThere } from './tree-files.ts';

/** Reads whole segments, open or sealed. */

export type SegmentContent =
  /** `tail`: what stands after the last whole record; null where nothing does. `sealed`: the sealed file itself. */
  | { kind: 'entries'; entries: Buffer[]; tail: { bytes: number; damaged: boolean } | null; sealed: Buffer | null }
  /** There is no such file, or no longer. */
  | ({ kind: 'absent'; reason: string } & BeforeDamage)
  /** `entries`: those before the damage that can be told; `at`: where among them it is. */
  | ({ kind: 'damaged'; reason: string } & BeforeDamage);

const nothingBefore: BeforeDamage = { entries: [], at: 0 };

/** Everything in a segment, without judging its end. */
export async function readSegment(segment: SegmentFile): Promise<SegmentContent> {
  const bytes = await readIfThere(segment.path);
  if (!bytes) return { kind: 'absent', reason: `${segment.path} is not there`, ...nothingBefore };
  if (segment.sealed) return readSealed(segment, bytes);
  if (bytes.length < headerBytes)
    return { kind: 'entries', entries: [], tail: { bytes: bytes.length, damaged: false }, sealed: null };
  if (decodeHeader(bytes) !== segment.first) {
    return {
      kind: 'damaged',
      reason: `${segment.path} does not begin as a segment of that name does`,
      ...nothingBefore,
    };
  }
  const { entries, end, tail } = scanFrames(bytes, headerBytes);
  if (tail === 'end') return { kind: 'entries', entries, tail: null, sealed: null };
  const after = { bytes: bytes.length - end, damaged: tail === 'damaged' };
  return { kind: 'entries', entries, tail: after, sealed: null };
}

async function readSealed(segment: SegmentFile, bytes: Buffer): Promise<SegmentContent> {
  const sealed = await decodeSealed(bytes);
  if (sealed?.index.first !== segment.first) {
    const reason = `${segment.path} is not a sealed segment as it was written`;
    const before = sealed ? nothingBefore : await entriesBeforeDamage(bytes);
    return { kind: 'damaged', reason, ...before };
  }
  return { kind: 'entries', entries: sealed.entries, tail: null, sealed: bytes };
}

/** Whole entries of a segment, in order. @throws AuditLogDamaged where it is not what its name says. */
export async function readEntries(segment: SegmentFile): Promise<Buffer[]> {
  const content = await readSegment(segment);
  if (content.kind !== 'entries') throw new AuditLogDamaged(content.reason);
  return content.entries;
}

/** The Merkle tree hash over a full segment. */
export async function rootOfSegment(segment: SegmentFile): Promise<Buffer> {
  const tree = new GrowingTree();
  for (const entry of await readEntries(segment)) tree.append(leafHash(entry));
  return tree.root();
}
