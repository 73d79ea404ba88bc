import { attempts } from './attempts.ts';
import { chooseReplica } from './choose.ts';
import { watchHealth } from './health.ts';
import { blocksOf } from './prefix-cache.ts';
import type { Replica } from './replica.ts';
import { type Ask, type Picked, type Upstream, UpstreamError, type UpstreamState } from './upstream.ts';

/** Servers of one model, one for each request. */

export interface PoolOptions {
  id: string;
  engine: string;
  weightsSha256: string | null;
  replicas: readonly Replica[];
  /** Requests that one replica works on at once without making one wait. */
  slotsEach: number;
  hedgeAfterMs: number | null;
  /** Milliseconds between two looks at each replica; null: they are known by their answers alone. */
  healthEveryMs: number | null;
  listener: PoolListener;
  close(): Promise<void>;
}

export interface PoolListener {
  /** Another replica was asked before the first word. */
  askedAgain(replica: string, why: 'failed' | 'silent'): void;
}

/** States from the best to the worst: a pool is as well as its best replica. */
const order: readonly UpstreamState[] = ['ready', 'starting', 'failing', 'refused_key', 'unreachable'];

export function createPool(options: PoolOptions): Upstream {
  const { replicas, slotsEach, listener } = options;
  const stopWatching = options.healthEveryMs === null ? () => undefined : watchHealth(replicas, options.healthEveryMs);

  const open = (besides: ReadonlySet<Replica> = new Set()) =>
    replicas.filter(replica => !besides.has(replica) && replica.breaker.waitMs() === 0);

  const choose = (among: readonly Replica[], blocks: readonly number[], affinity: string) => {
    const candidates = among.map(({ id, cache, inFlight, load }) => ({
      id,
      held: among.length === 1 ? 0 : cache.held(blocks),
      running: Math.max(inFlight, load?.running ?? 0),
      waiting: Math.max(inFlight - slotsEach, load?.waiting ?? 0, 0),
    }));
    const { index, reason } = chooseReplica(candidates, blocks.length, affinity);
    return { replica: among[index]!, reason };
  };

  const pick = (ask: Ask, affinity: string): Picked => {
    const among = open();
    if (among.length === 0) {
      const wait = Math.min(...replicas.map(({ breaker }) => breaker.waitMs()));
      // What an operator must mend is named as long as it lasts.
      const lasting = replicas.find(
        ({ fault }) => fault === 'egress_refused' || fault === 'certificate_refused',
      )?.fault;
      throw new UpstreamError(lasting ?? 'unreachable', { retryAfter: Math.max(1, Math.ceil(wait / 1000)) });
    }
    const blocks = replicas.length === 1 ? [] : blocksOf(ask.prompt, ask.adapter ?? '');
    const chosen = choose(among, blocks, affinity);
    chosen.replica.cache.add(blocks);
    let answering = chosen.replica;
    return {
      reason: chosen.reason,
      get replica() {
        return answering.id;
      },
      complete: signal =>
        attempts({
          first: chosen.replica,
          ask,
          signal,
          hedgeAfterMs: options.hedgeAfterMs,
          next: tried => {
            const others = open(tried);
            return others.length === 0 ? null : choose(others, blocks, affinity).replica;
          },
          onAgain: (replica, why) => {
            replica.cache.add(blocks);
            listener.askedAgain(replica.id, why);
          },
          onAnswer: replica => {
            answering = replica;
          },
        }),
    };
  };

  return {
    id: options.id,
    engine: options.engine,
    weightsSha256: options.weightsSha256,
    slots: slotsEach * replicas.length,
    pick,
    get available() {
      return open().length > 0;
    },
    replicas: () => replicas.map(({ id, breaker, inFlight, load }) => ({ id, state: breaker.state, inFlight, load })),
    check: async signal => {
      const states = await Promise.all(replicas.map(replica => replica.check(signal)));
      return order.find(state => states.includes(state)) ?? 'unreachable';
    },
    close: async () => {
      stopWatching();
      await options.close();
    },
  };
}
