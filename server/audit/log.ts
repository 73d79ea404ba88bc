import { join } from 'node:path';
import { Administration } from './administration.ts';
import {
  type AuditLog,
  type AuditLogOptions,
  AuditUnavailable,
  type CheckpointListener,
  type FailureReason,
  type LogState,
  type StateListener,
} from './contract.ts';
import type { Hold } from './holds.ts';
import { type DigestField, digestKeyId, keyedDigest } from './keys.ts';
import { acquireLock, type Lock } from './lock.ts';
import type { DiskState } from './maintenance.ts';
import { PersonalStore } from './personal.ts';
import type { AuditDraft, SubjectDraft } from './records.ts';
import { type Appended, type Encoded, Sequence } from './sequence.ts';
import { Store } from './store.ts';

export type { AuditLog, AuditLogOptions, LogState } from './contract.ts';
export { AuditUnavailable } from './contract.ts';
export type { Appended } from './sequence.ts';

/**
 * The writer of one audit log. Records are durable before `append` resolves: many appends share one write and one sync
 * (group commit). When the disk refuses, the log is *failed*: every append is rejected, and the caller stops serving,
 * until a retry has read the tail again and recorded the gap.
 */

/** Milliseconds between two attempts to open a failed log again. */
const retryMs = 1_000;
/** Milliseconds between two checkpoints while records come. */
const checkpointMs = 1_000;

interface Pending extends Encoded {
  resolve(appended: Appended): void;
  reject(error: AuditUnavailable): void;
}

function failureReason(error: unknown): FailureReason {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'io_error';
}

/** What a writer holds of its log while it is open; read anew from disk after a failure. */
interface Opened {
  store: Store;
  personal: PersonalStore;
  sequence: Sequence;
}

async function openFiles(options: AuditLogOptions): Promise<Opened> {
  const { directory, random } = options;
  const clock = options.clock ?? Date.now;
  const { signing, former } = options.keys;
  const store = await Store.open(directory, signing, { ...options, ...(former && { former }) });
  const personal = await PersonalStore.open(join(directory, 'personal'), clock(), random);
  const sequence = new Sequence({ size: store.size, last: store.last, personal, clock, random });
  return { store, personal, sequence };
}

class Writer implements AuditLog {
  readonly origin: string;
  readonly #options: AuditLogOptions;
  readonly #clock: () => number;
  readonly #lock: Lock;
  readonly #listeners = new Set<StateListener>();
  readonly #session: string;
  #opened: Opened;
  #state: LogState = 'open';
  #failure: FailureReason | null = null;
  #queue: Pending[] = [];
  #flushing: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #recovering: Promise<void> | null = null;
  readonly #checkpointListeners = new Set<CheckpointListener>();
  readonly #ticking: NodeJS.Timeout;
  readonly #administration: Administration;
  #publishing: Promise<void> = Promise.resolve();
  #refused = 0;

  constructor(options: AuditLogOptions, lock: Lock, opened: Opened) {
    this.origin = options.keys.signing.name;
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#lock = lock;
    this.#opened = opened;
    this.#session = opened.sequence.identifier();
    this.#administration = new Administration(options, {
      append: draft => this.append(draft),
      published: () => this.#opened.store.published,
      personal: () => this.#opened.personal,
      identifier: () => this.#opened.sequence.identifier(),
    });
    this.#ticking = setInterval(() => this.#tick(), options.checkpointMs ?? checkpointMs);
    this.#ticking.unref();
  }

  #tick(): void {
    // A checkpoint that cannot be written now is written a second later; the records themselves are durable.
    this.checkpoint().catch(() => undefined);
    if (this.#state !== 'open') return;
    this.#administration.answer();
  }

  get state(): LogState {
    return this.#state;
  }

  get size(): number {
    return this.#opened.store.size;
  }

  onState(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onCheckpoint(listener: CheckpointListener): () => void {
    this.#checkpointListeners.add(listener);
    return () => this.#checkpointListeners.delete(listener);
  }

  checkpoint(): Promise<void> {
    const publish = async () => {
      const { store } = this.#opened;
      if (this.#state === 'failed' || store.size === store.published) return;
      const { head, text } = await store.publish();
      for (const listener of this.#checkpointListeners) listener({ size: head.size, text });
    };
    this.#publishing = this.#publishing.then(publish, publish);
    return this.#publishing;
  }

  digest(field: DigestField, text: string): string {
    return keyedDigest(this.#options.keys.digest, field, text);
  }

  async append(draft: AuditDraft): Promise<Appended> {
    if (this.#state !== 'open') {
      this.#refused += 1;
      throw new AuditUnavailable(this.#failure ?? 'closed');
    }
    return this.#enqueue(draft);
  }

  #enqueue(draft: AuditDraft): Promise<Appended> {
    const encoded = this.#opened.sequence.next(draft);
    return new Promise((resolve, reject) => {
      const ignore = () => undefined;
      for (const stepped of encoded.slice(0, -1)) this.#queue.push({ ...stepped, resolve: ignore, reject: ignore });
      this.#queue.push({ ...encoded.at(-1)!, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    // Everything that comes meanwhile joins the first group.
    const { gatherMs = 0 } = this.#options;
    await new Promise(gatherMs === 0 ? setImmediate : resolve => setTimeout(resolve, gatherMs));
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      try {
        await this.#opened.personal.flush();
        await this.#opened.store.write(group);
      } catch (error) {
        this.#fail(error, [...group, ...this.#queue]);
        break;
      }
      for (const { resolve, index, id, time } of group) resolve({ index, id, time });
    }
    this.#flushing = null;
  }

  #fail(error: unknown, rejected: Pending[]): void {
    const reason = failureReason(error);
    this.#queue = [];
    this.#refused += rejected.length;
    if (this.#state === 'open') {
      this.#failure = reason;
      this.#change('failed');
      this.#retryLater();
    }
    for (const { reject } of rejected) reject(new AuditUnavailable(reason, error));
  }

  #change(state: LogState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state, this.#failure);
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => {
      this.#recovering = this.#recover()
        .catch(() => {
          if (this.#state === 'failed') this.#retryLater();
        })
        .finally(() => {
          this.#recovering = null;
        });
    }, this.#options.retryMs ?? retryMs);
    this.#retry.unref();
  }

  /** Reads the tail again from disk, as after a crash, and records the gap before anything else. */
  async #recover(): Promise<void> {
    await this.#publishing.catch(() => undefined);
    await this.#opened.store.close().catch(() => undefined);
    this.#opened = await openFiles(this.#options);
    const refused = this.#refused;
    await this.#writeFirst([...this.#repaired(), { ...this.#gap(this.#failure ?? 'io_error'), refused }]);
    this.#refused -= refused;
    if (this.#state !== 'failed') return;
    this.#failure = null;
    this.#change('open');
  }

  async #writeFirst(drafts: AuditDraft[]): Promise<void> {
    const { store, personal, sequence } = this.#opened;
    const records = drafts.map(draft => sequence.nextInOrder(draft));
    await personal.flush();
    await store.write(records);
  }

  #repaired(): AuditDraft[] {
    const { repair } = this.#opened.store;
    if (!repair) return [];
    return [{ kind: 'log.repaired', removed_bytes: repair.removedBytes, removed_sha256: repair.removedSha256 }];
  }

  #gap(reason: FailureReason | 'unclean_stop'): AuditDraft & { kind: 'log.gap' } {
    const now = this.#clock();
    const since = this.#opened.store.last?.time ?? now;
    return { kind: 'log.gap', reason, since, until: Math.max(since, now) };
  }

  async start(): Promise<void> {
    const { last } = this.#opened.store;
    const previous = last === null ? 'none' : last.kind === 'log.stop' ? 'clean' : 'unclean';
    const started: AuditDraft = {
      kind: 'log.start',
      origin: this.origin,
      session: this.#session,
      software: this.#options.software,
      previous,
      signing_key: this.#options.keys.signing.id,
      digest_key: digestKeyId(this.#options.keys.digest),
    };
    const gap = previous === 'unclean' ? [this.#gap('unclean_stop')] : [];
    await this.#writeFirst([started, ...this.#repaired(), ...gap]);
    await this.#administration.start();
    await this.checkpoint();
  }

  erase(subjects: readonly string[], by?: SubjectDraft): Promise<number> {
    return this.#administration.erase(subjects, by);
  }

  placeHold(from: number, to: number, by?: SubjectDraft): Promise<Hold> {
    return this.#administration.placeHold(from, to, by);
  }

  releaseHold(hold: string, by?: SubjectDraft): Promise<void> {
    return this.#administration.releaseHold(hold, by);
  }

  maintain(): Promise<void> {
    return this.#administration.maintain();
  }

  disk(): Promise<DiskState> {
    return this.#administration.disk();
  }

  async close(reason: 'shutdown' | 'restart' = 'shutdown'): Promise<void> {
    if (this.#state === 'closed') return;
    await this.#administration.stop();
    const stopped =
      this.#state === 'open'
        ? this.#enqueue({ kind: 'log.stop', session: this.#session, reason }).catch(() => undefined)
        : null;
    this.#change('closed');
    if (this.#retry) clearTimeout(this.#retry);
    await this.#recovering;
    await stopped;
    await this.#flushing;
    clearInterval(this.#ticking);
    await this.checkpoint().catch(() => undefined);
    await this.#opened.store.close().catch(() => undefined);
    await this.#lock.release();
  }
}

/**
 * Opens a log for writing, makes it where there is none, mends a torn tail, and records the start.
 * @throws AuditLogLocked while another process writes it.
 * @throws AuditLogDamaged where it is not what its own checkpoint says.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  await Store.prepare(options.directory);
  const lock = await acquireLock(options.directory, options.lockPatienceMs);
  try {
    const writer = new Writer(options, lock, await openFiles(options));
    await writer.start();
    return writer;
  } catch (error) {
    await lock.release();
    throw error;
  }
}
