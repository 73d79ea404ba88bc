import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Priority, Turns } from '../../../server/engine/turn.ts';

/** Work that lasts until the test ends it, and tells when it began. */
function work(log: string[], name: string) {
  let finish: () => void = () => undefined;
  const finished = new Promise<void>(resolve => {
    finish = resolve;
  });
  return {
    finish,
    do: async () => {
      log.push(name);
      await finished;
      return name;
    },
  };
}

const patient = (priority: Priority = 'interactive') => ({ priority, signal: new AbortController().signal });
const settled = () => new Promise(resolve => setImmediate(resolve));

describe('turns', () => {
  it('let one work at a time, the first come first', async () => {
    const [turns, log] = [new Turns(4), [] as string[]];
    const [a, b, c] = ['a', 'b', 'c'].map(name => work(log, name));
    const all = [a, b, c].map(one => turns.take(patient(), one!.do));
    await settled();
    assert.deepEqual([log, turns.busy, turns.waiting], [['a'], true, 2]);
    a!.finish();
    await settled();
    assert.deepEqual(log, ['a', 'b']);
    b!.finish();
    c!.finish();
    assert.deepEqual(
      (await Promise.all(all)).map(turn => turn.kind === 'done' && turn.value),
      ['a', 'b', 'c'],
    );
    assert.deepEqual([turns.busy, turns.waiting], [false, 0]);
  });

  it('refuse who would wait too long', async () => {
    const turns = new Turns(1);
    const running = work([], 'running');
    const first = turns.take(patient(), running.do);
    const second = turns.take(patient(), async () => 'second');
    assert.deepEqual(await turns.take(patient(), async () => 'third'), { kind: 'refused' });
    running.finish();
    assert.deepEqual(await second, { kind: 'done', value: 'second' });
    await first;
  });

  it('never start what nobody waits for any more', async () => {
    const [turns, log] = [new Turns(4), [] as string[]];
    const running = work(log, 'running');
    const first = turns.take(patient(), running.do);
    const abort = new AbortController();
    const abandoned = turns.take({ priority: 'interactive', signal: abort.signal }, async () => log.push('abandoned'));
    const next = turns.take(patient(), async () => log.push('next'));
    abort.abort();
    assert.deepEqual(await abandoned, { kind: 'abandoned' });
    running.finish();
    await Promise.all([first, next]);
    assert.deepEqual(log, ['running', 'next']);
    assert.deepEqual(
      await turns.take({ priority: 'interactive', signal: abort.signal }, async () => log.push('late')),
      { kind: 'abandoned' },
    );
  });

  it('let people go before guesses', async () => {
    const [turns, log] = [new Turns(4), [] as string[]];
    const running = work(log, 'running');
    const all = [
      turns.take(patient(), running.do),
      turns.take(patient('speculative'), async () => log.push('guess')),
      turns.take(patient(), async () => log.push('first person')),
      turns.take(patient(), async () => log.push('second person')),
    ];
    running.finish();
    await Promise.all(all);
    assert.deepEqual(log, ['running', 'first person', 'second person', 'guess']);
  });

  it('go on after work that failed', async () => {
    const turns = new Turns(4);
    await assert.rejects(
      turns.take(patient(), async () => {
        throw new Error('broken');
      }),
      /broken/,
    );
    assert.deepEqual(await turns.take(patient(), async () => 1), { kind: 'done', value: 1 });
  });
});
