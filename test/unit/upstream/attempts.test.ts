import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { attempts } from '../../../server/upstream/attempts.ts';
import { createReplica, type Replica } from '../../../server/upstream/replica.ts';
import { type Ask, type Ended, UpstreamError } from '../../../server/upstream/upstream.ts';

const ended: Ended = { finish: 'stop', promptTokens: null, completionTokens: null, cachedTokens: null };
const ask = { prompt: 'x', maxTokens: 1, likelihood: null } as Ask;

type Step = string | UpstreamError | 'silence';

/** A replica that plays one list of steps for each request. `silence` lasts until it is given up. */
function fakeReplica(id: string, ...plays: Step[][]): Replica & { asked: number; left: number } {
  const counts = { asked: 0, left: 0 };
  const replica = createReplica({
    id,
    cacheTokens: 1_000,
    now: () => 0,
    server: {
      check: async () => 'ready',
      fetchLoad: async () => null,
      complete: async function* (_ask, signal) {
        const play = plays[counts.asked++] ?? [];
        try {
          for (const step of play) {
            if (step instanceof UpstreamError) throw step;
            if (step !== 'silence') yield step;
            else {
              await new Promise<void>(resolve => {
                if (signal.aborted) resolve();
                else signal.addEventListener('abort', () => resolve(), { once: true });
              });
              throw new UpstreamError('aborted');
            }
          }
          return ended;
        } finally {
          counts.left++;
        }
      },
    },
  });
  return Object.defineProperties(replica, {
    asked: { get: () => counts.asked },
    left: { get: () => counts.left },
  }) as Replica & { asked: number; left: number };
}

async function run(replicas: Replica[], options: { hedge?: number; signal?: AbortSignal } = {}) {
  const log: string[] = [];
  let text = '';
  let code = '';
  const words = attempts({
    first: replicas[0]!,
    ask,
    signal: options.signal ?? new AbortController().signal,
    next: tried => replicas.find(replica => !tried.has(replica)) ?? null,
    hedgeAfterMs: options.hedge ?? null,
    onAgain: ({ id }, why) => log.push(`${why} ${id}`),
    onAnswer: ({ id }) => log.push(`answer ${id}`),
  });
  try {
    for await (const piece of words) text += piece;
  } catch (error) {
    code = (error as UpstreamError).code;
  }
  return { text, code, log };
}

describe('asking replicas', () => {
  it('asks another where one fails before its first word', async () => {
    for (const code of ['unreachable', 'server_error', 'overloaded'] as const) {
      const replicas = [fakeReplica('a', [new UpstreamError(code)]), fakeReplica('b', ['one', 'two'])];
      assert.deepEqual(await run(replicas), { text: 'onetwo', code: '', log: ['failed b', 'answer b'] });
    }
  });

  it('asks nobody else once a word has come, nor where the request itself is at fault', async () => {
    const begun = [fakeReplica('a', ['one', new UpstreamError('cut')]), fakeReplica('b', ['two'])];
    assert.deepEqual(await run(begun), { text: 'one', code: 'cut', log: ['answer a'] });
    for (const code of ['context_exceeded', 'request_refused', 'refused_key', 'model_unknown'] as const) {
      const replicas = [fakeReplica('a', [new UpstreamError(code)]), fakeReplica('b', ['two'])];
      assert.deepEqual(await run(replicas), { text: '', code, log: [] });
    }
  });

  it('asks three at most', async () => {
    const replicas = ['a', 'b', 'c', 'd'].map(id => fakeReplica(id, [new UpstreamError('server_error')]));
    assert.equal((await run(replicas)).code, 'server_error');
    assert.deepEqual(
      replicas.map(({ asked }) => asked),
      [1, 1, 1, 0],
    );
  });

  it('asks the only one twice where the connection failed, and once where it answered with a fault', async () => {
    const closed = fakeReplica('a', [new UpstreamError('unreachable')], ['one']);
    assert.equal((await run([closed])).text, 'one');
    const faulty = fakeReplica('a', [new UpstreamError('server_error')], ['one']);
    assert.equal((await run([faulty])).code, 'server_error');
  });

  it('asks a second one beside one that keeps silent, and leaves the silent one when the other speaks', async () => {
    const silent = fakeReplica('a', ['silence']);
    const other = fakeReplica('b', ['one']);
    const result = await run([silent, other], { hedge: 5 });
    assert.deepEqual(result, { text: 'one', code: '', log: ['silent b', 'answer b'] });
    assert.deepEqual([silent.left, other.left, silent.inFlight], [1, 1, 0]);
  });

  it('waits for the one that is left where the other fails', async () => {
    const control = new AbortController();
    const replicas = [fakeReplica('a', ['silence']), fakeReplica('b', [new UpstreamError('server_error')])];
    const running = run(replicas, { hedge: 1, signal: control.signal });
    while (replicas[1]!.left === 0) await new Promise(resolve => setTimeout(resolve, 1));
    control.abort();
    assert.equal((await running).code, 'aborted');
    assert.deepEqual([replicas[0]!.left, replicas[0]!.inFlight], [1, 0]);
  });

  it('leaves everybody when it is given up', async () => {
    const control = new AbortController();
    const silent = fakeReplica('a', ['silence']);
    const running = run([silent], { signal: control.signal });
    control.abort();
    assert.equal((await running).code, 'aborted');
    assert.deepEqual([silent.left, silent.inFlight, silent.breaker.state], [1, 0, 'closed']);
  });
});
