import type { AuditLogOptions } from './contract.ts';
import { finishErasure, recordErasure } from './erasure.ts';
import { type Hold, readHolds, writeHolds } from './holds.ts';
import { type DiskState, Maintenance } from './maintenance.ts';
import type { PersonalStore } from './personal.ts';
import type { SubjectDraft } from './records.ts';
import { type AuditRequest, answerRequests } from './requests.ts';
import type { Append } from './seal.ts';
import { recordsPerSegment } from './store.ts';

/** What is done to a log beside writing it: erasing people, holding, sealing, deleting. All of it leaves records. */

/** Milliseconds between two rounds of maintenance: one seals a segment at most, which takes some seconds. */
const maintenanceMs = 10_000;

export interface AdministrationContext {
  append: Append;
  published(): number;
  personal(): PersonalStore;
  /** A fresh UUIDv7. */
  identifier(): string;
}

export class Administration {
  readonly #options: AuditLogOptions;
  readonly #context: AdministrationContext;
  readonly #maintenance: Maintenance;
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #answering: Promise<void> | null = null;

  constructor(options: AuditLogOptions, context: AdministrationContext) {
    this.#options = options;
    this.#context = context;
    this.#maintenance = new Maintenance(options.maintenance ?? {}, {
      directory: options.directory,
      recordsPerSegment: options.recordsPerSegment ?? recordsPerSegment,
      append: context.append,
      published: context.published,
      clock: options.clock ?? Date.now,
    });
  }

  /** Finishes what a crash interrupted, and begins to look after the log. */
  async start(): Promise<void> {
    await finishErasure(this.#options.directory, this.#context.append, this.#context.personal());
    this.#timer = setInterval(() => {
      // What a round could not do now, the next one does; the log itself does not wait for it.
      this.maintain().catch(() => undefined);
    }, this.#options.maintenanceMs ?? maintenanceMs);
    this.#timer.unref();
  }

  /** Lets what is under way finish. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#round.catch(() => undefined);
    await this.#answering;
  }

  /** Answers what the command line asked since the last call. */
  answer(): void {
    this.#answering ??= answerRequests(this.#options.directory, asked => this.#carryOut(asked))
      .catch(() => undefined)
      .finally(() => {
        this.#answering = null;
      });
  }

  async #carryOut(asked: AuditRequest): Promise<string> {
    switch (asked.kind) {
      case 'erase':
        return String(await this.erase(asked.subjects, asked.by));
      case 'hold':
        return (await this.placeHold(asked.from, asked.to, asked.by)).hold;
      case 'release':
        await this.releaseHold(asked.hold, asked.by);
        return asked.hold;
      case 'maintain':
        await this.maintain();
        return 'maintained';
      case 'exported': {
        const { format, sink, from, to, by } = asked;
        await this.#context.append({ kind: 'export', format, sink, from, to, ...(by && { subject: by }) });
        return 'recorded';
      }
    }
  }

  async erase(subjects: readonly string[], by?: SubjectDraft): Promise<number> {
    const personal = this.#context.personal();
    const pseudonyms = await personal.pseudonymsOf(new Set(subjects));
    if (pseudonyms.length === 0) return 0;
    await recordErasure(this.#options.directory, { erasure: this.#context.identifier(), pseudonyms }, by);
    await finishErasure(this.#options.directory, this.#context.append, personal);
    return pseudonyms.length;
  }

  async placeHold(from: number, to: number, by?: SubjectDraft): Promise<Hold> {
    const hold = { hold: this.#context.identifier(), from, to };
    const { directory } = this.#options;
    await writeHolds(directory, [...(await readHolds(directory)), hold]);
    await this.#context.append({ kind: 'hold.placed', ...hold, ...(by && { subject: by }) });
    return hold;
  }

  async releaseHold(hold: string, by?: SubjectDraft): Promise<void> {
    const { directory } = this.#options;
    const holds = await readHolds(directory);
    if (!holds.some(known => known.hold === hold)) throw new Error(`there is no hold ${hold}`);
    // Recorded first: a hold that is gone without a record would be worse than one too many.
    await this.#context.append({ kind: 'hold.released', hold, ...(by && { subject: by }) });
    await writeHolds(
      directory,
      holds.filter(known => known.hold !== hold),
    );
  }

  maintain(): Promise<void> {
    const round = () => this.#maintenance.run();
    this.#round = this.#round.then(round, round);
    return this.#round;
  }

  disk(): Promise<DiskState> {
    return this.#maintenance.disk();
  }
}
