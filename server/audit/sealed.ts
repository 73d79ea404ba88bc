import { promisify } from 'node:util';
import { createGunzip, gunzip, gunzipSync, gzip, type ZlibOptions } from 'node:zlib';
import { limits } from './fields.ts';
import { decodeHeader, encodeHeader, headerBytes } from './segment.ts';
import { decodeBundle, encodeBundle, tileWidth } from './tiles.ts';

/**
 * A sealed segment: one gzip file whose members are its entry bundles, 256 records each, so that any one bundle can be
 * read alone, and `zcat` gives all of them one after the other. The first member is empty; in its extra field (RFC 1952,
 * subfield `IA`) stand the segment's header line, the number of records, and where each member begins.
 */

const gzipBundle = promisify(gzip);
const gunzipBeside = promisify(gunzip) as (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

/** Of a member: magic, deflate, no flags, no time, no level hint, unknown system. The same on every platform. */
const memberHeader = Buffer.from('1f8b08000000000000ff', 'hex');
const firstHeader = Buffer.from('1f8b08040000000000ff', 'hex');
/** An empty deflate block, the checksum of nothing, the length of nothing. */
const emptyMember = Buffer.from('03000000000000000000', 'hex');
const subfield = Buffer.from('IA');
const bundleLevel = 9;
/** Of the pieces in which a bundle is unpacked. Node's own 16 KiB cost two thirds of the speed. */
const outputBytes = 65_536;
/** Most bundles whole: each piece is a way to another thread and back. */
const bundleBytes = 524_288;
/** What a bundle of ours unpacks to at most: a member that would unpack to more is none. */
const maxOutputLength = tileWidth * (2 + limits.recordBytes);

export interface SealedIndex {
  first: number;
  count: number;
  /** Where each bundle begins, and last where the file ends. */
  offsets: number[];
}

/** Bytes of the first member for that many bundles. */
function indexBytes(bundles: number): number {
  return firstHeader.length + 2 + 4 + headerBytes + 4 + 4 * (bundles + 1) + emptyMember.length;
}

function encodeIndex({ first, count, offsets }: SealedIndex): Buffer {
  const payload = Buffer.alloc(4 + 4 * offsets.length);
  payload.writeUInt32LE(count, 0);
  for (const [at, offset] of offsets.entries()) payload.writeUInt32LE(offset, 4 + 4 * at);
  const content = Buffer.concat([encodeHeader(first), payload]);
  const lengths = Buffer.alloc(6);
  lengths.writeUInt16LE(content.length + 4, 0);
  subfield.copy(lengths, 2);
  lengths.writeUInt16LE(content.length, 4);
  return Buffer.concat([firstHeader, lengths, content, emptyMember]);
}

/**
 * Compresses one bundle after the other, off the event loop.
 * @param read gives the entries from one index of the log to another.
 * @param pause awaited between two bundles.
 */
export async function encodeSealed(
  first: number,
  count: number,
  read: (from: number, to: number) => Promise<Buffer[]>,
  pause: () => Promise<void>,
): Promise<Buffer> {
  const members: Buffer[] = [];
  for (let from = 0; from < count; from += tileWidth) {
    const entries = await read(first + from, first + Math.min(count, from + tileWidth));
    const member = await gzipBundle(encodeBundle(entries), { level: bundleLevel });
    memberHeader.copy(member);
    members.push(member);
    await pause();
  }
  const offsets = [indexBytes(members.length)];
  for (const member of members) offsets.push(offsets.at(-1)! + member.length);
  return Buffer.concat([encodeIndex({ first, count, offsets }), ...members]);
}

/** Bytes from the start of the file that hold the index of any segment. */
export const mostIndexBytes = indexBytes(tileWidth);

/** @param bytes the beginning of the file. Null where it is no sealed segment. */
export function decodeIndex(bytes: Buffer): SealedIndex | null {
  const contentAt = firstHeader.length + 6;
  if (bytes.length < contentAt + headerBytes + 4 || !bytes.subarray(0, firstHeader.length).equals(firstHeader))
    return null;
  const first = decodeHeader(bytes.subarray(contentAt));
  const count = bytes.readUInt32LE(contentAt + headerBytes);
  const bundles = Math.ceil(count / tileWidth);
  if (first === null || bytes.length < indexBytes(bundles)) return null;
  const offsets = Array.from({ length: bundles + 1 }, (_, at) =>
    bytes.readUInt32LE(contentAt + headerBytes + 4 + 4 * at),
  );
  const index = { first, count, offsets };
  // The index has one encoding: whatever else stands there was changed.
  return encodeIndex(index).equals(bytes.subarray(0, indexBytes(bundles))) ? index : null;
}

/** Entries of one bundle out of its gzip member. @throws where it is none. */
export function decodeMember(member: Buffer): Buffer[] {
  if (!member.subarray(0, memberHeader.length).equals(memberHeader)) throw new RangeError('no bundle of ours');
  return decodeBundle(gunzipSync(member, { chunkSize: outputBytes, maxOutputLength }));
}

/** The same off this thread, so that whoever hashes one segment meanwhile loses nothing by the next. */
async function decodeMemberBeside(member: Buffer): Promise<Buffer[]> {
  if (!member.subarray(0, memberHeader.length).equals(memberHeader)) throw new RangeError('no bundle of ours');
  return decodeBundle(await gunzipBeside(member, { chunkSize: bundleBytes, maxOutputLength }));
}

function membersOf(bytes: Buffer, { offsets }: SealedIndex): Buffer[] {
  return offsets.slice(0, -1).map((from, bundle) => bytes.subarray(from, offsets[bundle + 1]));
}

/** All entries of a sealed segment; null where any part of it is not as it was written. */
export async function decodeSealed(bytes: Buffer): Promise<{ index: SealedIndex; entries: Buffer[] } | null> {
  const index = decodeIndex(bytes);
  if (!index || index.offsets.at(-1) !== bytes.length) return null;
  try {
    const entries = (await Promise.all(membersOf(bytes, index).map(decodeMemberBeside))).flat();
    return entries.length === index.count ? { index, entries } : null;
  } catch {
    return null;
  }
}

export interface BeforeDamage {
  entries: Buffer[];
  /** Position of the damage among the records: where every entry that could be read is right, this one is named. */
  at: number;
}

/** What stands in a damaged segment before the damage, as far as it can be unpacked. */
export async function entriesBeforeDamage(bytes: Buffer): Promise<BeforeDamage> {
  const entries: Buffer[] = [];
  const index = decodeIndex(bytes);
  for (const member of index ? membersOf(bytes, index) : []) {
    try {
      entries.push(...(await decodeMemberBeside(member)));
    } catch {
      const first = entries.length;
      entries.push(...wholeEntries(await unpackedBeforeDamage(member)));
      const isComplete = entries.length === Math.min(index!.count, first + tileWidth);
      return { entries, at: isComplete ? first : entries.length };
    }
  }
  return { entries, at: 0 };
}

function unpackedBeforeDamage(member: Buffer): Promise<Buffer> {
  return new Promise(resolve => {
    const pieces: Buffer[] = [];
    let length = 0;
    const unpacking = createGunzip();
    const end = () => resolve(Buffer.concat(pieces));
    unpacking.on('data', (piece: Buffer) => {
      length += piece.length;
      pieces.push(piece);
      if (length > maxOutputLength) unpacking.destroy();
    });
    unpacking.on('error', end).on('close', end).end(member);
  });
}

function wholeEntries(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at + 2 <= bundle.length && entries.length < tileWidth; ) {
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) break;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
