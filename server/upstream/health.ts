import type { Replica } from './replica.ts';

/** Milliseconds for one look. */
const patience = 2_000;

/** Looks at each replica from time to time: whether it answers, how much it has to do, whether it was started anew. */
export function watchHealth(replicas: readonly Replica[], everyMs: number): () => void {
  let stopped = false;
  const busy = new Set<Replica>();
  const look = async (replica: Replica) => {
    if (busy.has(replica)) return;
    busy.add(replica);
    try {
      const load = await replica.fetchLoad(AbortSignal.timeout(patience));
      const before = replica.load?.startedAt ?? null;
      if (load !== null && before !== null && load.startedAt !== before) replica.cache.forget();
      replica.load = load;
      replica.breaker.hint();
    } catch {
      replica.load = null;
      if (!stopped) replica.breaker.failed();
    } finally {
      busy.delete(replica);
    }
  };
  const lookAtAll = () => {
    for (const replica of replicas) void look(replica);
  };
  const timer = setInterval(lookAtAll, everyMs);
  timer.unref();
  lookAtAll();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
