import { type EnteredCounts, plusEntered } from '../core/entered.ts';
import type { Clock } from './clock.ts';

/** Milliseconds: what is told is a sum over so long. */
const windowMs: typeof import('../../telemetry/schema/thresholds.ts').enteredWindowMs = 300_000;

/** Characters that came into documents of one language, from `startedAt` on. */
export interface EnteredWindow {
  startedAt: number;
  language: string;
  counts: EnteredCounts;
}

/** Sums up what comes into documents by five minutes and language, and tells it when they are over. */
export class EnteredCharacters {
  readonly #clock: Clock;
  readonly #tell: (window: EnteredWindow) => void;
  #startedAt = 0;
  #byLanguage = new Map<string, EnteredCounts>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (window: EnteredWindow) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(language: string, counts: EnteredCounts): void {
    if (Object.values(counts).every(count => count === 0)) return;
    const now = this.#clock.now();
    const startedAt = Math.floor(now / windowMs) * windowMs;
    // Also where the clock was set: what was counted belongs to the time in which it was.
    if (startedAt !== this.#startedAt) this.flush();
    if (this.#byLanguage.size === 0) {
      this.#startedAt = startedAt;
      this.#cancel = this.#clock.later(startedAt + windowMs - now, () => this.flush());
    }
    const before = this.#byLanguage.get(language);
    this.#byLanguage.set(language, before ? plusEntered(before, counts) : counts);
  }

  /** Tells what there is: the five minutes are over, or the session. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const ended = this.#byLanguage;
    this.#byLanguage = new Map();
    for (const [language, counts] of ended) {
      // An input method may have taken back more than was typed here.
      const typed = Math.max(0, counts.typed);
      this.#tell({ startedAt: this.#startedAt, language, counts: { ...counts, typed } });
    }
  }
}
