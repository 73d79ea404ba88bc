import { readdir, readFile, rm, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { deletionsToldIn } from './deletions.ts';
import { syncDirectory } from './files.ts';
import { isHeld, readHolds } from './holds.ts';
import { dayOf, personalDays } from './personal.ts';
import { AuditReader } from './read.ts';
import { readHead } from './records.ts';
import { type Append, moveSegment, rootOfTile, sealSegment, tilesUnder } from './seal.ts';
import { segmentName } from './segment.ts';
import { SealedSegmentView } from './segment-view.ts';
import { listSegments, type SegmentFile } from './tail.ts';
import { tilePath } from './tiles.ts';

/** Rotation and retention, a little at a time, beside the writer: seal, move to the archive, delete what is past its days. */

const dayMs = 86_400_000;
/** Share of the budget, or of the disk, at which the alarm is raised before it is full. */
const alarmShare = 0.9;

export interface MaintenanceOptions {
  /** Days that every record is kept at least; null or absent: nothing is ever deleted. */
  retentionDays?: number | null;
  /** Folder for sealed segments: another disk, a mounted object store. Absent: they stay. */
  archive?: string;
  /** Bytes that the log may take on its own disk. */
  budgetBytes?: number;
}

export interface DiskState {
  /** Bytes of the log on its own disk. */
  used: number;
  /** Bytes free on that disk. */
  free: number;
  /** `low`: above nine tenths of the budget or of the disk. */
  state: 'ok' | 'low';
}

export interface MaintenanceContext {
  directory: string;
  recordsPerSegment: number;
  append: Append;
  /** Records that a checkpoint on disk covers. */
  published(): number;
  /** Milliseconds since 1970. */
  clock(): number;
}

export class Maintenance {
  readonly #options: MaintenanceOptions;
  readonly #context: MaintenanceContext;
  /** Time of the first and last record of a sealed segment: they never change. */
  readonly #times = new Map<number, { oldest: number; newest: number }>();

  constructor(options: MaintenanceOptions, context: MaintenanceContext) {
    this.#options = options;
    this.#context = context;
  }

  /** One round: seals at most one segment, moves at most one, deletes what is due. */
  async run(): Promise<void> {
    await this.#seal();
    await this.#move();
    await this.#deleteExpired();
  }

  async disk(): Promise<DiskState> {
    const segments = await listSegments(this.#context.directory);
    const own = segments.filter(({ path }) => path.startsWith(this.#context.directory));
    const sizes = await Promise.all(own.map(async ({ path }) => (await stat(path).catch(() => null))?.size ?? 0));
    const used = sizes.reduce((sum, size) => sum + size, 0);
    const { bsize, bavail, blocks } = await statfs(this.#context.directory);
    const free = bsize * bavail;
    const { budgetBytes } = this.#options;
    const overBudget = budgetBytes !== undefined && used > alarmShare * budgetBytes;
    const overDisk = free < (1 - alarmShare) * bsize * blocks;
    return { used, free, state: overBudget || overDisk ? 'low' : 'ok' };
  }

  async #seal(): Promise<void> {
    const { directory, recordsPerSegment, append, published } = this.#context;
    const segments = await listSegments(directory);
    const full = segments.slice(0, -1).find(segment => !segment.sealed);
    if (!full || full.first + recordsPerSegment > published()) return;
    await sealSegment(directory, full, recordsPerSegment, append);
  }

  async #move(): Promise<void> {
    const { directory, recordsPerSegment, append } = this.#context;
    const { archive } = this.#options;
    if (archive === undefined) return;
    const here = join(directory, 'segments');
    const sealed = (await listSegments(directory)).find(segment => segment.sealed && segment.path.startsWith(here));
    if (sealed) await moveSegment(directory, sealed, recordsPerSegment, archive, append);
  }

  async #deleteExpired(): Promise<void> {
    const { directory, clock } = this.#context;
    const { retentionDays } = this.#options;
    if (retentionDays === null || retentionDays === undefined) return;
    const holds = await readHolds(directory);
    const limit = clock() - retentionDays * dayMs;
    let deleted = false;
    for (const segment of (await listSegments(directory)).filter(({ sealed }) => sealed)) {
      const times = await this.#timesOf(segment);
      if (times.newest > limit) break;
      if (isHeld(holds, times.oldest, times.newest)) continue;
      await this.#delete(segment, times.newest);
      deleted = true;
    }
    if (deleted) await this.#deletePersonal();
  }

  async #timesOf(segment: SegmentFile): Promise<{ oldest: number; newest: number }> {
    const known = this.#times.get(segment.first);
    if (known) return known;
    const view = new SealedSegmentView(segment, null);
    await view.refresh();
    const last = segment.first + view.count - 1;
    const ends = await Promise.all([segment.first, last].map(at => view.read(at, at + 1)));
    const heads = ends.map(([entry]) => entry && readHead(entry));
    const times = { oldest: heads[0]?.time ?? 0, newest: heads[1]?.time ?? Number.MAX_SAFE_INTEGER };
    this.#times.set(segment.first, times);
    return times;
  }

  async #delete(segment: SegmentFile, newest: number): Promise<void> {
    const { directory, recordsPerSegment, append } = this.#context;
    const { first } = segment;
    const root = await rootOfTile(directory, first, recordsPerSegment);
    if (!root) throw new Error(`the tile with the root of segment ${first} is missing`);
    const to = first + recordsPerSegment;
    const view = new SealedSegmentView(segment, to);
    const earlier = await deletionsToldIn(view);
    await append({
      kind: 'segment.deleted',
      from: first,
      to,
      root: root.toString('base64'),
      newest,
      ...(earlier.length > 0 && { earlier }),
    });
    await this.#deleteRemoved(first, to);
    await rm(segment.path, { force: true });
    const pointer = join(directory, 'segments', `${segmentName(first)}.moved`);
    if ((await readFile(pointer).catch(() => null)) !== null) await unlink(pointer);
    await syncDirectory(join(directory, 'segments'));
    for (const tile of tilesUnder(first, recordsPerSegment)) await rm(join(directory, tilePath(tile)), { force: true });
  }

  /** Torn tails that were cut off there: the records that tell of them go too. */
  async #deleteRemoved(from: number, to: number): Promise<void> {
    const folder = join(this.#context.directory, 'removed');
    for (const name of await readdir(folder).catch(() => [] as string[])) {
      const index = Number(/^(\d{16})-/.exec(name)?.[1]);
      if (index >= from && index < to) await rm(join(folder, name));
    }
  }

  /** Names of days from which no record is left. */
  async #deletePersonal(): Promise<void> {
    const { directory } = this.#context;
    const reader = new AuditReader(directory);
    await reader.refresh();
    const [entry] = await reader.entries(reader.oldest, reader.oldest + 1);
    const head = entry && readHead(entry);
    if (!head) return;
    const folder = join(directory, 'personal');
    for (const day of await personalDays(folder)) {
      if (day < dayOf(head.time)) await rm(join(folder, `${day}.jsonl`));
    }
  }
}
