import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of the workspace as it was indexed. */
export interface SavedFile {
  path: string;
  /** Bytes and time of the last change (milliseconds), by which it is known to be the same still. */
  size: number;
  mtime: number;
  /** Its text, packed. */
  text: Uint8Array;
}

/** Names the format, and is authenticated with each record. */
const magic = Buffer.from('intramural index 1\n');
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const lengthBytes = 4;
/** A record longer than this is no record: files of a megabyte are not indexed. */
const longestRecord = 8_000_000;
/** Bytes written at once. */
const writtenAtOnce = 1_000_000;

/**
 * What was indexed, kept from one start of the editor to the next. Each file is a record sealed with AES-256-GCM: neither
 * text nor paths stand in it in clear. Whatever cannot be opened is forgotten: it is a cache.
 */
export class IndexFile {
  readonly #file: string;
  readonly #key: () => Promise<Uint8Array>;

  /** @param key 32 bytes, kept by the platform's secret storage. */
  constructor(file: string, key: () => Promise<Uint8Array>) {
    this.#file = file;
    this.#key = key;
  }

  /** What was saved, by path; empty where nothing was or it cannot be opened. `pause` is called between records. */
  async load(pause: () => Promise<void>): Promise<Map<string, SavedFile>> {
    const found = new Map<string, SavedFile>();
    try {
      const bytes = await readFile(this.#file);
      if (!bytes.subarray(0, magic.length).equals(magic)) return found;
      const key = await this.#key();
      for (let at = magic.length; at + lengthBytes <= bytes.length; ) {
        const length = bytes.readUInt32LE(at);
        const end = at + lengthBytes + length;
        if (length > longestRecord || end > bytes.length) break;
        const saved = opened(bytes.subarray(at + lengthBytes, end), key);
        found.set(saved.path, saved);
        at = end;
        await pause();
      }
    } catch {
      found.clear();
    }
    return found;
  }

  /** Replaces what was saved. @throws where the disk refuses. */
  async save(files: Iterable<SavedFile>, pause: () => Promise<void>): Promise<void> {
    const key = await this.#key();
    await mkdir(dirname(this.#file), { recursive: true });
    const fresh = `${this.#file}.${process.pid}.new`;
    const handle = await open(fresh, 'w', 0o600);
    try {
      let waiting: Buffer[] = [magic];
      let size = magic.length;
      for (const file of files) {
        const record = sealed(file, key);
        const length = Buffer.alloc(lengthBytes);
        length.writeUInt32LE(record.length);
        waiting.push(length, record);
        size += record.length;
        if (size > writtenAtOnce) {
          await handle.writeFile(Buffer.concat(waiting));
          waiting = [];
          size = 0;
        }
        await pause();
      }
      await handle.writeFile(Buffer.concat(waiting));
      await handle.close();
      await rename(fresh, this.#file);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(fresh, { force: true });
      throw error;
    }
  }
}

function sealed({ path, size, mtime, text }: SavedFile, key: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(magic);
  const head = cipher.update(`${JSON.stringify({ path, size, mtime })}\n`, 'utf8');
  const body = Buffer.concat([head, cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function opened(record: Buffer, key: Uint8Array): SavedFile {
  const nonce = record.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, key, nonce).setAAD(magic);
  decipher.setAuthTag(record.subarray(nonceBytes, nonceBytes + tagBytes));
  const plain = Buffer.concat([decipher.update(record.subarray(nonceBytes + tagBytes)), decipher.final()]);
  const newline = plain.indexOf(10);
  const { path, size, mtime } = JSON.parse(plain.toString('utf8', 0, newline)) as Omit<SavedFile, 'text'>;
  return { path, size, mtime, text: plain.subarray(newline + 1) };
}
