/**
 * Places at a model, and who waits for one. Nothing waits without bound: what can't be answered within its deadline is
 * refused at once, the same when the queue is full. Whoever waits is served in turn by person, so that one person's hundred
 * requests delay another's one by no more than a turn.
 */
export interface Queue {
  /** Takes a place or waits for one. @returns how long the wait would be (ms) where it is refused. */
  enter(asking: Asking): Ticket | Late;
  /** Requests that have a place, and that wait for one. */
  readonly placed: number;
  readonly waiting: number;
}

export interface Asking {
  person: string;
  /** On the clock of `now`. */
  deadlineAt: number;
  /** Ends the wait. */
  signal: AbortSignal;
}

export interface Ticket {
  kind: 'ticket';
  /** `evicted`: somebody who waits for less took the place in the queue. `late`: there is no time left for an answer. */
  settled: Promise<'placed' | 'ended' | 'evicted' | 'late'>;
  /** Gives the place back, or stops waiting. */
  leave(): void;
}

export interface Late {
  kind: 'late';
  waitMs: number;
}

export interface QueueOptions {
  /** Requests that the model works on at once, and at most together with those that wait. */
  places: number;
  most: number;
  /** Milliseconds, steady. */
  now(): number;
}

/** As TCP reckons with round trips (RFC 6298): weights of the newest, and how many mean deviations make a time that is enough. */
const reckoning = { mean: 1 / 8, deviation: 1 / 4, enough: 3 } as const;

interface Waiting {
  asking: Asking;
  settle(outcome: 'placed' | 'ended' | 'evicted' | 'late'): void;
}

export function createQueue({ places, most, now }: QueueOptions): Queue {
  let placed = 0;
  let waiting = 0;
  /** Have a place and have been ended: they give it back in a moment. */
  let leaving = 0;
  /** When each of the others got its place, the longest held first. */
  const since = new Set<{ at: number }>();
  /** How long a place is held, in the mean, and how much that varies; null before anything is known. */
  let heldMs: number | null = null;
  let variesMs = 0;
  /** Who waits, in the order of their turns; each person's requests in the order in which they came. */
  const turns = new Map<string, Waiting[]>();

  const learn = (ms: number, ended: boolean): void => {
    // Who was ended early would have stayed longer.
    if (ended && ms <= (heldMs ?? Number.POSITIVE_INFINITY)) return;
    if (heldMs === null) {
      heldMs = ms;
      variesMs = ms / 4;
      return;
    }
    variesMs += (Math.abs(ms - heldMs) - variesMs) * reckoning.deviation;
    heldMs += (ms - heldMs) * reckoning.mean;
  };
  /** Milliseconds within which an answer is all but certain; where nobody else waits, likely: a try costs nobody anything. */
  const enoughMs = () => (heldMs ?? 0) + (waiting === 0 ? 0 : variesMs * reckoning.enough);

  const remove = (entry: Waiting): boolean => {
    const { person } = entry.asking;
    const own = turns.get(person);
    const at = own?.indexOf(entry) ?? -1;
    if (own === undefined || at < 0) return false;
    own.splice(at, 1);
    if (own.length === 0) turns.delete(person);
    waiting--;
    return true;
  };

  /** The next in turn who can still be answered in time. */
  const next = (): Waiting | null => {
    while (true) {
      const turn = turns.entries().next();
      if (turn.done) return null;
      const [person, own] = turn.value;
      const entry = own[0]!;
      remove(entry);
      if (own.length > 0) {
        turns.delete(person);
        turns.set(person, own);
      }
      const left = entry.asking.deadlineAt - now();
      if (waiting === 0 ? left > 0 : left >= enoughMs()) return entry;
      entry.settle('late');
    }
  };

  const free = (): void => {
    placed--;
    const entry = next();
    if (entry === null) return;
    placed++;
    entry.settle('placed');
  };

  const heaviest = (): Waiting[] => {
    let longest: Waiting[] = [];
    for (const own of turns.values()) if (own.length > longest.length) longest = own;
    return longest;
  };

  /** Who is served before this person's next turn, but for those whose places come free in a moment; below 0: nobody. */
  const before = (person: string): number => {
    const own = turns.get(person)?.length ?? 0;
    const people = turns.size + (own === 0 ? 1 : 0);
    return Math.min(waiting, (own + 1) * people - 1) - leaving;
  };
  /** What is left of the place held longest, and a share of each turn before. */
  const waitFor = (turnsBefore: number): number => {
    const [longest] = since;
    const left = longest === undefined ? 0 : Math.max(0, (heldMs ?? 0) - (now() - longest.at));
    return left + (turnsBefore * (heldMs ?? 0)) / places;
  };

  return {
    get placed() {
      return placed;
    },
    get waiting() {
      return waiting;
    },
    enter: asking => {
      let held: { at: number } | null = null;
      let settled = false;
      let ended = false;
      let settle: Waiting['settle'] = () => undefined;
      const outcome = new Promise<'placed' | 'ended' | 'evicted' | 'late'>(resolve => {
        settle = said => {
          if (settled) return;
          settled = true;
          if (said === 'placed') {
            held = { at: now() };
            since.add(held);
          } else asking.signal.removeEventListener('abort', aborted);
          resolve(said);
        };
      });
      const entry: Waiting = { asking, settle: said => settle(said) };
      const aborted = () => {
        if (held === null) {
          remove(entry);
          settle('ended');
        } else if (!ended) {
          ended = true;
          leaving++;
          since.delete(held);
        }
      };
      const ticket: Ticket = {
        kind: 'ticket',
        settled: outcome,
        leave: () => {
          if (held !== null) {
            learn(now() - held.at, ended);
            since.delete(held);
            held = null;
            asking.signal.removeEventListener('abort', aborted);
            if (ended) leaving--;
            free();
          } else if (remove(entry)) settle('ended');
        },
      };
      if (asking.signal.aborted) {
        settle('ended');
        return ticket;
      }
      if (placed < places) {
        asking.signal.addEventListener('abort', aborted, { once: true });
        placed++;
        settle('placed');
        return ticket;
      }
      const turnsBefore = before(asking.person);
      const waitMs = turnsBefore < 0 ? 0 : waitFor(turnsBefore);
      if (turnsBefore >= 0 && now() + waitMs + enoughMs() > asking.deadlineAt) return { kind: 'late', waitMs };
      if (placed - leaving + waiting >= most) {
        const crowd = heaviest();
        if (crowd.length <= (turns.get(asking.person)?.length ?? 0) + 1) return { kind: 'late', waitMs };
        const evicted = crowd.at(-1)!;
        remove(evicted);
        evicted.settle('evicted');
      }
      asking.signal.addEventListener('abort', aborted, { once: true });
      const own = turns.get(asking.person);
      if (own === undefined) turns.set(asking.person, [entry]);
      else own.push(entry);
      waiting++;
      return ticket;
    },
  };
}
