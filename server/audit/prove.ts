import { join } from 'node:path';
import { openCheckpoint, type VerifiedCheckpoint } from './checkpoint.ts';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  provesConsistency,
  rootAt,
  rootFromInclusion,
  type SubtreeReader,
} from './merkle.ts';
import type { VerifierKey } from './note.ts';
import { formatProof, parseProof } from './proof.ts';
import { AuditReader } from './read.ts';
import { type AuditRecord, decodeRecord } from './records.ts';
import { subtreesFromTiles, type TileName, tileWidth } from './tiles.ts';
import { readIfThere, readTileFile } from './tree-files.ts';

/** Proofs out of a log's files: that one record is in it, and that a newer log begins with an older one. */

export class ProofUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProofUnavailable';
  }
}

/** Hashes of the tree of `size`, from tiles; where a lowest tile is missing, from the records themselves. */
export function subtreesOf(directory: string, size: number): SubtreeReader {
  return subtreesFromTiles(size, async tile => {
    const hashes = (await readTileFile(directory, tile)) ?? (await fromRecords(directory, tile));
    if (!hashes) throw new ProofUnavailable('neither the tile nor the records for this proof are there any more');
    return hashes;
  });
}

async function fromRecords(directory: string, tile: TileName): Promise<Buffer | null> {
  if (tile.level !== 0) return null;
  const from = tile.index * tileWidth;
  const reader = new AuditReader(directory);
  await reader.refresh();
  const entries = await reader.entries(from, from + tile.width);
  return entries.length === tile.width ? Buffer.concat(entries.map(leafHash)) : null;
}

export interface RecordProof {
  /** As c2sp.org/tlog-proof writes it; its extra data are the record. */
  text: string;
  record: AuditRecord;
}

/**
 * @param index of the record in the log.
 * @param checkpointText to prove it in; the log's own newest where absent.
 * @throws ProofUnavailable where the record is not there, or no checkpoint covers it yet.
 */
export async function proveRecord(directory: string, index: number, checkpointText?: string): Promise<RecordProof> {
  const newest = checkpointText ?? (await readIfThere(join(directory, 'checkpoint')))?.toString();
  const size = Number(newest?.split('\n')[1] ?? 0);
  const reader = new AuditReader(directory);
  await reader.refresh();
  const [entry] = await reader.entries(index, index + 1);
  if (!entry) throw new ProofUnavailable(`the log has no record ${index}`);
  if (!newest || index >= size) {
    throw new ProofUnavailable(`no checkpoint covers record ${index} yet; one is signed each second`);
  }
  const path = await inclusionProof(index, size, subtreesOf(directory, size));
  return { text: formatProof({ index, path, checkpoint: newest, extra: entry }), record: decodeRecord(entry) };
}

export type ProofCheck =
  | { ok: true; index: number; checkpoint: VerifiedCheckpoint; record: AuditRecord }
  | { ok: false; reason: string };

/**
 * Checks a proof with public keys alone.
 * @param entry the record's bytes, where the proof does not carry them.
 * @param witnesses each must have cosigned the proof's checkpoint.
 */
export function checkProof(
  text: string,
  keys: VerifierKey[],
  witnesses: VerifierKey[] = [],
  entry?: Buffer,
): ProofCheck {
  try {
    const proof = parseProof(text);
    const checkpoint = openCheckpoint(proof.checkpoint, keys, witnesses);
    const absent = witnesses.find(witness => !checkpoint.signatures.some(({ key }) => key === witness));
    if (absent) return { ok: false, reason: `the witness ${absent.name} has not cosigned its checkpoint` };
    const bytes = entry ?? proof.extra;
    if (!bytes) return { ok: false, reason: 'the proof carries no record; give the record' };
    const root = rootFromInclusion(leafHash(bytes), proof.index, checkpoint.size, proof.path);
    if (!root?.equals(checkpoint.root)) return { ok: false, reason: 'the record is not the one in the signed log' };
    const record = decodeRecord(bytes);
    if (record.index !== proof.index) return { ok: false, reason: `the record says it is number ${record.index}` };
    return { ok: true, index: proof.index, checkpoint, record };
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  }
}

export interface Consistency {
  ok: boolean;
  old: { size: number; root: string };
  new: { size: number; root: string };
  /** Base64, as RFC 6962 orders it. */
  proof: string[];
  reason: string | null;
}

/** A tree head: a signed checkpoint, or a size of the log at hand. */
export type HeadOrSize = { size: number; root: Buffer } | number;

/** Whether the newer tree begins with the older, by a proof out of the log's files. */
export async function proveConsistency(directory: string, older: HeadOrSize, newer: HeadOrSize): Promise<Consistency> {
  const head = async (given: HeadOrSize) =>
    typeof given === 'number' ? { size: given, root: await rootAt(given, subtreesOf(directory, given)) } : given;
  const [before, after] = [await head(older), await head(newer)];
  const shown = ({ size, root }: { size: number; root: Buffer }) => ({ size, root: root.toString('base64') });
  const result = { old: shown(before), new: shown(after), proof: [] as string[] };
  if (before.size > after.size) return { ...result, ok: false, reason: 'the older one is the longer one' };
  const proof = await consistencyProof(before.size, after.size, subtreesOf(directory, after.size));
  const ok = provesConsistency(before, after, proof);
  const reason = ok ? null : 'the newer log does not begin with the older one: it was rewritten, or it is a fork';
  return { ...result, proof: proof.map(hash => hash.toString('base64')), ok, reason };
}
