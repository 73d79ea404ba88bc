import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createReplica } from '../../../server/upstream/replica.ts';
import { type Ask, type Ended, UpstreamError } from '../../../server/upstream/upstream.ts';

describe('a replica that hangs', () => {
  it('is asked by one request at a time, however many that were sent before are given up meanwhile', async () => {
    let time = 0;
    const fakeHangingServer = {
      complete: async function* (_ask: Ask, signal: AbortSignal): AsyncGenerator<string, Ended, undefined> {
        await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
        yield* [];
        throw new UpstreamError('aborted');
      },
      check: async () => 'ready' as const,
      fetchLoad: async () => null,
    };
    const replica = createReplica({ id: 'a', server: fakeHangingServer, cacheTokens: 1_000, now: () => time });
    const ask = () => {
      const control = new AbortController();
      const first = replica.complete({} as Ask, control.signal).next();
      const ended = first.then(
        () => undefined,
        () => undefined,
      );
      return async () => {
        control.abort();
        await ended;
      };
    };

    const early = [ask(), ask()];
    for (let count = 0; count < 3; count++) replica.breaker.failed();
    time += 1_000;
    const giveUpProbe = ask();
    assert.equal(replica.breaker.state, 'half-open');
    for (const giveUp of early) await giveUp();
    assert.equal(replica.breaker.state, 'half-open', 'the one that finds out is still on its way');
    await giveUpProbe();
    assert.deepEqual([replica.breaker.state, replica.breaker.waitMs()], ['open', 0]);
    assert.equal(replica.inFlight, 0);
  });
});
