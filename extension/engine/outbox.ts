import type { SuggestionEvent, TelemetryBatch, TelemetryReceipt } from '../../telemetry/schema/event.ts';
import type { Clock } from './clock.ts';
import { TransportError } from './transport.ts';

/** Where events lie until the proxy has them. */
export interface OutboxStore {
  append(events: readonly SuggestionEvent[]): Promise<void>;
  /** Puts what is left in the place of everything. */
  replace(events: readonly SuggestionEvent[]): Promise<void>;
  /** Events that earlier sessions left behind, and those of this one; they are this outbox's from now on. */
  adopt(): Promise<SuggestionEvent[]>;
}

export interface OutboxParts {
  store: OutboxStore;
  /** @throws {TransportError} */
  send: (batch: TelemetryBatch) => Promise<TelemetryReceipt>;
  clock: Clock;
  /** From 0 up to, not including, 1. */
  random: () => number;
  /** A failure to write or read, in words without content. */
  report: (message: string) => void;
}

/** Milliseconds, and counts. */
const rule = {
  /** From one batch to the next. */
  interval: 60_000,
  /** After an accept, which somebody may be looking for in the console. */
  soon: 5_000,
  /** Where the proxy is away and names no time. */
  retry: 30_000,
  longestRetry: 10 * 60_000,
  /** Events of a batch: the wire's limit. */
  batch: 500,
  /** Events kept. Beyond, the oldest go first, and are counted. */
  most: 5_000,
} as const;

/** Keeps events over kill and reload and hands them to the proxy in batches: each at least once, counted there once. */
export class Outbox {
  readonly #parts: OutboxParts;
  #events: SuggestionEvent[] = [];
  #writing: Promise<void> = Promise.resolve();
  #sending: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #due = Number.POSITIVE_INFINITY;
  #failures = 0;
  #closed = false;
  /** Events lost since the start: refused by the proxy, or too many. */
  dropped = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get waiting(): number {
    return this.#events.length;
  }

  /** Takes over what earlier sessions left. */
  async open(): Promise<void> {
    await this.#write(async () => {
      this.#events = [...(await this.#parts.store.adopt()), ...this.#events];
    });
    if (this.#events.length > 0) this.#sendWithin(rule.soon);
  }

  add(event: SuggestionEvent): void {
    this.#events.push(event);
    if (this.#events.length > rule.most) {
      const over = this.#events.length - rule.most;
      this.#events = this.#events.slice(over);
      this.dropped += over;
    }
    void this.#write(() => this.#parts.store.append([event]));
    this.#sendWithin(event.kind === 'accepted' ? rule.soon : rule.interval);
  }

  /** Sends what is there. Faults are not thrown: the events wait for the next time. */
  flush(): Promise<void> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** Waits until what was added is written; sends nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#writing;
  }

  async #send(): Promise<void> {
    this.#cancelTimer?.();
    this.#due = Number.POSITIVE_INFINITY;
    while (this.#events.length > 0 && !this.#closed) {
      const batch = this.#events.slice(0, rule.batch);
      try {
        const receipt = await this.#parts.send({ events: batch });
        this.dropped += receipt.refused.length;
        this.#failures = 0;
      } catch (error) {
        if (!this.#isHopeless(error)) {
          this.#retryLater(error);
          return;
        }
        this.dropped += batch.length;
      }
      const sent = new Set(batch);
      this.#events = this.#events.filter(event => !sent.has(event));
      const left = [...this.#events];
      await this.#write(() => this.#parts.store.replace(left));
    }
  }

  /** A batch that the proxy will never take would stand in the way of all others. */
  #isHopeless(error: unknown): boolean {
    return error instanceof TransportError && error.kind === 'refused';
  }

  #retryLater(error: unknown): void {
    const asked = error instanceof TransportError ? error.retryAfterMs : undefined;
    const wait = Math.min(rule.longestRetry, rule.retry * 2 ** this.#failures++);
    this.#sendWithin(wait, asked);
  }

  /**
   * Somewhere in the second half of the time, so that not all desks send at once.
   * @param asked milliseconds before which the proxy wants nothing.
   */
  #sendWithin(milliseconds: number, asked = 0): void {
    const chance = this.#parts.random();
    const wait = Math.round(Math.max(milliseconds * (0.5 + chance / 2), asked * (1 + chance / 2)));
    const due = this.#parts.clock.monotonic() + wait;
    if (this.#closed || due >= this.#due) return;
    this.#cancelTimer?.();
    this.#due = due;
    this.#cancelTimer = this.#parts.clock.later(wait, () => void this.flush());
  }

  /** One write after another, so that a file is never written twice at once. */
  #write(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch(error => {
      const code = (error as NodeJS.ErrnoException).code ?? 'error';
      this.#parts.report(`Adoption events could not be kept on disk (${code}).`);
    });
    return this.#writing;
  }
}
