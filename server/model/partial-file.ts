import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { folderFailure, megabytes, SourceFailure, WrongHash } from './failure.ts';

/** What a finished file must be. Null fields are not known. */
export interface Expected {
  sha256: string | null;
  bytes: number | null;
}

const readSize = 1 << 20;

/**
 * A file that is still being fetched. Its bytes are hashed as they come, so that a finished file is verified without being
 * read again; it takes its name only when it is whole and right.
 */
export class PartialFile {
  readonly path: string;
  #bytes = 0;
  /** Bytes that an earlier try left. */
  #kept = 0;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  readonly #expected: Expected;

  private constructor(path: string, handle: FileHandle, expected: Expected) {
    this.path = path;
    this.#handle = handle;
    this.#expected = expected;
  }

  /**
   * Opens the file, and keeps of an earlier try what `keep` says.
   * @param keep given the bytes that are there, how many of them still count
   * @throws {CommandError} where the folder can't be written
   */
  static async open(path: string, expected: Expected, keep: (bytes: number) => number): Promise<PartialFile> {
    const handle = await open(path, 'a+', 0o600).catch(error => {
      throw folderFailure(error, path) ?? error;
    });
    const partial = new PartialFile(path, handle, expected);
    try {
      const { size } = await handle.stat();
      const kept = Math.max(0, Math.min(keep(size), size));
      if (kept < size) await handle.truncate(kept);
      await partial.#read(kept);
      partial.#kept = kept;
      return partial;
    } catch (error) {
      await handle.close();
      throw folderFailure(error, path) ?? error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a part of it comes from an earlier try, which could have been of another file. */
  get resumed(): boolean {
    return this.#kept > 0;
  }

  async #read(bytes: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(readSize);
    while (this.#bytes < bytes) {
      const { bytesRead } = await this.#handle.read(buffer, 0, Math.min(readSize, bytes - this.#bytes), this.#bytes);
      if (bytesRead === 0) throw new SourceFailure('the file changed while it was read');
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#bytes += bytesRead;
    }
  }

  /** @throws {SourceFailure} where more comes than the file has. @throws {CommandError} where the disk takes no more. */
  async append(chunk: Uint8Array): Promise<void> {
    const { bytes } = this.#expected;
    if (bytes !== null && this.#bytes + chunk.length > bytes) {
      throw new SourceFailure(`it gives more than the ${megabytes(bytes)} that the file has: it is another file`);
    }
    let written = 0;
    try {
      while (written < chunk.length) {
        const { bytesWritten } = await this.#handle.write(chunk, written);
        this.#hash.update(chunk.subarray(written, written + bytesWritten));
        this.#bytes += bytesWritten;
        written += bytesWritten;
      }
    } catch (error) {
      throw folderFailure(error, this.path) ?? error;
    }
  }

  /** Forgets everything, and starts again at the first byte. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
    this.#kept = 0;
  }

  /**
   * Checks the whole, makes it durable and gives it its name.
   * @returns its SHA-256
   * @throws {SourceFailure} where it is too short. @throws {WrongHash} where it is not the expected file: the bytes are deleted.
   */
  async finish(target: string): Promise<string> {
    const { sha256: wanted, bytes } = this.#expected;
    if (bytes !== null && this.#bytes < bytes) {
      throw new SourceFailure(`it broke off after ${megabytes(this.#bytes)} of ${megabytes(bytes)}`);
    }
    const sha256 = this.#hash.copy().digest('hex');
    if (wanted !== null && sha256 !== wanted) {
      await this.restart();
      throw new WrongHash(sha256, wanted);
    }
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.path, target);
      await syncFolder(dirname(target));
    } catch (error) {
      throw folderFailure(error, target) ?? error;
    }
    return sha256;
  }

  /** Closes the file and keeps what is there for the next try; nothing is left of an empty one. Harmless once finished. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    if (this.#bytes === 0) await rm(this.path, { force: true }).catch(() => undefined);
  }
}

/** Makes a rename durable; not every platform can open a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
