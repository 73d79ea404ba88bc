import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RecordKind } from '../../server/audit/records.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, type RecordedRequest, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

/** Milliseconds within which the model must be left alone once its client has gone. On a busy machine; the bench has the figures. */
const soon = 500;

describe('a request that nobody waits for any more', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;

  beforeEach(async () => {
    model = await startModelServer();
  });
  afterEach(async () => {
    await gateway.stop();
    await model.close();
  });

  /** A request whose connection the test can end, as an editor that is closed would. */
  function ask(body: object = {}) {
    const asked = httpRequest(`${gateway.origin}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` },
      agent: false,
    });
    let begun: () => void;
    const firstText = new Promise<void>(resolve => {
      begun = resolve;
    });
    const answered = new Promise<{ status: number; text: string }>(resolve => {
      asked.on('error', () => resolve({ status: 0, text: '' }));
      asked.on('response', response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          begun();
        });
        response.on('error', () => undefined);
        response.on('close', () => resolve({ status: response.statusCode ?? 0, text }));
      });
    });
    asked.end(JSON.stringify({ model: 'm', prompt: 'x', stream: true, ...body }));
    return { answered, firstText, leave: () => asked.destroy() };
  }

  async function stoppedSoon(request: RecordedRequest, since: number): Promise<void> {
    const { at, whole } = await request.ended;
    assert.equal(whole, false);
    assert.ok(at - since < soon, `the model worked on for ${Math.round(at - since)} ms`);
  }

  async function ends(): Promise<RecordKind<'inference.end'>[]> {
    return (await gateway.records()).filter(record => record.kind === 'inference.end');
  }

  for (const stream of [true, false]) {
    const how = stream ? 'streamed' : 'whole';

    it(`is left while the model says nothing yet (${how})`, async () => {
      gateway = await startGateway({ models: { m: model.url } });
      model.script({ pieces: ['x'], fault: { kind: 'hang' } });
      const { leave } = ask({ stream });
      const request = await model.received(1);
      const left = performance.now();
      leave();
      await stoppedSoon(request, left);
      const [end] = await ends();
      assert.equal(end!.result, 'cancelled');
      assert.equal(end!.cancellation?.by, 'client');
      assert.equal(end!.cancellation?.stage, 'stream');
      assert.equal(end!.cancellation?.upstream_stop, 'confirmed');
    });

    it(`is left in the middle of the answer (${how})`, async () => {
      gateway = await startGateway({ models: { m: model.url } });
      model.script({ pieces: ['one\n', 'two\n', 'three\n'], fault: { kind: 'stall', after: 2 } });
      const { leave, firstText } = ask({ stream });
      const request = await model.received(1);
      await (stream ? firstText : until(() => request.written === 2));
      const left = performance.now();
      leave();
      await stoppedSoon(request, left);
      const [end] = await ends();
      assert.equal(end!.result, 'cancelled');
      if (stream) assert.ok(end!.output!.characters >= 4);
      assert.equal(end!.output!.characters_after, stream ? end!.output!.characters : 0);
    });
  }

  it('is left while it waits for a place at the model, which never hears of it', async () => {
    gateway = await startGateway({
      engine: { url: model.url, secret: 's', model: 'scripted', weights_sha256: null },
    });
    const embedded = { model: 'qwen2.5-coder-0.5b' };
    model.script({ pieces: ['one'], fault: { kind: 'stall', after: 1 } });
    const first = ask(embedded);
    const request = await model.received(1);
    const second = ask(embedded);
    await until(() => underWay(2));
    second.leave();
    await until(() => underWay(1));
    first.leave();
    await request.ended;
    assert.equal(model.requests.length, 1);
    const records = await ends();
    const waited = records.find(({ cancellation }) => cancellation?.stage === 'route');
    assert.equal(waited?.cancellation?.upstream_stop, 'not_started');
    assert.equal(waited?.cancellation?.by, 'client');
    assert.equal(waited?.output, undefined);
  });

  it('is left while the connection to the model is being made, which then carries no request', async () => {
    let answer: (addresses: { address: string; family: number }[]) => void = () => undefined;
    let asked = 0;
    gateway = await startGateway({
      models: { m: `http://models.bank.example:${model.port}/v1` },
      resolve: () =>
        new Promise(resolve => {
          asked++;
          answer = resolve;
        }),
    });
    const { leave } = ask();
    await until(() => asked === 1);
    leave();
    // Over for good, though the connection is still being made.
    await until(() => gateway.log().includes('"outcome":"client_left"'));
    const next = ask({ prompt: 'the next' });
    answer([{ address: '127.0.0.1', family: 4 }]);
    await until(() => {
      answer([{ address: '127.0.0.1', family: 4 }]);
      return model.requests.length > 0;
    });
    assert.equal((await next.answered).status, 200);
    const [end] = await ends();
    assert.equal(end!.cancellation?.by, 'client');
    assert.deepEqual(
      model.requests.map(({ body }) => body.prompt),
      ['<|fim_prefix|>the next<|fim_suffix|><|fim_middle|>'],
    );
  });

  it('ends at its deadline: with an error before the first word, with what is there after it', async () => {
    gateway = await startGateway({ models: { m: model.url } });
    model.script({ pieces: ['x'], fault: { kind: 'hang' } });
    const before = ask({ intramural: { deadline_ms: 100 } });
    assert.equal((await before.answered).status, 408);
    assert.match((await before.answered).text, /deadline_exceeded/);
    await model.requests[0]!.ended;

    model.script({ pieces: ['one\n', 'tw', 'o'], fault: { kind: 'stall', after: 3 } });
    const after = await ask({ intramural: { deadline_ms: 300 } }).answered;
    assert.equal(after.status, 200, after.text);
    assert.match(after.text, /"text":"one\\n".*"text":"two".*"finish_reason":"length".*\[DONE\]/s);
    assert.equal((await model.requests[1]!.ended).whole, false);
    const records = await ends();
    assert.deepEqual(
      records.map(({ result, cancellation, finish_reason }) => [result, cancellation?.by, finish_reason]),
      [
        ['cancelled', 'deadline', undefined],
        ['cancelled', 'deadline', 'length'],
      ],
    );
  });

  const document = (path: string, priority = 'interactive') => ({
    intramural: { client_session_id: '0190a1b2-0000-7000-8000-000000000001', priority, document: { path } },
  });

  it('ends when a newer one comes for the same document, and for no other', async () => {
    gateway = await startGateway({ models: { m: model.url } });
    model.script({ pieces: ['x'], fault: { kind: 'hang' } });
    const older = ask(document('a.py'));
    const other = ask(document('b.py'));
    await model.received(2);
    model.script({ pieces: ['new'] });
    const newer = ask(document('a.py'));
    assert.equal((await newer.answered).status, 200);
    const { status, text } = await older.answered;
    assert.equal(status, 409);
    assert.match(text, /"code":"superseded"/);
    const speculative = ask(document('b.py', 'speculative'));
    assert.equal((await speculative.answered).status, 200);
    assert.equal(model.requests[1]!.written, 0);
    other.leave();
    const records = await gateway.records();
    const starts = records.filter(record => record.kind === 'inference.start');
    assert.ok(starts.some(({ decisions }) => decisions.some(({ reason }) => reason === 'supersedes_older')));
    const by = records.filter(record => record.kind === 'inference.end').map(({ cancellation }) => cancellation?.by);
    assert.deepEqual(by.filter(Boolean).sort(), ['client', 'superseded']);
  });

  it('ends in mid-stream with an error event when a newer one takes its place', async () => {
    gateway = await startGateway({ models: { m: model.url } });
    model.script({ pieces: ['one\n'], fault: { kind: 'stall', after: 1 } });
    const older = ask(document('a.py'));
    await older.firstText;
    model.script({ pieces: ['new'] });
    await ask(document('a.py')).answered;
    const { text } = await older.answered;
    assert.match(text, /"text":"one\\n".*data: \{"error":\{.*"code":"superseded".*\[DONE\]/s);
  });

  it('goes first when it is speculative and somebody else waits', async () => {
    gateway = await startGateway({
      engine: { url: model.url, secret: 's', model: 'scripted', weights_sha256: null },
    });
    const embedded = { model: 'qwen2.5-coder-0.5b' };
    model.script({ pieces: ['x'], fault: { kind: 'hang' } });
    const speculative = ask({ ...embedded, ...document('a.py', 'speculative') });
    await model.received(1);
    const refused = await ask({ ...embedded, ...document('c.py', 'speculative') }).answered;
    assert.equal(refused.status, 429);
    model.script({ pieces: ['now'] });
    const interactive = await gateway.post({ ...embedded, prompt: 'x', ...document('b.py') });
    assert.equal(interactive.status, 200);
    assert.equal(interactive.headers.get('x-intramural-load'), 'busy');
    assert.equal((await speculative.answered).status, 429);
    assert.match((await speculative.answered).text, /speculative_shed/);
    assert.equal((await model.requests[0]!.ended).whole, false);
  });

  it('is refused at once where the model has all that it takes', async () => {
    gateway = await startGateway({
      models: { m: model.url },
      config: { limits: { body_bytes: 1_000_000, concurrent_per_model: 2, deadline_ms: 20_000 } },
    });
    model.script({ pieces: ['x'], fault: { kind: 'hang' } });
    const held = [ask(), ask()];
    await model.received(2);
    const refused = await gateway.post({ model: 'm', prompt: 'x' });
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '1');
    for (const { leave } of held) leave();
    await until(() => underWay(0));
    model.script({ pieces: ['again'] });
    assert.equal((await gateway.post({ model: 'm', prompt: 'x' })).status, 200);
  });

  it('leaves nothing behind after hundreds of clients that came and went', async () => {
    gateway = await startGateway({ models: { m: model.url } });
    model.script(({ body }) => ({ pieces: ['a', 'b', 'c', 'd'], firstMs: body.prompt.length % 7, pieceMs: 3 }));
    for (let round = 0; round < 10; round++) {
      const asked = Array.from({ length: 30 }, (_, index) =>
        ask({ prompt: 'x'.repeat(index), stream: index % 2 === 0 }),
      );
      for (const [index, { leave }] of asked.entries()) setTimeout(leave, index % 11);
      await Promise.all(asked.map(({ answered }) => answered));
    }
    await until(() => underWay(0));
    assert.doesNotMatch(gateway.log(), /a defect|could not be recorded/);
    const records = await gateway.records();
    const of = (kind: string) =>
      new Set(records.filter(record => record.kind === kind).map(record => 'audit_id' in record && record.audit_id));
    assert.deepEqual(of('inference.end'), of('inference.start'));
    assert.ok(of('inference.end').size > 0);
  });

  async function underWay(count: number): Promise<boolean> {
    const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
    return new RegExp(`^intramural_requests_under_way\\{[^}]*\\} ${count}$`, 'm').test(metrics);
  }
});
