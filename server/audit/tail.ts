import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './files.ts';
import { type RecordHead, readHead } from './records.ts';
import { decodeHeader, encodeHeader, headerBytes, parseSegmentName, scanFrames, segmentName } from './segment.ts';

/** What a writer finds at the end of its log when it opens it, and how a torn tail is mended. */

export interface SegmentFile {
  first: number;
  sealed: boolean;
  path: string;
}

/**
 * All segments, oldest first. Where a crash left a segment both sealed and open, the open one counts. A
 * segment that was moved to the archive leaves a file that says where to. */
export async function listSegments(directory: string): Promise<SegmentFile[]> {
  const folder = join(directory, 'segments');
  const byFirst = new Map<number, SegmentFile>();
  const names = await readdir(folder).catch(error => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  for (const name of names) {
    const parsed = parseSegmentName(name);
    if (!parsed) continue;
    const sealed = parsed.kind !== 'log';
    if (sealed && byFirst.has(parsed.first)) continue;
    const path = parsed.kind === 'moved' ? await readFile(join(folder, name), 'utf8') : join(folder, name);
    byFirst.set(parsed.first, { first: parsed.first, sealed, path: path.trimEnd() });
  }
  return [...byFirst.values()].sort((a, b) => a.first - b.first);
}

/** The log is not what its own signed checkpoint, or its own framing, says. Opening it would hide that. */
export class AuditLogDamaged extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AuditLogDamaged';
  }
}

export interface Repair {
  removedBytes: number;
  removedSha256: string;
}

export interface Tail {
  path: string;
  first: number;
  /** Whole entries of the last segment. */
  entries: Buffer[];
  /** Bytes of the file, after repair. */
  length: number;
  repair: Repair | null;
}

async function keepRemoved(directory: string, index: number, bytes: Buffer): Promise<Repair> {
  const removedSha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = join(directory, 'removed');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${segmentName(index)}-${removedSha256.slice(0, 16)}.bin`), bytes, { mode: 0o600 });
  return { removedBytes: bytes.length, removedSha256 };
}

/** Makes the file of a new segment, header and name durable. */
export async function createSegment(directory: string, first: number): Promise<Tail> {
  const folder = join(directory, 'segments');
  const path = join(folder, `${segmentName(first)}.log`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(encodeHeader(first));
    await file.datasync();
  } finally {
    await file.close();
  }
  await syncDirectory(folder);
  return { path, first, entries: [], length: headerBytes, repair: null };
}

/**
 * Reads the last segment, which is open, and cuts off what is not whole.
 * @param covered records that a signed checkpoint covers: they were acknowledged, so nothing below may be cut.
 * @throws AuditLogDamaged
 */
export async function openTail(directory: string, segment: SegmentFile, covered: number): Promise<Tail> {
  const { first, path } = segment;
  const bytes = await readFile(path);
  const named = decodeHeader(bytes);
  if (named === null && bytes.length < headerBytes) {
    if (covered > first) throw new AuditLogDamaged(`${path} ends within its header`);
    const repair = bytes.length > 0 ? await keepRemoved(directory, first, bytes) : null;
    await rewrite(path, encodeHeader(first));
    return { path, first, entries: [], length: headerBytes, repair };
  }
  if (named !== first) throw new AuditLogDamaged(`${path} does not begin as a segment of that name does`);
  const { entries, end, tail } = scanFrames(bytes, headerBytes);
  const count = first + entries.length;
  if (count < covered) {
    throw new AuditLogDamaged(`${path} ends at record ${count}, but a signed checkpoint covers ${covered} records`);
  }
  if (tail === 'end') return { path, first, entries, length: end, repair: null };
  const repair = await keepRemoved(directory, count, bytes.subarray(end));
  await truncate(path, end);
  await sync(path);
  return { path, first, entries, length: end, repair };
}

async function rewrite(path: string, content: Buffer): Promise<void> {
  await writeFile(path, content);
  await sync(path);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws AuditLogDamaged where an entry, whole by its checksum, is no record. */
export function headOf(entry: Buffer): RecordHead {
  const head = readHead(entry);
  if (!head) throw new AuditLogDamaged('the last record is none of this version');
  return head;
}
