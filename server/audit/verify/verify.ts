import { resolve } from 'node:path';
import { NoteError } from '../note.ts';
import { checkDeleted, checkHeld, checkHolds, checkPeople, checkRemoved, checkSealed, checkTiles } from './beside.ts';
import { Bad, readEvidence, type VerifyOptions, type Witnessed, witnessedBy } from './evidence.ts';
import { mustBePlain, readable, stateOf } from './files.ts';
import { Pass } from './pass.ts';

/**
 * Proves a log whole, or names the first record that is not what was signed. Needs the files and public keys; asks
 * nobody, and believes nothing that a given key has not signed.
 */

export type { VerifyOptions } from './evidence.ts';

/** A log that is being written to is read again where something seems wrong: what is wrong stays so. */
const attempts = 4;

export interface Verification {
  ok: boolean;
  /** Records found whole. */
  size: number;
  /** Merkle root over them, base64. */
  root: string;
  first_bad: { index: number | null; reason: string } | null;
  /** Records whose person was erased. */
  erased: number;
  /** Origin of the log. */
  origin: string | null;
  /** Records that a checkpoint covers. */
  covered: number;
  /** The largest checkpoint that a witness cosigned. */
  witnessed: Witnessed | null;
  /** Records no longer there, by retention: their root hashes still prove the rest. */
  deleted: number;
  /** Bytes after the last record that are no whole record: a writer at work, or one that was killed. */
  tail: number;
}

/** What is known of a log before anything was read. */
export const nothing: Verification = {
  ok: false,
  size: 0,
  root: '',
  first_bad: null,
  erased: 0,
  origin: null,
  covered: 0,
  witnessed: null,
  deleted: 0,
  tail: 0,
};

/** Verifies the log in a folder. */
export async function verifyLog(given: string, options: VerifyOptions): Promise<Verification> {
  // However it is written: names of files are told from the folder's.
  const directory = resolve(given);
  for (let attempt = 1; ; attempt++) {
    const before = await stateOf(directory);
    const result = await verifyOnce(directory, options);
    if (result.ok || attempt === attempts || (await stateOf(directory)) === before) return result;
  }
}

async function verifyOnce(directory: string, options: VerifyOptions): Promise<Verification> {
  const result: Verification = { ...nothing };
  let pass: Pass | null = null;
  try {
    await readable(directory, null, async () => {
      await mustBePlain(directory);
      const evidence = await readEvidence(directory, options);
      result.origin = evidence.heads[0]!.origin;
      pass = new Pass(directory, options, evidence.heads);
      await pass.run();
      checkDeleted(pass);
      checkSealed(pass);
      result.erased = await checkPeople(directory, pass);
      await checkRemoved(directory, pass);
      await checkHolds(directory, pass);
      await checkTiles(pass, evidence);
      checkHeld(evidence, pass, options);
      result.covered = evidence.heads.at(-1)!.size;
      result.witnessed = witnessedBy(evidence.heads.filter(head => pass!.held.has(head)));
      result.deleted = pass.missing.reduce((sum, { from, to }) => sum + to - from, 0);
      result.tail = pass.tail;
      result.ok = true;
    });
  } catch (error) {
    if (!(error instanceof Bad || error instanceof NoteError)) throw error;
    result.first_bad = { index: error instanceof Bad ? error.index : null, reason: error.message };
  }
  const done = pass as Pass | null;
  result.size = done?.tiles.size ?? 0;
  result.root = done?.tiles.root().toString('base64') ?? '';
  return result;
}
