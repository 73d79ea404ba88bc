import type { TelemetryStore } from '../../telemetry/store/store.ts';

/** What the console does by itself: read the newest answers, and bring days that are over to rest. */

const every = {
  /** Milliseconds: answers become part of coverage within it. */
  catchUp: 20_000,
  /** Milliseconds: a day that is over is summed up within it. */
  rollUp: 600_000,
} as const;

const dayMs = 86_400_000;

export interface HousekeepingOptions {
  store: TelemetryStore;
  catchUp: () => Promise<unknown>;
  now: () => number;
  onFailure: (what: string, error: unknown) => void;
}

/** Returns the way to stop, which waits for what is under way. */
export function startHousekeeping({ store, catchUp, now, onFailure }: HousekeepingOptions): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve();
  const inTurn = (what: string, work: () => Promise<unknown>) => {
    underWay = underWay.then(work).catch(error => onFailure(what, error));
  };
  // Yesterday still receives what is kept an hour after an accept, from every time zone.
  const rollUp = () => store.rollUp(new Date(now() - 2 * dayMs).toISOString().slice(0, 10));
  inTurn('answers', catchUp);
  inTurn('roll-up', rollUp);
  const timers = [
    setInterval(() => inTurn('answers', catchUp), every.catchUp),
    setInterval(() => inTurn('roll-up', rollUp), every.rollUp),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await underWay;
  };
}
