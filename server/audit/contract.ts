import type { Hold } from './holds.ts';
import type { AuditKeys, DigestField } from './keys.ts';
import type { DiskState, MaintenanceOptions } from './maintenance.ts';
import type { AuditDraft, SubjectDraft } from './records.ts';
import type { Appended } from './sequence.ts';
import type { StoreOptions } from './store.ts';

/** What the rest of the proxy knows of an audit log. */

export type FailureReason = 'disk_full' | 'io_error';

/** The record could not be made durable: what it speaks of must not happen. */
export class AuditUnavailable extends Error {
  readonly reason: FailureReason | 'closed';
  constructor(reason: FailureReason | 'closed', cause?: unknown) {
    super(
      {
        disk_full: 'the audit log cannot be written: the disk is full',
        io_error: 'the audit log cannot be written',
        closed: 'the audit log is closed',
      }[reason],
      { cause },
    );
    this.name = 'AuditUnavailable';
    this.reason = reason;
  }
}

export type LogState = 'open' | 'failed' | 'closed';
export type CheckpointListener = (checkpoint: { size: number; text: string }) => void;
export type StateListener = (state: LogState, reason: FailureReason | null) => void;

export interface AuditLog {
  /** The log's name in its checkpoints. */
  readonly origin: string;
  readonly state: LogState;
  /** Records durable so far. */
  readonly size: number;
  /**
   * Resolves when the record is on disk.
   * @throws AuditUnavailable while the log is failed or closed.
   * @throws InvalidAuditRecord where the schema refuses the draft.
   */
  append(draft: AuditDraft): Promise<Appended>;
  /** HMAC under the digest key, as records hold it. */
  digest(field: DigestField, text: string): string;
  /** Called with each change of `state`; returns the way to stop listening. */
  onState(listener: StateListener): () => void;
  /** Called with each signed checkpoint, as it stands on disk; returns the way to stop listening. */
  onCheckpoint(listener: CheckpointListener): () => void;
  /** Signs a checkpoint now, where records have come since the last. */
  checkpoint(): Promise<void>;
  /**
   * Destroys the names behind every pseudonym of these people: the records stay, and every proof stays valid. An erasure
   * that a crash interrupts is finished when the log is next opened.
   * @param by who ordered it.
   * @returns how many pseudonyms now stand for nobody.
   */
  erase(subjects: readonly string[], by?: SubjectDraft): Promise<number>;
  /** Nothing recorded between these times (milliseconds since 1970) is deleted until the hold is released. */
  placeHold(from: number, to: number, by?: SubjectDraft): Promise<Hold>;
  /** @throws where there is no such hold. */
  releaseHold(hold: string, by?: SubjectDraft): Promise<void>;
  /** Seals, moves and deletes what is due; also done by itself every few seconds. */
  maintain(): Promise<void>;
  /** Room left for the log. */
  disk(): Promise<DiskState>;
  /** Records the stop, signs a last checkpoint, waits for what is under way, and lets go of the log. */
  close(reason?: 'shutdown' | 'restart'): Promise<void>;
}

export interface AuditLogOptions extends StoreOptions {
  /** `<data>/audit/<writer>`. */
  directory: string;
  keys: AuditKeys;
  /** Milliseconds since 1970. */
  clock?: () => number;
  random?: (bytes: number) => Buffer;
  /** Version of Intramural, for `log.start`. */
  software: string;
  retryMs?: number;
  /** Milliseconds that a record waits for others to share its write and sync; 0: for those of the same moment. */
  gatherMs?: number;
  /** Milliseconds to wait for a writer that is on its way out; 0: refuse at once. */
  lockPatienceMs?: number;
  /** Milliseconds between two checkpoints while records come. */
  checkpointMs?: number;
  /** Retention, archive, budget. */
  maintenance?: MaintenanceOptions;
  /** Milliseconds between two rounds of maintenance. */
  maintenanceMs?: number;
}
