import type { Database, Row, Transaction, Value } from './database.ts';

/**
 * One look at a large store that several pages share. On a day with a million suggestions it takes seconds to sum up what
 * is not at rest, and to decide what of it may be shown: that is done once for all who look within a while.
 */

export interface SharedReadOptions {
  database: Pick<Database, 'read'>;
  /** Sums up what is not at rest, for every question that may come. */
  prepare(query: Transaction['query']): Promise<void>;
  /** Milliseconds for which one look is shared. */
  keepMs: number;
  /** Calls back once, later; returns what takes the call back. */
  later(milliseconds: number, call: () => void): () => void;
}

export class SharedRead {
  readonly #options: SharedReadOptions;
  readonly #open = new Set<Look>();
  #current: Look | null = null;

  constructor(options: SharedReadOptions) {
    this.#options = options;
  }

  /** Whether there is a look that may be shared now. */
  get kept(): boolean {
    return this.#current !== null;
  }

  read<T>(work: (query: Transaction['query']) => Promise<T>): Promise<T> {
    this.#current ??= this.#begin();
    return this.#current.use(work);
  }

  /** What has been looked at is not so any more: whoever asks from now on looks anew. */
  forget(): void {
    this.#current?.retire();
    this.#current = null;
  }

  /** Resolves once nobody looks any more. */
  async close(): Promise<void> {
    this.forget();
    await Promise.all([...this.#open].map(({ ended }) => ended));
  }

  #begin(): Look {
    const { database, prepare, keepMs, later } = this.#options;
    const drop = () => {
      if (this.#current === look) this.forget();
    };
    const look: Look = new Look(database, prepare, drop);
    const cancel = later(keepMs, drop);
    this.#open.add(look);
    void look.ended.then(() => {
      cancel();
      this.#open.delete(look);
    });
    return look;
  }
}

class Look {
  /** Resolves once its transaction is over. */
  readonly ended: Promise<void>;
  readonly #ready: Promise<Transaction['query']>;
  readonly #drop: () => void;
  #release: () => void = () => undefined;
  #users = 0;
  #retired = false;

  constructor(database: SharedReadOptions['database'], prepare: SharedReadOptions['prepare'], drop: () => void) {
    this.#drop = drop;
    const released = new Promise<void>(resolve => {
      this.#release = resolve;
    });
    let ended: Promise<void> = Promise.resolve();
    this.#ready = new Promise((resolve, reject) => {
      ended = database
        .read(async query => {
          await prepare(query);
          resolve(query);
          await released;
        })
        .catch(error => {
          reject(error);
          drop();
        });
    });
    this.#ready.catch(() => undefined);
    this.ended = ended;
  }

  async use<T>(work: (query: Transaction['query']) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      const query = await this.#ready;
      return await work((sql, parameters) => this.#ask(query, sql, parameters));
    } finally {
      this.#users -= 1;
      this.#releaseWhereUnused();
    }
  }

  retire(): void {
    this.#retired = true;
    this.#releaseWhereUnused();
  }

  async #ask(query: Transaction['query'], sql: string, parameters?: readonly Value[]): Promise<Row[]> {
    try {
      return await query(sql, parameters);
    } catch (error) {
      // A question that fails ends the transaction: nobody else should ask in it.
      this.#drop();
      throw error;
    }
  }

  #releaseWhereUnused(): void {
    if (this.#retired && this.#users === 0) this.#release();
  }
}
