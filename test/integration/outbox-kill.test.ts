import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { v7 } from 'uuid';
import { systemClock } from '../../extension/engine/clock.ts';
import { Outbox } from '../../extension/engine/outbox.ts';
import { OutboxFile } from '../../extension/engine/outbox-file.ts';
import { ProxyTransport } from '../../extension/engine/proxy-transport.ts';
import type { EndedEvent } from '../../telemetry/schema/event.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';

/** Proxies killed while the outbox sends; all of them under `npm run test:soak`. */
const kills = process.env.SOAK ? 50 : 5;
const eventsEach = 300;

describe('the proxy killed with events in the outbox', function () {
  this.timeout(60_000 + kills * 20_000);
  let home: string;
  let folder: string;
  let config: object;
  let proxy: TestProxy;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'intramural-home-'));
    folder = await mkdtemp(join(tmpdir(), 'intramural-outbox-'));
    // No model of its own: nothing here asks one.
    const upstream = { url: 'http://127.0.0.1:9/v1' };
    const model = { id: 'elsewhere', template: 'qwen2.5-coder', upstream };
    config = { listen: { port: await freePort() }, models: [model] };
  });

  after(async () => {
    await proxy?.stop();
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });

  const start = () => startProxy({ home, config, env: { INTRAMURAL_PORT: '' } });

  it('loses none and counts none twice', async () => {
    const sessionId = v7();
    const sent: EndedEvent[] = [];
    for (let round = 0; round < kills; round++) {
      proxy = await start();
      const transport = new ProxyTransport({ origin: proxy.origin, token: proxy.token, clientVersion: 'test' });
      // A new outbox on the same folder each time, as after a restart of the editor.
      const store = new OutboxFile(folder, v7(), systemClock);
      const outbox = new Outbox({
        store,
        send: batch => transport.telemetry(batch, AbortSignal.timeout(10_000)),
        clock: systemClock,
        random: Math.random,
        report: message => assert.fail(message),
      });
      await outbox.open();
      for (let index = 0; index < eventsEach; index++) {
        const event = ended(sessionId, sent.length);
        sent.push(event);
        outbox.add(event);
      }
      const flushing = outbox.flush();
      const killed = new Promise(resolve => setTimeout(resolve, Math.random() * 150)).then(() => proxy.kill());
      await Promise.all([flushing, killed]);
      await outbox.close();
      transport.dispose();
    }

    proxy = await start();
    const transport = new ProxyTransport({ origin: proxy.origin, token: proxy.token, clientVersion: 'test' });
    const outbox = new Outbox({
      store: new OutboxFile(folder, v7(), { ...systemClock, now: () => Date.now() + 3_600_000 }),
      send: batch => transport.telemetry(batch, AbortSignal.timeout(10_000)),
      clock: systemClock,
      random: Math.random,
      report: message => assert.fail(message),
    });
    await outbox.open();
    await outbox.flush();
    assert.equal(outbox.waiting, 0);
    assert.equal(outbox.dropped, 0);
    await outbox.close();

    // Every one is known by now, each under its one key: sent again, all are duplicates.
    for (let from = 0; from < sent.length; from += 500) {
      const events = sent.slice(from, from + 500);
      const receipt = await transport.telemetry({ events }, AbortSignal.timeout(10_000));
      assert.deepEqual(receipt, { accepted: 0, duplicates: events.length, refused: [] });
    }
    transport.dispose();
  });
});

function ended(sessionId: string, seq: number): EndedEvent {
  return {
    kind: 'ended',
    suggestion_id: v7(),
    client_session_id: sessionId,
    seq,
    schema_version: 1,
    at: Date.now(),
    outcome: 'rejected',
    reason: null,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}
