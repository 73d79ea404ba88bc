import type { Identity } from '../identity/identity.ts';
import { type QuotaLimits, type Quotas, teamLimits } from '../policy/quotas.ts';
import type { Shared } from './shared.ts';

/** Counts what each person and team asks, against the limits of the policy. */
export interface Meter {
  /** Counts a request. @returns what is used up, and the seconds until it is not; null where it may go on. */
  request(identity: Identity, quotas: Quotas): UsedUp | null;
  /** Counts the tokens of an answered request. */
  tokens(identity: Identity, count: number): void;
}

export interface UsedUp {
  whose: 'user' | 'team';
  what: 'requests' | 'tokens';
  retryAfter: number;
}

const spans = { minute: 60_000, day: 86_400_000 } as const;

/** What one person or team has used, in this process and, as far as is known, in the others. */
interface Use {
  minute: number;
  requests: number;
  before: number;
  day: number;
  tokens: number;
}

/**
 * Requests are counted over a sliding minute (the share of the minute before that still lies within sixty seconds, and the
 * present one), tokens from midnight to midnight UTC.
 * @param clock milliseconds since 1970.
 * @param shared what other proxies have counted; null where there are none.
 */
export function createMeter(clock: () => number, shared: Shared | null = null): Meter {
  const uses = new Map<string, Use>();
  let sweptAt = clock();

  const useOf = (key: string): Use => {
    const minute = Math.floor(clock() / spans.minute);
    const day = Math.floor(clock() / spans.day);
    let use = uses.get(key);
    if (use === undefined) {
      use = { minute, requests: 0, before: 0, day, tokens: 0 };
      uses.set(key, use);
    }
    if (use.minute !== minute) {
      use.before = use.minute === minute - 1 ? use.requests : 0;
      use.requests = 0;
      use.minute = minute;
    }
    if (use.day !== day) {
      use.tokens = 0;
      use.day = day;
    }
    return use;
  };

  const exceeded = (key: string, whose: UsedUp['whose'], limits: QuotaLimits): UsedUp | null => {
    const { requests_per_minute: most, tokens_per_day: tokens } = limits;
    if (most === null && tokens === null) return null;
    const use = useOf(key);
    const now = clock();
    if (most !== null) {
      const others = shared?.others(key, 'requests', use.minute) ?? 0;
      const othersBefore = shared?.others(key, 'requests', use.minute - 1) ?? 0;
      const passed = (now % spans.minute) / spans.minute;
      const before = use.before + othersBefore;
      const present = use.requests + others;
      if (before * (1 - passed) + present + 1 > most) {
        // When so much of the minute before has passed that one more fits; else with the next minute.
        const needed = before > 0 && present + 1 <= most ? 1 - (most - present - 1) / before : 1;
        const wait = Math.max(0, needed - passed) * spans.minute;
        return { whose, what: 'requests', retryAfter: Math.max(1, Math.ceil(wait / 1000)) };
      }
    }
    if (tokens !== null && use.tokens + (shared?.others(key, 'tokens', use.day) ?? 0) >= tokens) {
      const wait = (use.day + 1) * spans.day - now;
      return { whose, what: 'tokens', retryAfter: Math.ceil(wait / 1000) };
    }
    return null;
  };

  const sweep = () => {
    if (clock() - sweptAt < spans.minute) return;
    sweptAt = clock();
    const day = Math.floor(clock() / spans.day);
    const minute = Math.floor(clock() / spans.minute);
    for (const [key, use] of uses) {
      if (use.minute < minute - 1 && (use.day < day || use.tokens === 0)) uses.delete(key);
    }
  };

  const keysOf = ({ subject, team }: Identity) => [`user ${subject}`, `team ${team}`] as const;

  return {
    request: (identity, quotas) => {
      sweep();
      const [user, team] = keysOf(identity);
      const usedUp = exceeded(user, 'user', quotas.user) ?? exceeded(team, 'team', teamLimits(quotas, identity.team));
      if (usedUp !== null) return usedUp;
      for (const key of [user, team]) {
        const use = useOf(key);
        use.requests++;
        shared?.count(key, 'requests', use.minute, 1);
      }
      return null;
    },
    tokens: (identity, count) => {
      for (const key of keysOf(identity)) {
        const use = useOf(key);
        use.tokens += count;
        shared?.count(key, 'tokens', use.day, count);
      }
    },
  };
}
