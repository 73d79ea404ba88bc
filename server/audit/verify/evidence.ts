import { join } from 'node:path';
import { openCheckpoint, splitCheckpoints, type VerifiedCheckpoint } from '../checkpoint.ts';
import type { VerifierKey } from '../note.ts';
import { readIfThere } from '../tree-files.ts';

/** The signed checkpoints that a log is held against: its own, and those from elsewhere. */

export interface VerifyOptions {
  /** Public keys of the log: more than one where the key was changed. */
  keys: VerifierKey[];
  /** Each of these must have cosigned at least one of the checkpoints at hand. */
  witnesses?: VerifierKey[];
  /** Checkpoints kept elsewhere, as text; one text may hold many, one after the other. */
  checkpoints?: (string | Buffer)[];
  /** Folder in which segments that were moved are found, where it is not the one they were moved to. */
  archive?: string;
  /** Also parse every record and hold it against the schema: slower. */
  schema?: boolean;
}

/** What is wrong, and the first record it concerns. */
export class Bad extends Error {
  readonly index: number | null;
  constructor(index: number | null, reason: string) {
    super(reason);
    this.index = index;
  }
}

export interface Head extends VerifiedCheckpoint {
  source: string;
  /** By the caller: it comes from elsewhere. */
  isGiven: boolean;
}

export interface Evidence {
  heads: Head[];
  own: Head | null;
}

export async function readEvidence(directory: string, options: VerifyOptions): Promise<Evidence> {
  const witnesses = options.witnesses ?? [];
  const open = (bytes: string | Buffer, source: string, isGiven: boolean): Head => {
    try {
      return { ...openCheckpoint(bytes, options.keys, witnesses), source, isGiven };
    } catch (error) {
      throw new Bad(null, `${source}: ${(error as Error).message}`);
    }
  };
  const own = await readIfThere(join(directory, 'checkpoint'));
  const witnessed = await readIfThere(join(directory, 'checkpoint.witnessed'));
  const heads = (options.checkpoints ?? []).flatMap((text, at) =>
    splitCheckpoints(text.toString()).map(one => open(one, `checkpoint ${at + 1} given`, true)),
  );
  const ownHead = own ? open(own, 'checkpoint', false) : null;
  if (ownHead) heads.push(ownHead);
  if (witnessed) heads.push(open(witnessed, 'checkpoint.witnessed', false));
  if (heads.length === 0) throw new Bad(null, 'there is no checkpoint: nothing says which records were signed');
  for (const witness of witnesses) {
    const signed = heads.some(({ signatures }) => signatures.some(({ key }) => key === witness));
    if (!signed) throw new Bad(null, `no checkpoint is cosigned by the witness ${witness.name}`);
  }
  const origins = new Set(heads.map(({ origin }) => origin));
  if (origins.size > 1) throw new Bad(null, `the checkpoints are of different logs: ${[...origins].join(', ')}`);
  return { heads: heads.sort((a, b) => a.size - b.size), own: ownHead };
}

export interface Witnessed {
  size: number;
  by: string[];
  /** POSIX seconds. */
  time: number;
}

/** The largest of them that a witness cosigned. */
export function witnessedBy(heads: Head[]): Witnessed | null {
  const seen = heads.filter(({ signatures }) => signatures.some(({ time }) => time !== null)).at(-1);
  if (!seen) return null;
  const cosignatures = seen.signatures.filter(({ time }) => time !== null);
  return {
    size: seen.size,
    by: cosignatures.map(({ key }) => key.name),
    time: Math.max(...cosignatures.map(({ time }) => time ?? 0)),
  };
}
