import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fetch, post } from './answer.ts';
import type { AuditLog } from './contract.ts';
import { replaceFile } from './files.ts';
import { Witness, type WitnessConfig } from './witness.ts';

/**
 * Gets checkpoints out of the operator's hands: to witnesses, who cosign them, and to a second party, who keeps them. What
 * stands elsewhere is what a rewritten log is later held against.
 */

/** Milliseconds between two requests to the witnesses, and between two checkpoints given to the second party. */
const intervals = { witness: 10_000, push: 60_000 } as const;

/** Milliseconds that the second party may take. */
const keepMs = 10_000;

/** Where checkpoints are kept beside the log. Rejects where it could not keep this one. */
export interface CheckpointKeeper {
  keep(checkpoint: string): Promise<void>;
}

/** Appends each checkpoint to a file, on another machine's disk for instance; `audit verify --checkpoint` reads it. */
export function fileKeeper(path: string): CheckpointKeeper {
  return {
    async keep(checkpoint) {
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(checkpoint);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Posts each checkpoint to an address of the second party. */
export function httpsKeeper(url: string, fetch: Fetch): CheckpointKeeper {
  return {
    keep: checkpoint => post(fetch, url, 'text/plain; charset=utf-8', checkpoint, keepMs),
  };
}

/** Hands a checkpoint on as one message, as a syslog sink takes them. */
export function messageKeeper(send: (message: string) => Promise<void>): CheckpointKeeper {
  return { keep: checkpoint => send(`checkpoint ${JSON.stringify(checkpoint)}`) };
}

export interface DistributionOptions {
  /** Of the log. */
  directory: string;
  witnesses: WitnessConfig[];
  keepers: CheckpointKeeper[];
  fetch: Fetch;
  witnessMs?: number;
  pushMs?: number;
}

export class Distribution {
  readonly #log: AuditLog;
  readonly #options: DistributionOptions;
  readonly #witnesses: Witness[];
  /** Names of witnesses whose failing is on record. */
  readonly #failing = new Set<string>();
  readonly #unsubscribe: () => void;
  readonly #timers: NodeJS.Timeout[];
  #newest: string | null = null;
  /** The last checkpoint that a witness cosigned, with its cosignatures. */
  #cosigned: string | null = null;
  #pushed = new Map<CheckpointKeeper, string>();
  #turn: Promise<void> = Promise.resolve();

  constructor(log: AuditLog, options: DistributionOptions) {
    this.#log = log;
    this.#options = options;
    this.#witnesses = options.witnesses.map(config => new Witness(config, options.directory, options.fetch));
    this.#unsubscribe = log.onCheckpoint(({ text }) => {
      this.#newest = text;
    });
    const every = (ms: number, work: () => Promise<void>) => {
      const timer = setInterval(() => void this.#inTurn(work).catch(() => undefined), ms);
      timer.unref();
      return timer;
    };
    this.#timers = [
      every(options.witnessMs ?? intervals.witness, () => this.#askWitnesses()),
      every(options.pushMs ?? intervals.push, () => this.#push()),
    ];
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work, work);
    return this.#turn;
  }

  /** Asks witnesses and second party now. */
  distribute(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#askWitnesses();
      await this.#push();
    });
  }

  async #askWitnesses(): Promise<void> {
    const checkpoint = this.#newest;
    if (checkpoint === null || this.#cosigned?.startsWith(checkpoint) || this.#witnesses.length === 0) return;
    const answers = await Promise.all(this.#witnesses.map(witness => witness.cosign(checkpoint)));
    let lines = '';
    for (const [position, answer] of answers.entries()) {
      const { name } = this.#witnesses[position]!.key;
      if (answer.kind === 'cosigned') lines += answer.lines;
      await this.#recordState(name, answer.kind === 'cosigned' ? null : answer.reason);
    }
    if (lines === '') return;
    this.#cosigned = `${checkpoint}${lines}`;
    await replaceFile(join(this.#options.directory, 'checkpoint.witnessed'), this.#cosigned, {
      mode: 0o644,
      durable: true,
    });
  }

  /** A witness that fails is on record once, and once more when it is back. */
  async #recordState(name: string, reason: string | null): Promise<void> {
    if (this.#log.state !== 'open') return;
    if (reason !== null && !this.#failing.has(name)) {
      await this.#log.append({ kind: 'witness.state', witness: name, state: 'failing', reason });
      this.#failing.add(name);
    } else if (reason === null && this.#failing.has(name)) {
      await this.#log.append({ kind: 'witness.state', witness: name, state: 'recovered' });
      this.#failing.delete(name);
    }
  }

  async #push(): Promise<void> {
    const { keepers } = this.#options;
    const newest = this.#newest;
    if (newest === null) return;
    const checkpoint = this.#cosigned?.startsWith(newest) ? this.#cosigned : newest;
    await Promise.allSettled(
      keepers.map(async keeper => {
        if (this.#pushed.get(keeper) === checkpoint) return;
        await keeper.keep(checkpoint);
        this.#pushed.set(keeper, checkpoint);
      }),
    );
  }

  /** Lets what is under way finish; call after the log was closed, so that its last checkpoint goes out too. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#unsubscribe();
    await this.distribute().catch(() => undefined);
  }
}
