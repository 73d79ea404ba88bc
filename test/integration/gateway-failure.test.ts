import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { openAuditLog } from '../../server/audit/log.ts';
import type { ErrorBody } from '../../server/wire/completion.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type Fault, type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

const secret = 'CUSTOMER_RISK_SHARE = 0.2371';

describe('when something fails', function () {
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

  async function ask(
    body: object = {},
  ): Promise<{ status: number; text: string; code: string; retryAfter: string | null }> {
    const response = await gateway.post({ model: 'm', prompt: secret, ...body });
    const text = await response.text();
    const code = response.ok ? 'ok' : (JSON.parse(text) as ErrorBody).error.code;
    return { status: response.status, text, code, retryAfter: response.headers.get('retry-after') };
  }

  const before: [title: string, fault: Fault, status: number, code: string][] = [
    ['fails', { kind: 'status', status: 500 }, 503, 'upstream_failed'],
    ['is overloaded', { kind: 'status', status: 503, headers: { 'retry-after': '7' } }, 503, 'upstream_overloaded'],
    ['refuses the key', { kind: 'status', status: 401 }, 503, 'upstream_misconfigured'],
    ['does not know the model', { kind: 'status', status: 404 }, 503, 'upstream_misconfigured'],
    ['refuses the request', { kind: 'status', status: 400 }, 503, 'upstream_misconfigured'],
    ['redirects', { kind: 'redirect', to: 'http://127.0.0.1:9/v1/completions' }, 503, 'egress_refused'],
    ['closes the connection', { kind: 'close' }, 503, 'upstream_unreachable'],
    ['sends garbage first', { kind: 'garbage', after: 0 }, 503, 'upstream_failed'],
    ['ends before its first word', { kind: 'cut', after: 0 }, 503, 'upstream_unreachable'],
  ];
  for (const [title, fault, status, code] of before) {
    it(`a model server that ${title} gives a clear error and no word of its own`, async () => {
      gateway = await startGateway({ models: { m: model.url } });
      model.script({ pieces: ['x'], fault });
      for (const stream of [false, true]) {
        const answer = await ask({ stream });
        assert.deepEqual([answer.status, answer.code], [status, code], answer.text);
        assert.ok(Number(answer.retryAfter) > 0);
        assert.doesNotMatch(answer.text, /RISK/);
      }
      assert.doesNotMatch(gateway.log(), /RISK/);
      const ends = (await gateway.records()).filter(record => record.kind === 'inference.end');
      assert.deepEqual(
        ends.map(({ result, error }) => [result, error?.code]),
        [
          [fault.kind === 'redirect' ? 'refused' : 'failed', code],
          [fault.kind === 'redirect' ? 'refused' : 'failed', code],
        ],
      );
    });
  }

  for (const fault of ['cut', 'unfinished', 'garbage'] as const) {
    it(`a stream that breaks in the middle (${fault}) ends cleanly with what is complete, and the fault is recorded`, async () => {
      gateway = await startGateway({ models: { m: model.url } });
      model.script({ pieces: ['one\n', 'two\n', 'never'], pieceMs: 30, fault: { kind: fault, after: 2 } });
      const { status, text } = await ask({ stream: true });
      assert.equal(status, 200);
      assert.match(text, /"text":"one\\n".*"text":"two\\n".*"finish_reason":"stop".*"timings".*data: \[DONE\]/s);
      const whole = await ask({ stream: false });
      assert.equal(whole.status, 503);
      const [end] = (await gateway.records()).filter(record => record.kind === 'inference.end');
      assert.equal(end!.result, 'failed');
      assert.equal(end!.error?.class, 'upstream');
      assert.match(end!.error!.code, /^upstream_(cut|garbled)$/);
      assert.equal(end!.finish_reason, 'stop');
    });
  }

  it('a server that keeps the stream open after its last event does not keep the client waiting', async () => {
    gateway = await startGateway({ models: { m: model.url } });
    model.script({ pieces: ['done'], fault: { kind: 'linger' } });
    assert.equal((await ask({ stream: true })).status, 200);
    // The connection is given up a moment later.
    assert.equal((await model.requests[0]!.ended).whole, false);
  });

  it('a kept connection that the server has closed meanwhile is tried again once, and nothing else', async () => {
    gateway = await startGateway({ models: { m: model.url } });
    let refusals = 1;
    model.script(() => (refusals-- > 0 ? { pieces: [], fault: { kind: 'close' } } : { pieces: ['second'] }));
    const answer = await ask();
    assert.equal(answer.status, 200);
    assert.match(answer.text, /second/);
    assert.equal(model.requests.length, 2);
    model.script({ pieces: ['x'], fault: { kind: 'status', status: 500 } });
    await ask();
    assert.equal(model.requests.length, 3);
  });

  it('a server that is not there is named as such, also by /readyz', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => closed.once('listening', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise(resolve => closed.close(resolve));
    gateway = await startGateway({ models: { m: `http://127.0.0.1:${port}/v1` } });
    assert.equal((await ask()).code, 'upstream_unreachable');
    const ready = await fetch(`${gateway.origin}/readyz`);
    assert.equal(ready.status, 503);
    assert.deepEqual(((await ready.json()) as { models: object }).models, { m: 'unreachable' });
  });

  it('no address outside the allowed networks is dialled, whatever name resolves to it', async () => {
    const dialled: string[] = [];
    gateway = await startGateway({
      models: {
        m: `http://models.bank.example:${model.port}/v1`,
        literal: `http://[::ffff:127.0.0.1]:${model.port}/v1`,
        number: `http://2130706433:${model.port}/v1`,
      },
      config: { egress: { allow: ['10.0.0.0/8', 'fd00::/8'] } },
      resolve: async hostname => {
        dialled.push(hostname);
        return [
          { address: '::ffff:127.0.0.1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ];
      },
    });
    for (const id of ['m', 'literal', 'number']) {
      assert.deepEqual([(await ask({ model: id })).code, id], ['egress_refused', id]);
    }
    assert.equal(model.connections(), 0);
    assert.ok(dialled.length > 0);
    assert.match(
      await (await fetch(`${gateway.origin}/metrics`)).text(),
      /egress_refused_total\{.*address_not_allowed"\} 3/,
    );
    const refused = (await gateway.records()).filter(record => record.kind === 'egress.refused');
    assert.deepEqual(
      refused.map(({ host, address, reason }) => [host, address, reason]),
      [
        ['models.bank.example', '127.0.0.1', 'address_not_allowed'],
        [undefined, '127.0.0.1', 'address_not_allowed'],
        ['127.0.0.1', '127.0.0.1', 'address_not_allowed'],
      ],
    );
  });

  it('what can not be recorded is not answered; what has begun to be asked is stopped; it comes back by itself', async () => {
    let broken = false;
    const openLog: typeof openAuditLog = options =>
      openAuditLog({
        ...options,
        retryMs: 20,
        openSegment: async path => {
          if (broken) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          const file = await open(path, 'a+', 0o600);
          return {
            write: ((...parameters: Parameters<typeof file.write>) => {
              if (broken) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
              return file.write(...parameters);
            }) as typeof file.write,
            datasync: () => file.datasync(),
            truncate: length => file.truncate(length),
            close: () => file.close(),
          };
        },
      });
    gateway = await startGateway({ models: { m: model.url }, openLog });
    assert.equal((await ask()).status, 200);
    // Its end is on disk too.
    await until(() => gateway.log().includes('"outcome":"completed"'));

    broken = true;
    model.script({ pieces: ['leaked'], firstMs: 300 });
    const first = await ask({ stream: true });
    assert.deepEqual([first.status, first.code], [503, 'audit_unavailable']);
    assert.doesNotMatch(first.text, /leaked/);
    assert.equal((await model.requests[1]!.ended).whole, false);
    const ready = await fetch(`${gateway.origin}/readyz`);
    assert.equal(ready.status, 503);
    assert.equal(((await ready.json()) as { audit: string }).audit, 'failed');
    const second = await ask();
    assert.deepEqual([second.status, second.code, second.retryAfter], [503, 'audit_unavailable', '2']);
    assert.equal(model.requests.length, 2, 'no model is asked while nothing can be recorded');

    broken = false;
    await until(async () => (await ask()).status === 200);
    const records = await gateway.records();
    const gap = records.find(record => record.kind === 'log.gap');
    assert.equal(gap?.reason, 'disk_full');
    assert.ok((gap?.refused ?? 0) >= 2);
    const starts = records.filter(record => record.kind === 'inference.start').map(({ audit_id }) => audit_id);
    const ends = records.filter(record => record.kind === 'inference.end').map(({ audit_id }) => audit_id);
    assert.deepEqual(starts, ends);
  });

  it('the start record is on disk before the first byte of the answer', async () => {
    let release: () => void = () => undefined;
    let held: Promise<void> | null = null;
    let writes = 0;
    const openLog: typeof openAuditLog = options =>
      openAuditLog({
        ...options,
        openSegment: async path => {
          const file = await open(path, 'a+', 0o600);
          return {
            write: ((...parameters: Parameters<typeof file.write>) => {
              writes++;
              return file.write(...parameters);
            }) as typeof file.write,
            datasync: async () => {
              await held;
              await file.datasync();
            },
            truncate: length => file.truncate(length),
            close: () => file.close(),
          };
        },
      });
    gateway = await startGateway({ models: { m: model.url }, openLog });
    assert.equal((await ask()).status, 200);
    await until(() => writes > 1);
    held = new Promise(resolve => {
      release = resolve;
    });
    model.script({ pieces: ['word'] });
    let answered = false;
    const answer = gateway.post({ model: 'm', prompt: 'x', stream: true }).then(response => {
      answered = true;
      return response;
    });
    const request = await model.received(2);
    await request.ended;
    // The model has said everything; not one byte has left, for the disk has not confirmed.
    await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(answered, false);
    release();
    held = null;
    assert.match(await (await answer).text(), /"text":"word"/);
  });
});
