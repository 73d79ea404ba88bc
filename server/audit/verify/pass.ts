import { createHash } from 'node:crypto';
import { readSegment, type SegmentContent } from '../archive.ts';
import { leafHash } from '../merkle.ts';
import { peopleIn } from '../records.ts';
import type { SegmentFile } from '../tail.ts';
import { tileWidth } from '../tiles.ts';
import { Bad, type Head, type VerifyOptions } from './evidence.ts';
import { readable, segmentsOf } from './files.ts';
import { pseudonymsIn } from './personal-check.ts';
import { RecordRules } from './rules.ts';
import { TileCheck } from './tile-check.ts';

/** One pass over all records, in order: what each says of itself, its hash in the tree, the tree under each checkpoint. */

/** A record may be no more than this later than the moment at which a witness saw it: clocks differ. */
const witnessClockMs = 300_000;

export class Pass {
  readonly #directory: string;
  readonly #options: VerifyOptions;
  readonly #heads: Head[];
  readonly #rules: RecordRules;
  readonly tiles: TileCheck;
  readonly pseudonyms = new Map<string, { first: number; count: number }>();
  /** Records that are no longer there. */
  readonly missing: { from: number; to: number; root: string }[] = [];
  /** Sealed segments that were read, by their first record. */
  readonly sealed = new Map<number, { path: string; sha256: string }>();
  /** Checkpoints that the records were held against. */
  readonly held = new Set<Head>();
  /** Bytes at the end that are no whole record. */
  tail = 0;
  #nextHead = 0;
  #matched = 0;

  /** @param heads checkpoints of one log, the smallest first. */
  constructor(directory: string, options: VerifyOptions, heads: Head[]) {
    this.#directory = directory;
    this.#options = options;
    this.#heads = heads;
    this.#rules = new RecordRules(heads[0]!.origin, new Set(options.keys.map(({ id }) => id)));
    this.tiles = new TileCheck(directory, Date.now());
  }

  get rules(): RecordRules {
    return this.#rules;
  }

  /** Whether records that came after this one are gone: what they said of it is not known any more. */
  deletedAfter(index: number): boolean {
    return this.missing.some(({ from }) => from > index);
  }

  /** @throws Bad */
  async run(): Promise<void> {
    const segments = await segmentsOf(this.#directory, this.#options);
    const read = (segment: SegmentFile) => this.#read(segment);
    this.#meetHeads();
    let reading = segments[0] && read(segments[0]);
    for (const [position, segment] of segments.entries()) {
      const content = await reading!;
      const next = segments[position + 1];
      reading = next && read(next);
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
      throw this.#bad(
        this.tiles.size,
        `the log ends here, but ${cut.source} is signed for ${cut.size} records: its end was cut off`,
      );
    }
  }

  async #read(segment: SegmentFile): Promise<SegmentContent> {
    const content = await readable(segment.path, segment.first, () => readSegment(segment));
    if (content.kind !== 'absent') return content;
    // A writer at work may have sealed or moved it since it was listed. The record of that may be one that is not read.
    const now = (await segmentsOf(this.#directory, this.#options)).find(({ first }) => first === segment.first);
    if (now === undefined || now.path === segment.path) return content;
    const found = await readable(now.path, now.first, () => readSegment(now));
    return found.kind === 'entries' ? { ...found, sealed: null } : found;
  }

  async #segment(segment: SegmentFile, content: SegmentContent, isLast: boolean): Promise<void> {
    for (const entry of content.entries) {
      if (this.tiles.needsPreparation) await this.tiles.prepare();
      this.#entry(entry);
      if (this.tiles.size === this.#heads[this.#nextHead]?.size) this.#meetHeads();
    }
    if (content.kind !== 'entries') throw this.#bad(segment.first + content.at, content.reason);
    if (content.sealed !== null) {
      const sha256 = createHash('sha256').update(content.sealed).digest('hex');
      this.sealed.set(segment.first, { path: segment.path, sha256 });
    }
    if (content.tail === null) return;
    // Only a writer at work, or one that was killed, leaves half a record, and only after all that was signed.
    if (!isLast || this.#nextHead < this.#heads.length) {
      throw this.#bad(this.tiles.size, 'its bytes do not match their checksum: they were changed or cut');
    }
    this.tail = content.tail.bytes;
  }

  #entry(entry: Buffer): void {
    const index = this.tiles.size;
    const complaint = this.#rules.check(entry, index);
    if (complaint !== null) throw this.#bad(index, complaint);
    if (this.#options.schema) this.#schema(entry, index);
    const people = peopleIn.get(this.#rules.last!.kind) ?? 0;
    if (people > 0) this.#people(entry, index, people);
    this.tiles.append(leafHash(entry));
  }

  #schema(entry: Buffer, index: number): void {
    const complaint = this.#rules.schemaComplaint(entry);
    if (complaint !== null) throw this.#bad(index, complaint);
  }

  #people(entry: Buffer, index: number, most: number): void {
    for (const pseudonym of pseudonymsIn(entry, most)) {
      const known = this.pseudonyms.get(pseudonym);
      if (known) known.count += 1;
      else this.pseudonyms.set(pseudonym, { first: index, count: 1 });
    }
  }

  /** Holds the tree, as far as it has grown, against every checkpoint of that size. */
  #meetHeads(): void {
    for (let head = this.#heads[this.#nextHead]; head?.size === this.tiles.size; head = this.#heads[this.#nextHead]) {
      if (!this.tiles.root().equals(head.root)) throw this.#otherRoot(head);
      this.#checkWitnessTime(head);
      this.held.add(head);
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

  /** What is wrong with a record, unless one before it was changed already. */
  #bad(index: number, reason: string): Bad {
    const changed = this.#changed();
    return changed?.index != null && changed.index <= index ? changed : new Bad(index, reason);
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
      if (hash === null) throw this.#bad(from, `records ${from} to ${first - 1} are missing`);
      this.missing.push({ from, to: this.tiles.size, root: hash.toString('base64') });
      this.#rules.skip();
      // What a checkpoint within the deleted records says can no longer be held against them.
      while ((this.#heads[this.#nextHead]?.size ?? Number.POSITIVE_INFINITY) < this.tiles.size) this.#nextHead += 1;
      this.#meetHeads();
    }
  }
}
