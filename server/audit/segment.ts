import { crc32 } from 'node:zlib';
import { limits } from './fields.ts';

/**
 * A segment file holds consecutive records: one header line, then frames.
 *
 *     intramural-audit/1 0000000000065536\n      index of the first record, 16 digits
 *     length   uint16, big endian                ┐ as in a C2SP tlog-tiles entry bundle: take the
 *     entry    `length` bytes                    ┘ checksums away and the bundle remains
 *     checksum uint32, big endian                CRC-32 of length and entry: finds a torn tail, proves nothing
 */

const magic = 'intramural-audit/1 ';
const indexDigits = 16;
export const headerBytes = magic.length + indexDigits + 1;
const lengthBytes = 2;
const checksumBytes = 4;
export const frameOverhead = lengthBytes + checksumBytes;

export function segmentName(first: number): string {
  return String(first).padStart(indexDigits, '0');
}

/** `log`: open; `gz`: sealed; `moved`: sealed, and elsewhere. */
export type SegmentKind = 'log' | 'gz' | 'moved';

/** What the file called `name` is; null where the name is none of a segment. */
export function parseSegmentName(name: string): { first: number; kind: SegmentKind } | null {
  const match = /^(\d{16})\.(log|gz|moved)$/.exec(name);
  return match ? { first: Number(match[1]), kind: match[2] as SegmentKind } : null;
}

export function encodeHeader(first: number): Buffer {
  return Buffer.from(`${magic}${segmentName(first)}\n`, 'latin1');
}

/** The first index a header names; null where it is no whole header. */
export function decodeHeader(bytes: Buffer): number | null {
  const match = /^intramural-audit\/1 (\d{16})\n$/.exec(bytes.toString('latin1', 0, headerBytes));
  return match ? Number(match[1]) : null;
}

/** @throws RangeError where the entry is empty or longer than a bundle can carry. */
export function encodeFrame(entry: Buffer): Buffer {
  if (entry.length === 0 || entry.length > limits.recordBytes) throw new RangeError(`entry of ${entry.length} bytes`);
  const frame = Buffer.allocUnsafe(entry.length + frameOverhead);
  frame.writeUInt16BE(entry.length, 0);
  entry.copy(frame, lengthBytes);
  frame.writeUInt32BE(crc32(frame.subarray(0, lengthBytes + entry.length)), lengthBytes + entry.length);
  return frame;
}

export type FrameReading =
  | { kind: 'entry'; entry: Buffer; next: number }
  /** The bytes end exactly here. */
  | { kind: 'end' }
  /** The bytes end within a frame: a torn tail, or a frame being written just now. */
  | { kind: 'short' }
  | { kind: 'damaged' };

/** Reads the frame at `offset`. The entry shares the memory of `bytes`. */
export function readFrame(bytes: Buffer, offset: number): FrameReading {
  if (offset === bytes.length) return { kind: 'end' };
  if (bytes.length - offset < lengthBytes) return { kind: 'short' };
  const length = bytes.readUInt16BE(offset);
  if (length === 0) return { kind: 'damaged' };
  const entryEnd = offset + lengthBytes + length;
  const next = entryEnd + checksumBytes;
  if (next > bytes.length) return { kind: 'short' };
  if (crc32(bytes.subarray(offset, entryEnd)) !== bytes.readUInt32BE(entryEnd)) return { kind: 'damaged' };
  return { kind: 'entry', entry: bytes.subarray(offset + lengthBytes, entryEnd), next };
}

export interface FrameScan {
  /** Whole frames found, in order. */
  entries: Buffer[];
  /** Offset after the last whole frame. */
  end: number;
  /** How the bytes go on there. */
  tail: 'end' | 'short' | 'damaged';
}

/** All frames from `offset` on, up to the first that is not whole. */
export function scanFrames(bytes: Buffer, offset: number): FrameScan {
  const entries: Buffer[] = [];
  let end = offset;
  for (;;) {
    const frame = readFrame(bytes, end);
    if (frame.kind !== 'entry') return { entries, end, tail: frame.kind };
    entries.push(frame.entry);
    end = frame.next;
  }
}
