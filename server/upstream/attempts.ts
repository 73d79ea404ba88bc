import type { Replica } from './replica.ts';
import { type Ask, type Ended, UpstreamError } from './upstream.ts';

/** Asks one replica, and another where that one fails or keeps silent, as long as no word of an answer has come. */

export interface AttemptOptions {
  first: Replica;
  ask: Ask;
  signal: AbortSignal;
  /** The next one to ask, besides those that have been asked; null where there is none. */
  next(tried: ReadonlySet<Replica>): Replica | null;
  /** Milliseconds of silence after which a second replica is asked beside the first; null: never. */
  hedgeAfterMs: number | null;
  /** Told of each replica that is asked after the first, and of the one whose words are passed on. */
  onAgain(replica: Replica, why: 'failed' | 'silent'): void;
  onAnswer(replica: Replica): void;
}

/** Requests for one answer, hedging included: more would multiply an outage. */
const most = 3;

/** Faults that another replica need not share. */
const worthAnother: ReadonlySet<string> = new Set(['unreachable', 'server_error', 'overloaded', 'garbled', 'cut']);

type Words = AsyncGenerator<string, Ended, undefined>;
type First = { attempt: Attempt; result: IteratorResult<string, Ended> } | { attempt: Attempt; error: unknown };

interface Attempt {
  replica: Replica;
  words: Words;
  control: AbortController;
  first: Promise<First>;
}

export async function* attempts(options: AttemptOptions): Words {
  const { signal, ask } = options;
  const tried = new Set<Replica>();
  const running = new Set<Attempt>();
  let asked = 0;
  let hedge: NodeJS.Timeout | undefined;

  const start = (replica: Replica): Attempt => {
    const control = new AbortController();
    if (signal.aborted) control.abort();
    // How likely the words are is counted for one answer alone.
    const words = replica.complete(asked === 0 ? ask : { ...ask, likelihood: null }, control.signal);
    asked++;
    tried.add(replica);
    const attempt: Attempt = { replica, words, control, first: Promise.resolve(null as never) };
    attempt.first = words.next().then(
      result => ({ attempt, result }),
      error => ({ attempt, error }),
    );
    running.add(attempt);
    return attempt;
  };
  const abortAll = () => {
    for (const { control } of running) control.abort();
  };
  signal.addEventListener('abort', abortAll, { once: true });

  try {
    start(options.first);
    let silence: Promise<null> | null = null;
    if (options.hedgeAfterMs !== null) {
      silence = new Promise(resolve => {
        hedge = setTimeout(() => resolve(null), options.hedgeAfterMs!);
      });
    }
    while (true) {
      const firsts = [...running].map(({ first }) => first);
      const came: First | null = await Promise.race(silence === null ? firsts : [...firsts, silence]);
      if (came === null) {
        silence = null;
        const beside = asked < most && !signal.aborted ? options.next(tried) : null;
        if (beside !== null) {
          options.onAgain(beside, 'silent');
          start(beside);
        }
        continue;
      }
      const { attempt } = came;
      if ('error' in came) {
        running.delete(attempt);
        const { error } = came;
        if (running.size > 0) continue;
        const again = signal.aborted || asked >= most ? null : another(error, attempt.replica, tried, options);
        if (again === null) throw error;
        options.onAgain(again, 'failed');
        start(again);
        continue;
      }
      clearTimeout(hedge);
      options.onAnswer(attempt.replica);
      for (const other of running) {
        if (other === attempt) continue;
        running.delete(other);
        other.control.abort();
        void other.words.return(undefined as never).catch(() => undefined);
      }
      let { result } = came;
      while (!result.done) {
        yield result.value;
        result = await attempt.words.next();
      }
      // Whoever has said everything needs no abort.
      running.delete(attempt);
      return result.value;
    }
  } finally {
    clearTimeout(hedge);
    signal.removeEventListener('abort', abortAll);
    abortAll();
    for (const { words } of running) await words.return(undefined as never).catch(() => undefined);
  }
}

/** The only replica there is gets a second chance where the connection failed: it may just have been closed while idle. */
function another(
  error: unknown,
  failed: Replica,
  tried: ReadonlySet<Replica>,
  options: AttemptOptions,
): Replica | null {
  if (!(error instanceof UpstreamError) || !worthAnother.has(error.code)) return null;
  const next = options.next(tried);
  if (next !== null) return next;
  return error.code === 'unreachable' && tried.size === 1 && failed.breaker.state === 'closed' ? failed : null;
}
