import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { keepAlive } from '../../../server/serve/keep-alive.ts';

/** A process that dies when told to; time that passes only when someone sleeps. */
class FakeProcess {
  private end: () => void = () => undefined;
  stopped = false;
  exited = new Promise<void>(resolve => {
    this.end = resolve;
  });
  die() {
    this.end();
  }
  async stop() {
    this.stopped = true;
    this.end();
  }
}

function scene(failures: number[] = []) {
  const started: FakeProcess[] = [];
  const delays: number[] = [];
  let attempts = 0;
  let time = 0;
  const waiters: (() => void)[] = [];
  return {
    started,
    delays,
    passTime: (ms: number) => {
      time += ms;
    },
    /** Waits for the next time that something is started. */
    nextUp: () => new Promise<void>(resolve => waiters.push(resolve)),
    options: {
      start: async () => {
        attempts++;
        if (failures.includes(attempts)) throw new Error(`attempt ${attempts} failed`);
        const process = new FakeProcess();
        started.push(process);
        return process;
      },
      onUp: () => {
        for (const wake of waiters.splice(0)) wake();
      },
      onDown: (ms: number) => delays.push(ms),
      sleep: async (ms: number) => {
        time += ms;
      },
      now: () => time,
    },
  };
}

describe('keep alive', () => {
  it('throws where the first start fails', async () => {
    await assert.rejects(keepAlive(scene([1]).options), /attempt 1 failed/);
  });

  it('starts again after each death, more patiently each time', async () => {
    const { options, started, delays, nextUp } = scene();
    const stop = await keepAlive(options);
    for (let death = 0; death < 3; death++) {
      const up = nextUp();
      started.at(-1)?.die();
      await up;
    }
    assert.deepEqual(delays, [250, 500, 1000]);
    await stop();
    assert.equal(started.length, 4);
    assert.ok(started.at(-1)?.stopped);
  });

  it('tries on where a new start fails', async () => {
    const { options, started, delays, nextUp } = scene([2, 3]);
    const stop = await keepAlive(options);
    const up = nextUp();
    started[0]?.die();
    await up;
    assert.deepEqual(delays, [250, 500, 1000]);
    await stop();
  });

  it('begins with the first delay again after a healthy life', async () => {
    const { options, started, delays, nextUp, passTime } = scene();
    const stop = await keepAlive(options);
    for (let death = 0; death < 2; death++) {
      const up = nextUp();
      passTime(60_000);
      started.at(-1)?.die();
      await up;
    }
    assert.deepEqual(delays, [250, 250]);
    await stop();
  });

  it('starts nothing after it was stopped', async () => {
    const { options, started, delays } = scene();
    const stop = await keepAlive(options);
    await stop();
    assert.equal(started.length, 1);
    assert.deepEqual(delays, []);
  });
});
