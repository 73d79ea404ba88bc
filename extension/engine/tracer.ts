import type { Clock } from './clock.ts';
import type { Ask } from './decide.ts';
import type { StageName, Trace } from './result.ts';

/** Writes down one call as it goes. */
export class Tracer {
  readonly trace: Trace;
  readonly #clock: Clock;
  readonly #start: number;
  #mark = 0;

  constructor(ask: Ask, clock: Clock) {
    this.#clock = clock;
    this.#start = clock.monotonic();
    this.trace = {
      requestId: null,
      suggestionId: null,
      trigger: ask.trigger,
      languageId: ask.place.languageId,
      path: ask.place.path,
      startedAt: clock.now(),
      stages: [],
      multiline: null,
      source: null,
      delayMs: null,
      sent: null,
      head: null,
      load: null,
      confidence: null,
      firstTextMs: null,
      answeredMs: null,
      stop: null,
      finish: null,
      reasons: [],
    };
  }

  /** The stage that has just ended began where the one before it did end. */
  ended(name: StageName): void {
    const to = this.#clock.monotonic() - this.#start;
    this.trace.stages.push({ name, from: round(this.#mark), to: round(to) });
    this.#mark = to;
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
