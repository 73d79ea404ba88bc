import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { takeLock } from '../../../server/model/lock.ts';

function path(): string {
  return join(mkdtempSync(join(tmpdir(), 'intramural-')), 'model.gguf.lock');
}

const sleep = () => new Promise(resolve => setImmediate(resolve));

describe('lock against two fetchers', () => {
  it('is held by one, and free after its release', async () => {
    const file = path();
    const lock = await takeLock(file);
    assert.ok(await lock.held());
    await lock.release();
    assert.ok(!existsSync(file));
  });

  it('lets the next one wait, who is told for whom', async () => {
    const file = path();
    const first = await takeLock(file);
    const order: string[] = [];
    const second = takeLock(file, { sleep, onWait: ({ pid }) => order.push(`waits for ${pid}`) }).then(lock => {
      order.push('second');
      return lock;
    });
    while (order.length === 0) await new Promise(resolve => setImmediate(resolve));
    order.push('release');
    await first.release();
    await (await second).release();
    assert.deepEqual(order, [`waits for ${process.pid}`, 'release', 'second']);
  });

  it('is taken over from a process that is gone', async () => {
    const file = path();
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(file, JSON.stringify({ token: 'dead', pid, host: hostname() }));
    const lock = await takeLock(file);
    assert.ok(await lock.held());
    await lock.release();
    assert.deepEqual(readdirSync(dirname(file)), []);
  });

  it('is taken over from another machine only when that gives no sign of life', async () => {
    const file = path();
    writeFileSync(file, JSON.stringify({ token: 'far', pid: 1, host: 'another machine' }));
    const waits: number[] = [];
    const abort = new AbortController();
    await assert.rejects(
      takeLock(file, {
        signal: abort.signal,
        onWait: ({ pid }) => {
          waits.push(pid);
          abort.abort();
        },
      }),
      /abort/i,
    );
    assert.deepEqual(waits, [1]);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    const lock = await takeLock(file);
    assert.ok(await lock.held());
    await lock.release();
  });

  it('is one process’s at a time, however many see a dead one', async () => {
    const file = path();
    writeFileSync(file, 'half a reco');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const lock = await takeLock(file, { sleep });
        most = Math.max(most, ++inside);
        await sleep();
        inside--;
        await lock.release();
      }),
    );
    assert.equal(most, 1);
  });
});
