import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readSegment, type SegmentContent } from '../archive.ts';
import { digestOfFile } from '../files.ts';
import { leafHash } from '../merkle.ts';
import { NoteError } from '../note.ts';
import { peopleIn } from '../records.ts';
import { listSegments, type SegmentFile } from '../tail.ts';
import { tileWidth } from '../tiles.ts';
import {
  Bad,
  type Evidence,
  type Head,
  readEvidence,
  type VerifyOptions,
  type Witnessed,
  witnessedBy,
} from './evidence.ts';
import { pseudonymsIn, readPersonal } from './personal-check.ts';
import { RecordRules } from './rules.ts';
import { TileCheck } from './tile-check.ts';

/**
 * Proves a log whole, or names the first record that is not what was signed. Needs the files and public keys; asks
 * nobody, and believes nothing that a given key has not signed.
 */

/** A record may be no more than this later than the moment at which a witness saw it: clocks differ. */
const witnessClockMs = 300_000;

export type { VerifyOptions } from './evidence.ts';

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

/** All segments; those that were moved, where the caller says that they are. */
async function segmentsOf(directory: string, { archive }: VerifyOptions): Promise<SegmentFile[]> {
  const segments = await listSegments(directory);
  if (archive === undefined) return segments;
  const moved = ({ path }: SegmentFile) => dirname(path) !== join(directory, 'segments');
  return segments.map(segment =>
    moved(segment) ? { ...segment, path: join(archive, basename(segment.path)) } : segment,
  );
}

class Pass {
  readonly #directory: string;
  readonly #options: VerifyOptions;
  readonly #heads: Head[];
  readonly #rules: RecordRules;
  readonly tiles: TileCheck;
  readonly pseudonyms = new Map<string, { first: number; count: number }>();
  readonly missing: { from: number; to: number; root: string }[] = [];
  /** Bytes at the end that are no whole record. */
  tail = 0;
  #nextHead = 0;
  #matched = 0;

  constructor(directory: string, options: VerifyOptions, heads: Head[]) {
    this.#directory = directory;
    this.#options = options;
    this.#heads = heads;
    this.#rules = new RecordRules(heads[0]!.origin, new Set(options.keys.map(({ id }) => id)));
    this.tiles = new TileCheck(directory);
  }

  get rules(): RecordRules {
    return this.#rules;
  }

  async run(): Promise<void> {
    const segments = await segmentsOf(this.#directory, this.#options);
    await this.#meetHeads();
    let reading = segments[0] && readSegment(segments[0]);
    for (const [position, segment] of segments.entries()) {
      const content = await reading!;
      const next = segments[position + 1];
      reading = next && readSegment(next);
      // Awaited in the next round; where this round ends the run, nobody asks for it any more.
      reading?.catch(() => undefined);
      if (segment.first < this.tiles.size) {
        throw new Bad(segment.first, `${segment.path} begins within the segment before it`);
      }
      await this.#deletedUpTo(segment.first);
      await this.#segment(segment, content, position === segments.length - 1);
    }
    const cut = this.#heads[this.#nextHead];
    if (cut) {
      throw (
        this.#changed() ??
        new Bad(
          this.tiles.size,
          `the log ends here, but ${cut.source} is signed for ${cut.size} records: its end was cut off`,
        )
      );
    }
  }

  async #segment(segment: SegmentFile, content: SegmentContent, isLast: boolean): Promise<void> {
    if (content.kind === 'damaged') throw new Bad(segment.first, content.reason);
    for (const entry of content.entries) {
      const index = this.tiles.size;
      if (this.tiles.needsPreparation) await this.tiles.prepare();
      const complaint = this.#rules.check(entry, index);
      if (complaint !== null) throw new Bad(index, complaint);
      if (this.#options.schema) this.#schema(entry, index);
      const people = peopleIn.get(this.#rules.last!.kind) ?? 0;
      if (people > 0) this.#people(entry, index, people);
      this.tiles.append(leafHash(entry));
      if (index + 1 === this.#heads[this.#nextHead]?.size) await this.#meetHeads();
    }
    if (content.tail === null) return;
    const index = this.tiles.size;
    // Only a writer at work, or one that was killed, leaves half a record, and only after all that was signed.
    if (!isLast || this.#nextHead < this.#heads.length) {
      throw new Bad(index, 'its bytes do not match their checksum: they were changed or cut');
    }
    this.tail = content.tail.bytes;
  }

  #schema(entry: Buffer, index: number): void {
    const complaint = this.#rules.schemaComplaint(entry);
    if (complaint !== null) throw new Bad(index, complaint);
  }

  #people(entry: Buffer, index: number, most: number): void {
    for (const pseudonym of pseudonymsIn(entry, most)) {
      const known = this.pseudonyms.get(pseudonym);
      if (known) known.count += 1;
      else this.pseudonyms.set(pseudonym, { first: index, count: 1 });
    }
  }

  /** Holds the tree, as far as it has grown, against every checkpoint of that size. */
  async #meetHeads(): Promise<void> {
    for (let head = this.#heads[this.#nextHead]; head?.size === this.tiles.size; head = this.#heads[this.#nextHead]) {
      if (!this.tiles.root().equals(head.root)) throw this.#otherRoot(head);
      this.#checkWitnessTime(head);
      this.#matched = head.size;
      this.#nextHead += 1;
    }
  }

  #otherRoot(head: Head): Bad {
    const fork = this.#heads.some(other => other.size === head.size && !other.root.equals(head.root));
    if (fork) {
      return new Bad(
        this.#matched,
        `the key of this log has signed two different logs of ${head.size} records: a fork`,
      );
    }
    return (
      this.#changed() ??
      new Bad(
        this.#matched,
        `these are not the records that ${head.source} is signed for: records from here to ${head.size - 1} were rewritten, or it is a fork`,
      )
    );
  }

  /** The first record whose hash is not the one in its tile: more exact than any checkpoint. */
  #changed(): Bad | null {
    const found = this.tiles.complaint;
    return found && new Bad(found.index, `it is not the record that was signed: ${found.reason}`);
  }

  #checkWitnessTime(head: Head): void {
    const last = this.#rules.last;
    for (const { time, key } of head.signatures) {
      if (time === null || last === null || last.time <= time * 1000 + witnessClockMs) continue;
      throw new Bad(head.size - 1, `says it is later than the moment at which ${key.name} saw it`);
    }
  }

  /** Goes over segments that retention has deleted: their root hashes stand in the tiles. */
  async #deletedUpTo(first: number): Promise<void> {
    while (this.tiles.size < first) {
      const from = this.tiles.size;
      const fits = (level: number) => from % tileWidth ** level === 0 && from + tileWidth ** level <= first;
      let hash: Buffer | null = null;
      for (let level = 1; hash === null && fits(level); level++) hash = await this.tiles.appendStored(level);
      if (hash === null) throw new Bad(from, `records ${from} to ${first - 1} are missing`);
      this.missing.push({ from, to: this.tiles.size, root: hash.toString('base64') });
      this.#rules.skip();
      // What a checkpoint within the deleted records says can no longer be held against them.
      while ((this.#heads[this.#nextHead]?.size ?? Number.POSITIVE_INFINITY) < this.tiles.size) this.#nextHead += 1;
      await this.#meetHeads();
    }
  }
}

/** What is gone must be said to be gone, by a record that retention wrote. */
function checkDeleted(pass: Pass): void {
  const said = pass.rules.deleted;
  for (const { from, to, root } of pass.missing) {
    const covered = said.some(
      range => range.from <= from && range.to >= to && (range.from !== from || range.to !== to || range.root === root),
    );
    if (!covered)
      throw new Bad(from, `records ${from} to ${to - 1} are missing, and no record says that they were deleted`);
  }
}

/** A sealed file must be, byte for byte, the one whose digest was recorded when it was sealed. */
async function checkSealed(directory: string, pass: Pass, options: VerifyOptions): Promise<void> {
  for (const segment of (await segmentsOf(directory, options)).filter(({ sealed }) => sealed)) {
    const said = pass.rules.sealed.get(segment.first);
    if (said !== (await digestOfFile(segment.path))) {
      throw new Bad(segment.first, `${segment.path} is not the file that was sealed`);
    }
  }
}

async function checkPeople(directory: string, pass: Pass): Promise<number> {
  const { opened, complaint } = await readPersonal(directory);
  if (complaint) throw new Bad(null, complaint);
  let erased = 0;
  for (const [pseudonym, { first, count }] of pass.pseudonyms) {
    const gone = pass.rules.erased.has(pseudonym);
    if (gone) erased += count;
    if (opened === null) continue;
    if (gone && opened.has(pseudonym)) throw new Bad(first, 'its person was erased, but the name is still there');
    if (!gone && !opened.has(pseudonym))
      throw new Bad(first, 'its person is gone, and no record says that they were erased');
  }
  return erased;
}

/** Bytes that were cut off as a torn tail are kept, and must be those that were recorded. */
async function checkRemoved(directory: string, pass: Pass): Promise<void> {
  const folder = join(directory, 'removed');
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const digest = await digestOfFile(join(folder, name));
    if (!pass.rules.removed.has(digest)) throw new Bad(null, `removed/${name} is not what the log says was removed`);
  }
}

async function checkTiles(directory: string, pass: Pass, evidence: Evidence, options: VerifyOptions): Promise<void> {
  const { complaint } = pass.tiles;
  if (complaint) throw new Bad(complaint.index, `the record is the one that was signed, but ${complaint.reason}`);
  const isDeleted = (from: number, to: number) => pass.missing.some(range => range.from <= from && range.to >= to);
  const found = await pass.tiles.finish(evidence.own?.size ?? 0, isDeleted);
  if (!found) return;
  // A writer at work may have gone on since the records were read.
  const newer = await readEvidence(directory, options).catch(() => null);
  if ((newer?.own?.size ?? 0) > (evidence.own?.size ?? 0)) return;
  throw new Bad(found.index, found.reason);
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
  const result: Verification = { ...nothing };
  let pass: Pass | null = null;
  try {
    const evidence = await readEvidence(directory, options);
    result.origin = evidence.heads[0]!.origin;
    pass = new Pass(directory, options, evidence.heads);
    await pass.run();
    checkDeleted(pass);
    await checkSealed(directory, pass, options);
    result.erased = await checkPeople(directory, pass);
    await checkRemoved(directory, pass);
    await checkTiles(directory, pass, evidence, options);
    result.covered = evidence.heads.at(-1)!.size;
    result.witnessed = witnessedBy(evidence.heads);
    result.deleted = pass.missing.reduce((sum, { from, to }) => sum + to - from, 0);
    result.tail = pass.tail;
    result.ok = true;
  } catch (error) {
    if (!(error instanceof Bad || error instanceof NoteError)) throw error;
    result.first_bad = { index: error instanceof Bad ? error.index : null, reason: error.message };
  }
  result.size = pass?.tiles.size ?? 0;
  result.root = pass?.tiles.root().toString('base64') ?? '';
  return result;
}
