import type { FastifyInstance } from 'fastify';
import type { LiveRequests } from './live.ts';

/** Milliseconds. Together less than the 10 s after which the supervisor kills. */
const waits = {
  /** For completions to end by themselves. */
  completions: 5_000,
  /** For those ended here to say so and to be recorded. */
  ended: 1_500,
  /** For other requests. */
  connections: 1_000,
} as const;

/** Lets what is under way end: by itself, then with what is complete, then not at all. Every end is recorded on the way. */
export async function drain(parts: {
  following: ReadonlySet<Promise<void>>;
  live: LiveRequests;
  app: FastifyInstance;
}): Promise<void> {
  const { following, live, app } = parts;
  if (!(await within(waits.completions, Promise.allSettled(following)))) {
    for (const { life } of live.all()) life.end('shutdown');
    await within(waits.ended, Promise.allSettled(following));
  }
  const closing = app.close();
  if (!(await within(waits.connections, closing))) {
    app.server.closeAllConnections();
    await closing;
  }
}

/** Whether the work was done in time. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
