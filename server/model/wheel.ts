import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { SourceFailure } from './failure.ts';

/**
 * Reads one member of a wheel (a ZIP archive) as a stream. Only what such an archive needs: stored or deflated, no
 * encryption, no archive of more than 4 GB. Whatever does not fit exactly is refused.
 */

const signature = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;
const size = { end: 22, entry: 46, local: 30, comment: 0xffff } as const;
/** A directory of this many bytes has nothing to do with a wheel of one file. */
const largestDirectory = 1 << 20;
/** General purpose bits that change how a member is read: encrypted, patched, strongly encrypted, masked header. */
const refusedFlags = 0x1 | 0x20 | 0x40 | 0x2000;

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

export interface MemberOptions {
  member: string;
  /** Size of the member, which must be exact. */
  bytes: number;
  write(chunk: Buffer): Promise<void>;
}

/** @throws {SourceFailure} where the archive is not as it should be; nothing more than `bytes` has been written then. */
export async function readMember(path: string, options: MemberOptions): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { size: length } = await handle.stat();
    const entry = (await readDirectory(handle, length)).filter(({ name }) => name === options.member);
    if (entry.length !== 1 || !entry[0]) throw new SourceFailure(`the package does not hold ${options.member}`);
    await unpack(handle, length, entry[0], options);
  } finally {
    await handle.close();
  }
}

async function readDirectory(handle: FileHandle, length: number): Promise<Entry[]> {
  const tail = await readAt(
    handle,
    Math.max(0, length - size.end - size.comment),
    Math.min(length, size.end + size.comment),
  );
  let at = tail.length - size.end;
  while (at >= 0 && tail.readUInt32LE(at) !== signature.end) at--;
  if (at < 0) throw broken('it is no ZIP archive');
  const count = tail.readUInt16LE(at + 10);
  const bytes = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== count) throw broken('it has several volumes');
  if (bytes > largestDirectory || offset + bytes > length) throw broken('its directory does not fit');
  const directory = await readAt(handle, offset, bytes);
  const entries: Entry[] = [];
  let position = 0;
  for (let index = 0; index < count; index++) {
    if (position + size.entry > bytes || directory.readUInt32LE(position) !== signature.entry) {
      throw broken('its directory is damaged');
    }
    const nameLength = directory.readUInt16LE(position + 28);
    const next =
      position +
      size.entry +
      nameLength +
      directory.readUInt16LE(position + 30) +
      directory.readUInt16LE(position + 32);
    if (next > bytes) throw broken('its directory is damaged');
    if (directory.readUInt16LE(position + 8) & refusedFlags) throw broken('it is encrypted');
    entries.push({
      name: directory.toString('utf8', position + size.entry, position + size.entry + nameLength),
      method: directory.readUInt16LE(position + 10),
      crc: directory.readUInt32LE(position + 16),
      packed: directory.readUInt32LE(position + 20),
      unpacked: directory.readUInt32LE(position + 24),
      offset: directory.readUInt32LE(position + 42),
    });
    position = next;
  }
  return entries;
}

async function unpack(handle: FileHandle, length: number, entry: Entry, options: MemberOptions): Promise<void> {
  if (entry.unpacked !== options.bytes) {
    throw new SourceFailure(`${entry.name} has ${entry.unpacked} bytes instead of ${options.bytes}`);
  }
  const local = await readAt(handle, entry.offset, size.local);
  if (local.readUInt32LE(0) !== signature.local) throw broken('a member is not where its directory says');
  const start = entry.offset + size.local + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + entry.packed > length) throw broken('a member reaches beyond its end');
  if (entry.method !== 0 && entry.method !== 8) throw broken(`it uses compression method ${entry.method}`);

  const source = handle.createReadStream({
    start,
    end: start + entry.packed - 1,
    autoClose: false,
    highWaterMark: 1 << 18,
  });
  const chunks = entry.method === 8 ? inflated(source) : source;
  let written = 0;
  let crc = 0;
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      written += chunk.length;
      if (written > entry.unpacked) throw broken('a member is longer than its directory says');
      crc = crc32(chunk, crc);
      await options.write(chunk);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? broken("a member can't be unpacked") : error;
  } finally {
    chunks.destroy();
    source.destroy();
  }
  if (written !== entry.unpacked || crc !== entry.crc) throw broken('a member does not match its checksum');
}

/** Not `pipeline`: that hides what the reader of the chunks throws behind an error of its own. */
function inflated(source: Readable): Readable {
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  source.once('error', error => inflate.destroy(error));
  return source.pipe(inflate);
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw broken('it ends too early');
  return buffer;
}

function broken(why: string): SourceFailure {
  return new SourceFailure(`the package is damaged: ${why}`);
}
