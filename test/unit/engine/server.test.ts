import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import { limits } from '../../../server/engine/limits.ts';
import { SequencePool } from '../../../server/engine/sequence-pool.ts';
import { createEngineServer } from '../../../server/engine/server.ts';
import { Turns } from '../../../server/engine/turn.ts';
import { bytes, type FakeModel, fakeModel } from './fake-model.ts';

const servers: Server[] = [];
const failures: unknown[] = [];

async function serve(model: FakeModel, waiting = 4) {
  const turns = new Turns(waiting);
  const server = createEngineServer({
    secret: 'the secret',
    model,
    pool: new SequencePool(model.sequences),
    turns,
    slice: 4,
    now: () => performance.now(),
    clock: () => 1_700_000_000,
    onFailure: error => failures.push(error),
  });
  servers.push(server);
  /** One promise for each connection: settled when the server has seen it close. */
  const closed: Promise<unknown>[] = [];
  server.on('connection', socket => closed.push(once(socket, 'close')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, turns, closed };
}

interface Asked {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  json: { error: { code: string; message: string }; [field: string]: unknown };
}

function open(port: number, path: string, body: unknown, secret = 'the secret') {
  const method = body === undefined ? 'GET' : 'POST';
  const outgoing = request({ port, host: '127.0.0.1', path, method, headers: { authorization: `Bearer ${secret}` } });
  outgoing.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  return outgoing;
}

async function ask(port: number, path: string, body?: unknown, secret?: string): Promise<Asked> {
  const [incoming] = (await once(open(port, path, body, secret), 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of incoming) text += chunk;
  const json = incoming.headers['content-type'] === 'application/json' ? JSON.parse(text) : null;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text, json };
}

/** A piece of work that goes on when the test says so. */
function gate(model: FakeModel) {
  let release: () => void = () => undefined;
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  const begun = new Promise<void>(resolve => {
    model.sequences[0]!.beforeWork = () => {
      resolve();
      return released;
    };
  });
  return { begun, release };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

describe('engine server', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
    assert.deepEqual(failures.splice(0), []);
  });

  it('refuses everyone without the secret, at every address', async () => {
    const { port } = await serve(fakeModel());
    for (const path of ['/v1/completions', '/v1/models', '/health', '/slots', '/tokenize', '/other']) {
      const { status, json } = await ask(port, path, undefined, 'the secreT');
      assert.deepEqual([status, json.error.code], [401, 'unauthorized']);
    }
  });

  it('answers whole, with usage and timings', async () => {
    const { port } = await serve(fakeModel({ answer: 'return é;' }));
    const { status, json } = await ask(port, '/v1/completions', { prompt: 'int x() {' });
    assert.equal(status, 200);
    assert.deepEqual(json.choices, [{ index: 0, text: 'return é;', logprobs: null, finish_reason: 'stop' }]);
    assert.deepEqual(json.usage, {
      prompt_tokens: 9,
      completion_tokens: 10,
      total_tokens: 19,
      prompt_tokens_details: { cached_tokens: 0 },
    });
    assert.equal(json.created, 1_700_000_000);
  });

  it('streams events, ends with [DONE], and tells the usage where it is asked for', async () => {
    const { port } = await serve(fakeModel({ answer: 'ab' }));
    const body = { prompt: 'p', stream: true, stream_options: { include_usage: true } };
    const { headers, text } = await ask(port, '/v1/completions', body);
    assert.equal(headers['content-type'], 'text/event-stream');
    const events = text.split('\n\n').filter(event => event !== '');
    assert.equal(events.pop(), 'data: [DONE]');
    const values = events.map(event => JSON.parse(event.slice('data: '.length)));
    assert.deepEqual(
      values.map(({ choices }) => choices[0] && [choices[0].text, choices[0].finish_reason]),
      [['a', null], ['b', null], ['', 'stop'], undefined],
    );
    assert.equal(values.at(-1).usage.completion_tokens, 2);
  });

  it('tells how likely its tokens were, where it is asked', async () => {
    const { port } = await serve(fakeModel({ answer: 'ab' }));
    const { text } = await ask(port, '/v1/completions', { prompt: 'p', stream: true, logprobs: 1 });
    const told = [...text.matchAll(/"token_logprobs":\[([^\]]*)\]/g)].map(([, list]) => list);
    assert.deepEqual(told, Array(3).fill(String(Math.log(0.5))), 'of each token, and of the one that ends');
  });

  it('says how long a prompt may be', async () => {
    const { port } = await serve(fakeModel({ contextTokens: 10 }));
    const { status, json } = await ask(port, '/v1/completions', { prompt: '0123456789' });
    assert.deepEqual([status, json.error.code], [400, 'context_length_exceeded']);
    assert.match(json.error.message, /10 tokens.* 10 /);
    assert.equal((await ask(port, '/v1/completions', { prompt: '012345678' })).status, 200);
  });

  it('never writes beyond the context', async () => {
    const { port } = await serve(fakeModel({ contextTokens: 10, answer: 'abcdefgh' }));
    const { json } = await ask(port, '/v1/completions', { prompt: '0123456', max_tokens: 100 });
    assert.deepEqual(json.choices, [{ index: 0, text: 'abc', logprobs: null, finish_reason: 'length' }]);
  });

  it('refuses what it does not understand, and goes on', async () => {
    const { port } = await serve(fakeModel({ answer: 'ok' }));
    assert.equal((await ask(port, '/v1/completions', '{')).json.error.code, 'invalid_json');
    assert.equal((await ask(port, '/v1/completions', { prompt: 1 })).json.error.code, 'invalid_request');
    assert.equal((await ask(port, '/tokenize', 'null')).json.error.code, 'invalid_request');
    assert.equal((await ask(port, '/v1/chat/completions', {})).status, 404);
    assert.equal((await ask(port, '/v1/completions', { prompt: 'x' })).status, 200);
  });

  it('refuses a body that is too long', async () => {
    const { port } = await serve(fakeModel());
    const { status, headers } = await ask(port, '/tokenize', { content: 'x'.repeat(limits.body) });
    assert.deepEqual([status, headers.connection], [413, 'close']);
  });

  it('tells the tokens of a text, without what the model wants before it where that is asked', async () => {
    const { port } = await serve({ ...fakeModel(), tokenize: text => [1, ...bytes(text)] });
    assert.deepEqual((await ask(port, '/tokenize', { content: 'ab' })).json, { tokens: [1, 97, 98] });
    assert.deepEqual((await ask(port, '/tokenize', { content: 'ab', add_special: false })).json, { tokens: [97, 98] });
  });

  it('takes tokens that are never to be written, and no other bias', async () => {
    const model = fakeModel({ answer: 'ok' });
    const { port } = await serve(model);
    assert.equal((await ask(port, '/v1/completions', { prompt: 'x', logit_bias: { 7: -100 } })).status, 200);
    assert.deepEqual(model.sequences[0]!.forbidden, [7]);
    for (const wrong of [{ 7: -5 }, { seven: -100 }, { '-1': -100 }])
      assert.equal((await ask(port, '/v1/completions', { prompt: 'x', logit_bias: wrong })).status, 400);
  });

  it('refuses at once, with the time to come again, when too many wait', async () => {
    const model = fakeModel({ answer: 'x' });
    const { port, turns } = await serve(model, 1);
    const { begun, release } = gate(model);
    const first = ask(port, '/v1/completions', { prompt: 'a' });
    await begun;
    const second = ask(port, '/v1/completions', { prompt: 'b' });
    await until(() => turns.waiting === 1);
    const third = await ask(port, '/v1/completions', { prompt: 'c' });
    assert.deepEqual([third.status, third.json.error.code, third.headers['retry-after']], [503, 'engine_busy', '1']);
    release();
    assert.deepEqual([(await first).status, (await second).status], [200, 200]);
  });

  it('frees the slot when a client at work goes away, and never starts one that went away waiting', async () => {
    const model = fakeModel({ answer: 'x' });
    const { port, turns, closed } = await serve(model);
    const { begun, release } = gate(model);
    const atWork = open(port, '/v1/completions', { prompt: 'a long prompt' });
    atWork.on('error', () => undefined);
    await begun;
    const waiting = open(port, '/v1/completions', { prompt: 'zzzz' });
    waiting.on('error', () => undefined);
    await until(() => turns.waiting === 1);
    waiting.destroy();
    await until(() => turns.waiting === 0);
    atWork.destroy();
    await Promise.all(closed);
    release();
    await until(() => !turns.busy);
    assert.deepEqual(model.sequences[0]?.tokens, [...Buffer.from('a lo')]);
  });

  it('tells that a deadline passed while waiting, and works no more for it', async () => {
    const model = fakeModel({ answer: 'x' });
    const { port } = await serve(model);
    const { begun, release } = gate(model);
    const first = ask(port, '/v1/completions', { prompt: 'a' });
    await begun;
    const late = await ask(port, '/v1/completions', { prompt: 'b', intramural: { deadline_ms: 5 } });
    assert.deepEqual([late.status, late.json.error.code], [408, 'deadline_exceeded']);
    release();
    assert.equal((await first).status, 200);
    assert.ok(!model.sequences[0]?.tokens.includes(98));
  });

  it('shows what it is doing', async () => {
    const { port } = await serve(fakeModel({ answer: 'x', sequences: 2 }));
    await ask(port, '/v1/completions', { prompt: 'abc' });
    const { json } = await ask(port, '/slots');
    assert.deepEqual(json, { busy: false, waiting: 0, slots: [{ cached_tokens: 0 }, { cached_tokens: 4 }] });
    const models = (await ask(port, '/v1/models')).json as unknown as { data: { id: string }[] };
    assert.deepEqual(
      models.data.map(({ id }) => id),
      ['fake'],
    );
  });

  it('reports its own failure without any text of the request', async () => {
    const model = fakeModel({ answer: 'x' });
    const { port } = await serve(model);
    model.sequences[0]!.beforeWork = () => Promise.reject(new Error('decode failed'));
    const { status, text } = await ask(port, '/v1/completions', { prompt: 'hunter2' });
    assert.equal(status, 500);
    assert.ok(!text.includes('hunter2') && !text.includes('decode'));
    assert.match(String(failures.splice(0)[0]), /decode failed/);
  });
});
