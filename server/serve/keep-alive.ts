/** Starts something again whenever it dies, more patiently each time. */

export interface Running {
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

export interface KeepAliveOptions<T extends Running> {
  start(): Promise<T>;
  /** Told of every start, and of every death with the milliseconds until the next try. */
  onUp(running: T): void;
  onDown(retryInMs: number, error: unknown): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  now(): number;
}

const backOff = {
  /** Milliseconds before the first new start; doubles with each further death. */
  first: 250,
  most: 10_000,
  /** Milliseconds after which a process counts as healthy, so that the next death starts from the first delay. */
  healthy: 30_000,
} as const;

/**
 * Starts once (a failure of this first start is thrown: the person at the terminal must see it), then keeps it alive until
 * the returned function has stopped it.
 */
export async function keepAlive<T extends Running>(options: KeepAliveOptions<T>): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let running: T | null = await options.start();
  let startedAt = options.now();
  options.onUp(running);

  const watch = async () => {
    let delay: number = backOff.first;
    let cause: unknown = null;
    while (true) {
      if (running) {
        await running.exited;
        running = null;
        cause = null;
        if (options.now() - startedAt >= backOff.healthy) delay = backOff.first;
      }
      if (stopping.signal.aborted) return;
      options.onDown(delay, cause);
      await options.sleep(delay, stopping.signal);
      if (stopping.signal.aborted) return;
      delay = Math.min(delay * 2, backOff.most);
      try {
        const next = await options.start();
        // The stop may have come while it was starting: then it is ours to stop.
        if (stopping.signal.aborted) return await next.stop();
        running = next;
        startedAt = options.now();
        options.onUp(next);
      } catch (error) {
        cause = error;
      }
    }
  };
  const watching = watch();

  return async () => {
    stopping.abort();
    await running?.stop();
    await watching;
  };
}
