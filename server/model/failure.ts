import { CommandError } from '../cli/command.ts';

/** What became of one source. A source that fails or is skipped says why in words; the next one is tried. */
export type Attempt = { kind: 'fetched' } | { kind: 'skipped' | 'failed'; reason: string };

/** A source gave the wrong thing, or broke off. The message is for people and holds no credentials. */
export class SourceFailure extends Error {
  override readonly name: string = 'SourceFailure';
}

/** The bytes are not those of the pinned file. */
export class WrongHash extends SourceFailure {
  override readonly name = 'WrongHash';
  constructor(sha256: string, pinned: string) {
    super(`its SHA-256 is ${sha256}, but ${pinned} is pinned: it is not used`);
  }
}

/** Troubles with our own folder that no other source would mend, by their code. */
const folderTroubles: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota on that disk is used up',
  EACCES: 'the folder may not be written',
  EPERM: 'the folder may not be written',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a file stands where the folder should be',
  EEXIST: 'a file stands where the folder should be',
  EFBIG: 'the file system takes no file of this size',
};

/**
 * Words for an error of the file system; null where it is something else.
 * @param file the file that was being written
 */
export function folderFailure(error: unknown, file: string): CommandError | null {
  const trouble = folderTroubles[(error as NodeJS.ErrnoException).code ?? ''];
  if (!trouble) return null;
  return new CommandError(`The model can't be kept in ${file}: ${trouble}.`, {
    mend: 'Make room or give the right to write there, or set INTRAMURAL_CACHE to a folder that has both. What was fetched so far is kept, and the next try goes on from there.',
    cause: error,
  });
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;
}
