import { hashBytes } from './merkle.ts';
import { NoteError } from './note.ts';

/** Proofs that one record is in the log (c2sp.org/tlog-proof): checked offline, with the log's public key alone. */

const firstLine = 'c2sp.org/tlog-proof@v1';
/** No tree of less than 2^53 records has a longer path. */
const longestPath = 63;

export interface Proof {
  index: number;
  path: Buffer[];
  /** The checkpoint it leads to, verbatim. */
  checkpoint: string;
  /** Not authenticated by the format; ours carry the record itself, whose hash the path authenticates. */
  extra: Buffer | null;
}

export function formatProof(proof: Proof): string {
  const lines = [firstLine];
  if (proof.extra) lines.push(`extra ${proof.extra.toString('base64')}`);
  lines.push(`index ${proof.index}`, ...proof.path.map(hash => hash.toString('base64')));
  return `${lines.join('\n')}\n\n${proof.checkpoint}`;
}

function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new NoteError('not base64');
  return bytes;
}

/** @throws NoteError */
export function parseProof(text: string): Proof {
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new NoteError('no blank line before the checkpoint');
  const lines = text.slice(0, blank).split('\n');
  if (lines.shift() !== firstLine) throw new NoteError(`a proof begins with ${firstLine}`);
  const extra = lines[0]?.startsWith('extra ') ? strictBase64(lines.shift()!.slice('extra '.length)) : null;
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '')?.[1];
  if (index === undefined) throw new NoteError('a proof names its index');
  if (lines.length > longestPath) throw new NoteError('a path that long belongs to no tree');
  const path = lines.map(strictBase64);
  if (path.some(hash => hash.length !== hashBytes)) throw new NoteError('a hash has 32 bytes');
  return { index: Number(index), path, checkpoint: text.slice(blank + 2), extra };
}
