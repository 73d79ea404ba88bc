import { hashBytes } from './merkle.ts';
import {
  NoteError,
  type ParsedNote,
  parseNote,
  type SignerKey,
  signNote,
  type VerifiedSignature,
  type VerifierKey,
  verifiedSignatures,
} from './note.ts';

/** Checkpoints of a transparency log (c2sp.org/tlog-checkpoint): origin, size and root, signed as a note. */

export interface TreeHead {
  size: number;
  root: Buffer;
}

export interface Checkpoint extends TreeHead {
  origin: string;
  note: ParsedNote;
  /** As it was read. */
  text: string;
}

/** The text that is signed: three lines, no extensions. */
export function checkpointText(origin: string, head: TreeHead): string {
  return `${origin}\n${head.size}\n${head.root.toString('base64')}\n`;
}

export function signCheckpoint(head: TreeHead, key: SignerKey): string {
  return signNote(checkpointText(key.name, head), [key]);
}

/** Takes a checkpoint apart without believing it. @throws NoteError */
export function parseCheckpoint(bytes: string | Buffer): Checkpoint {
  const note = parseNote(bytes);
  const [origin, size, root, ...rest] = note.text.slice(0, -1).split('\n');
  if (!origin) throw new NoteError('a checkpoint begins with its origin');
  if (!size || !/^(0|[1-9]\d{0,15})$/.test(size)) throw new NoteError('a checkpoint has a size in its second line');
  const hash = Buffer.from(root ?? '', 'base64');
  if (hash.length !== hashBytes || hash.toString('base64') !== root) {
    throw new NoteError('a checkpoint has a root in its third line');
  }
  if (rest.includes('')) throw new NoteError('a checkpoint has no empty line');
  return { origin, size: Number(size), root: hash, note, text: bytes.toString() };
}

/** One whole signature line of a note is not enough to trust it: says which of the keys has signed. */
export interface VerifiedCheckpoint extends Checkpoint {
  /** Signatures of the given keys, log and witnesses alike. */
  signatures: VerifiedSignature[];
}

/**
 * Reads a checkpoint that the log's own key has signed.
 * @param keys the log's keys; one must have the origin's name and have signed.
 * @param witnesses keys whose cosignatures count as well; those of others are ignored.
 * @throws NoteError
 */
export function openCheckpoint(
  bytes: string | Buffer,
  keys: VerifierKey[],
  witnesses: VerifierKey[] = [],
): VerifiedCheckpoint {
  const checkpoint = parseCheckpoint(bytes);
  const signatures = verifiedSignatures(checkpoint.note, [...keys, ...witnesses]);
  const signed = signatures.some(({ key }) => keys.includes(key) && key.name === checkpoint.origin);
  if (!signed) throw new NoteError('the checkpoint is not signed by the key of this log');
  return { ...checkpoint, signatures };
}

/** Checkpoints that were written one after the other into one file: a line that is no signature begins the next. */
export function splitCheckpoints(text: string): string[] {
  const found: string[] = [];
  let signed = true;
  for (const line of text.split(/(?<=\n)/)) {
    const isSignature = line.startsWith('— ');
    if (signed && !isSignature) found.push('');
    found[found.length - 1] = `${found.at(-1) ?? ''}${line}`;
    signed = isSignature;
  }
  return found;
}
