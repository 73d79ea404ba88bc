/** Lets one request work at a time. On one machine two at once would each take twice as long. */

export type Priority = 'interactive' | 'speculative';

export interface TurnOptions {
  priority: Priority;
  /** Aborted when nobody waits for the answer any more: then the work never starts. */
  signal: AbortSignal;
}

export type Turn<T> =
  | { kind: 'done'; value: T }
  /** Too many wait already. */
  | { kind: 'refused' }
  /** The signal came before its turn. */
  | { kind: 'abandoned' };

interface Waiting {
  priority: Priority;
  go(): void;
}

export class Turns {
  readonly #most: number;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  /** @param most how many may wait beside the one at work */
  constructor(most: number) {
    this.#most = most;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Does the work when its turn has come. Interactive requests go before speculative ones, else the first come first. */
  async take<T>(options: TurnOptions, work: () => Promise<T>): Promise<Turn<T>> {
    if (options.signal.aborted) return { kind: 'abandoned' };
    if (this.#busy) {
      if (this.#waiting.length >= this.#most) return { kind: 'refused' };
      if (!(await this.#wait(options))) return { kind: 'abandoned' };
    }
    this.#busy = true;
    try {
      return { kind: 'done', value: await work() };
    } finally {
      this.#next();
    }
  }

  /** True when it is our turn, false when the signal came first. */
  #wait({ priority, signal }: TurnOptions): Promise<boolean> {
    return new Promise(resolve => {
      const entry: Waiting = {
        priority,
        go: () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      const before =
        priority === 'interactive' ? this.#waiting.findIndex(other => other.priority === 'speculative') : -1;
      this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, entry);
    });
  }

  #next(): void {
    const next = this.#waiting.shift();
    // Stays busy while it is handed over, so that nobody slips in between.
    if (next) next.go();
    else this.#busy = false;
  }
}
