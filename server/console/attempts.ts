/** Failed sign-ins within the window after which more are refused unseen. */
const most = 10;
const windowMs = 60_000;

/**
 * Slows guessing down. It counts for everybody together: behind the gateway all requests come from one address, and the
 * one-time links, which a guesser cannot have, stay open to the owner meanwhile.
 */
export class Attempts {
  readonly #now: () => number;
  #failures: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds to wait before the next attempt is looked at; 0: now. */
  get waitSeconds(): number {
    const now = this.#now();
    this.#failures = this.#failures.filter(at => now - at < windowMs);
    if (this.#failures.length < most) return 0;
    return Math.max(1, Math.ceil((this.#failures[0]! + windowMs - now) / 1000));
  }

  failed(): void {
    this.#failures.push(this.#now());
    if (this.#failures.length > most) this.#failures.shift();
  }
}
