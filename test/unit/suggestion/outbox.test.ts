import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Outbox } from '../../../extension/engine/outbox.ts';
import { OutboxFile } from '../../../extension/engine/outbox-file.ts';
import { TransportError } from '../../../extension/engine/transport.ts';
import type { SuggestionEvent, TelemetryBatch, TelemetryReceipt } from '../../../telemetry/schema/event.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

const event = (seq: number, kind: 'ended' | 'accepted' = 'ended'): SuggestionEvent =>
  ({ kind, seq, suggestion_id: `s${seq}` }) as unknown as SuggestionEvent;

describe('the outbox', () => {
  let folder: string;
  let clock: FakeClock;
  let batches: TelemetryBatch[];
  let fault: Error | undefined;
  let receipt: Partial<TelemetryReceipt>;
  const opened: Outbox[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'intramural-outbox-'));
    clock = new FakeClock();
    batches = [];
    fault = undefined;
    receipt = {};
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await rm(folder, { recursive: true, force: true });
  });

  function outbox(session: string): Outbox {
    const store = new OutboxFile(folder, session, clock);
    const one = new Outbox({
      store,
      clock,
      random: () => 0.5,
      report: message => assert.fail(message),
      send: async batch => {
        if (fault) throw fault;
        batches.push(batch);
        return { accepted: batch.events.length, duplicates: 0, refused: [], ...receipt };
      },
    });
    opened.push(one);
    return one;
  }

  const sent = (): number[] => batches.flatMap(batch => batch.events.map(one => one.seq));
  const onDisk = async (): Promise<string[]> => {
    const names = await readdir(folder);
    const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')));
    return texts
      .join('')
      .split('\n')
      .filter(line => line !== '');
  };

  it('sends in batches, and keeps nothing that has arrived', async () => {
    const box = outbox('a');
    await box.open();
    for (let seq = 0; seq < 1200; seq++) box.add(event(seq));
    await until(async () => (await onDisk()).length === 1200);
    await box.flush();
    assert.deepEqual(
      batches.map(batch => batch.events.length),
      [500, 500, 200],
    );
    assert.deepEqual(
      sent(),
      Array.from({ length: 1200 }, (_, seq) => seq),
    );
    assert.deepEqual(await onDisk(), []);
  });

  it('sends by itself within a minute, soon after an accept', async () => {
    const box = outbox('a');
    await box.open();
    box.add(event(0));
    await clock.advance(10_000);
    assert.equal(batches.length, 0);
    box.add(event(1, 'accepted'));
    await clock.advance(5_000);
    await until(() => batches.length === 1);
    assert.deepEqual(sent(), [0, 1]);
  });

  it('keeps events while the proxy is away, and as long as the proxy asks for', async () => {
    const box = outbox('a');
    await box.open();
    fault = new TransportError('busy', 'Later.', { retryAfterMs: 120_000 });
    box.add(event(0));
    await box.flush();
    assert.equal(box.waiting, 1);
    fault = undefined;
    await clock.advance(119_000);
    assert.equal(batches.length, 0);
    await clock.advance(62_000);
    await until(() => batches.length === 1);
  });

  it('survives a kill: the next session sends what the last one could not', async () => {
    const box = outbox('killed');
    await box.open();
    box.add(event(0));
    box.add(event(1));
    await until(async () => (await onDisk()).length === 2);
    // The kill came in the middle of a line.
    await appendFile(join(folder, 'outbox-killed.jsonl'), '{"kind":"en');
    const long = (clock.now() - 20 * 60_000) / 1000;
    await utimes(join(folder, 'outbox-killed.jsonl'), long, long);

    const next = outbox('next');
    await next.open();
    await next.flush();
    assert.deepEqual(sent(), [0, 1]);
    assert.deepEqual(await onDisk(), []);
  });

  it('leaves alone what another window is still writing', async () => {
    await writeFile(join(folder, 'outbox-other.jsonl'), `${JSON.stringify(event(7))}\n`);
    const now = clock.now() / 1000;
    await utimes(join(folder, 'outbox-other.jsonl'), now, now);
    const box = outbox('mine');
    await box.open();
    await box.flush();
    assert.deepEqual(sent(), []);
    assert.equal((await onDisk()).length, 1);
  });

  it('never sends again what the proxy has refused, and counts it', async () => {
    const box = outbox('a');
    await box.open();
    receipt = { accepted: 1, refused: [{ index: 1, reason: 'language: invalid' }] };
    box.add(event(0));
    box.add(event(1));
    await box.flush();
    await box.flush();
    assert.deepEqual([sent(), box.waiting, box.dropped], [[0, 1], 0, 1]);
  });

  it('is bounded: the oldest go first, and are counted', async () => {
    const box = outbox('a');
    await box.open();
    fault = new TransportError('unreachable', 'Away.');
    for (let seq = 0; seq < 5003; seq++) box.add(event(seq));
    assert.deepEqual([box.waiting, box.dropped], [5000, 3]);
  });
});
