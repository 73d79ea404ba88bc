/** Keeps requests away from a server that fails, and lets single ones through to learn whether it has come back. */
export interface Breaker {
  /** `half-open`: one request is on its way to find out. */
  readonly state: 'closed' | 'open' | 'half-open';
  /** Milliseconds until a request may find out; 0 where one may go now. */
  waitMs(): number;
  /** A request is sent. @returns whether this one finds out: no other goes until it has. */
  sent(): boolean;
  succeeded(): void;
  failed(): void;
  /** The one that was to find out ended without a sign either way. */
  undecided(): void;
  /** A check that costs nobody anything went well: the next request may find out at once. */
  hint(): void;
}

const limits = {
  /** Failures in a row. One can be a connection that was closed while it was idle; three are the server. */
  failures: 3,
  /** Milliseconds without requests after that; doubles each time that the one sent to find out fails. */
  first: 1_000,
  most: 30_000,
} as const;

/** @param now milliseconds, steady. @param opened told when requests begin to be kept away. */
export function createBreaker(now: () => number, opened: () => void = () => undefined): Breaker {
  let failures = 0;
  let pause: number = limits.first;
  let openUntil: number | null = null;
  let probing = false;

  return {
    get state() {
      return openUntil === null ? 'closed' : probing ? 'half-open' : 'open';
    },
    waitMs: () => {
      if (openUntil === null) return 0;
      return probing ? pause : Math.max(0, openUntil - now());
    },
    sent: () => {
      const findsOut = openUntil !== null && !probing;
      if (findsOut) probing = true;
      return findsOut;
    },
    succeeded: () => {
      failures = 0;
      pause = limits.first;
      openUntil = null;
      probing = false;
    },
    failed: () => {
      failures++;
      if (probing) pause = Math.min(pause * 2, limits.most);
      if (!probing && openUntil !== null) return;
      if (!probing && failures < limits.failures) return;
      probing = false;
      openUntil = now() + pause;
      opened();
    },
    undecided: () => {
      probing = false;
    },
    hint: () => {
      if (openUntil !== null) openUntil = now();
    },
  };
}
