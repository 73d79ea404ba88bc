import type { Clock } from './clock.ts';
import { asTransportError, type TransportError } from './transport.ts';

/** Milliseconds. A proxy that comes back is found within the longest wait. */
const backOff = {
  first: 1000,
  factor: 1.7,
  longest: 8000,
  /** Where the proxy is busy and names no time. */
  busy: 5000,
  /** No server makes us wait longer than that before we ask again. */
  longestAsked: 60_000,
} as const;

export type ConnectionState =
  | { kind: 'ready' }
  | { kind: 'signed-out'; message: string }
  /** Not reached, or in a way that another try may mend. `retryAt` is in milliseconds since the epoch. */
  | { kind: 'offline'; message: string; fault: TransportError['kind']; retryAt: number }
  | { kind: 'throttled'; message: string; retryAt: number };

export interface ConnectionParts {
  clock: Clock;
  /** From 0 up to, not including, 1. */
  random: () => number;
  /** Asks the proxy whether it is back. @throws {TransportError} */
  probe: () => Promise<unknown>;
}

/** Whether the proxy is there. While it is away, asks by itself, ever less often, and never all desks at once. */
export class Connection {
  #state: ConnectionState = { kind: 'ready' };
  #failures = 0;
  #cancelRetry: (() => void) | undefined;
  #closed = false;
  readonly #parts: ConnectionParts;
  readonly #listeners = new Set<(state: ConnectionState) => void>();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onChange(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#set({ kind: 'ready' });
  }

  /** Takes note of a fault. What says nothing about the connection (a refused request) leaves it as it is. */
  failed(error: TransportError): void {
    const now = this.#parts.clock.now();
    if (error.kind === 'signed-out') this.#set({ kind: 'signed-out', message: error.message });
    else if (error.kind === 'busy') {
      const wait = Math.min(error.retryAfterMs ?? this.#jitter(backOff.busy), backOff.longestAsked);
      this.#set({ kind: 'throttled', message: error.message, retryAt: now + wait });
      this.#retryIn(wait);
    } else if (['unreachable', 'certificate', 'timeout', 'bad-answer'].includes(error.kind)) {
      const wait = this.#jitter(Math.min(backOff.longest, backOff.first * backOff.factor ** this.#failures++));
      this.#set({ kind: 'offline', message: error.message, fault: error.kind, retryAt: now + wait });
      this.#retryIn(wait);
    } else this.succeeded();
  }

  /** Forgets what was (another address, another token) and asks again. */
  reset(): void {
    this.#failures = 0;
    this.#set({ kind: 'ready' });
  }

  /** Asks at once: somebody has asked by hand. */
  async retryNow(): Promise<void> {
    this.#cancelRetry?.();
    await this.#probe();
  }

  dispose(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#listeners.clear();
  }

  /** Between half and all of it, so that a thousand desks come back one after another. */
  #jitter(milliseconds: number): number {
    return Math.round(milliseconds * (0.5 + this.#parts.random() / 2));
  }

  #retryIn(milliseconds: number): void {
    this.#cancelRetry?.();
    if (this.#closed) return;
    this.#cancelRetry = this.#parts.clock.later(milliseconds, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#parts.probe();
      if (!this.#closed) this.succeeded();
    } catch (error) {
      if (!this.#closed) this.failed(asTransportError(error));
    }
  }

  #set(state: ConnectionState): void {
    if (state.kind === 'ready' || state.kind === 'signed-out') this.#cancelRetry?.();
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
