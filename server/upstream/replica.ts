import { type Breaker, createBreaker } from './breaker.ts';
import type { EngineLoad } from './engine-load.ts';
import { createPrefixCache, type PrefixCache } from './prefix-cache.ts';
import { type Ask, type Ended, type UpstreamCode, UpstreamError, type UpstreamState } from './upstream.ts';

/** One server of a pool, with what is known of how it fares. */
export interface Replica {
  readonly id: string;
  readonly breaker: Breaker;
  readonly cache: PrefixCache;
  /** Requests of this proxy that it works on. */
  readonly inFlight: number;
  /** What was wrong with it last; null where nothing was. */
  readonly fault: UpstreamCode | null;
  /** As it said last; null where it says nothing. */
  load: EngineLoad | null;
  complete(ask: Ask, signal: AbortSignal): AsyncGenerator<string, Ended, undefined>;
  check(signal: AbortSignal): Promise<UpstreamState>;
  /** Asks for its load. Null where it has no such page; throws where it can't be reached. */
  fetchLoad(signal: AbortSignal): Promise<EngineLoad | null>;
}

export interface ReplicaOptions {
  id: string;
  server: Pick<Replica, 'complete' | 'check' | 'fetchLoad'>;
  /** Tokens that its prefix cache holds. */
  cacheTokens: number;
  /** Milliseconds, steady. */
  now(): number;
}

/** What says that a server is ill. A refused request says nothing of it, nor does one that was given up early. */
const illness: ReadonlySet<string> = new Set([
  'unreachable',
  'certificate_refused',
  'egress_refused',
  'server_error',
  'garbled',
  'cut',
]);

/** Milliseconds without a first word after which a request that is given up counts as a failure: the server hangs. */
const patience = 3_000;

export function createReplica({ id, server, cacheTokens, now }: ReplicaOptions): Replica {
  const cache = createPrefixCache(cacheTokens);
  const breaker = createBreaker(now, cache.forget);
  let inFlight = 0;
  let fault: UpstreamCode | null = null;
  return {
    id,
    breaker,
    cache,
    get inFlight() {
      return inFlight;
    },
    get fault() {
      return fault;
    },
    load: null,
    check: signal => server.check(signal),
    fetchLoad: signal => server.fetchLoad(signal),
    complete: async function* (ask, signal) {
      const askedAt = now();
      let begun = false;
      let decided = false;
      const succeeded = () => {
        if (!decided) breaker.succeeded();
        decided = true;
      };
      inFlight++;
      const findsOut = breaker.sent();
      const words = server.complete(ask, signal);
      try {
        while (true) {
          const { value, done } = await words.next();
          if (done) {
            succeeded();
            return value;
          }
          begun = true;
          succeeded();
          yield value;
        }
      } catch (error) {
        const code = error instanceof UpstreamError ? error.code : 'garbled';
        const hung = code === 'aborted' && !begun && now() - askedAt >= patience;
        if (illness.has(code) || hung) {
          decided = true;
          fault = code;
          breaker.failed();
          // Whoever refuses connections has just died, and its cache with it.
          if (code === 'unreachable') cache.forget();
        }
        throw error;
      } finally {
        inFlight--;
        // Others that were sent before it opened are given up all the time: they say nothing.
        if (!decided && findsOut) breaker.undecided();
        await words.return(undefined as never);
      }
    },
  };
}
