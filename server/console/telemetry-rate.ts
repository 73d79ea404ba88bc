import { LRUCache } from 'lru-cache';

/** How much telemetry one person may send: each event is also a record in the audit log, and disks are finite. */

const limits = {
  /** Events at once: an outbox that was full (5,000) after days without the proxy. */
  burst: 6_000,
  /** Events a second from then on: ten times what the quickest typist causes with an event for each suggestion's change. */
  perSecond: 20,
  /** What a batch costs at least: one event by itself is as much work to sign in and to write. */
  leastPerBatch: 10,
  /** People remembered; whoever falls out begins anew. */
  people: 50_000,
} as const;

interface Level {
  left: number;
  at: number;
}

export class TelemetryRate {
  readonly #now: () => number;
  readonly #levels = new LRUCache<string, Level>({ max: limits.people });

  /** @param now milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a batch. @returns 0, or the seconds after which it fits; then nothing is counted. */
  take(person: string, events: number): number {
    const now = this.#now();
    const before = this.#levels.get(person) ?? { left: limits.burst, at: now };
    const passed = Math.max(0, now - before.at) / 1000;
    const left = Math.min(limits.burst, before.left + passed * limits.perSecond);
    const cost = Math.min(limits.burst, Math.max(limits.leastPerBatch, events));
    const fits = left >= cost;
    this.#levels.set(person, { left: fits ? left - cost : left, at: Math.max(now, before.at) });
    return fits ? 0 : Math.ceil((cost - left) / limits.perSecond);
  }
}
