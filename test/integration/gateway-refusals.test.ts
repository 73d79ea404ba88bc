import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

interface Said {
  status: number;
  code: string;
  message: string;
  param: string | null;
}

describe('what the gateway refuses', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;

  before(async () => {
    model = await startModelServer();
    gateway = await startGateway({
      models: { small: model.url, large: model.url },
      config: { limits: { body_bytes: 4096, concurrent_per_model: 64, deadline_ms: 20_000 } },
      policy: { languages: ['java', 'python'] },
    });
  });
  after(async () => {
    assert.equal(model.requests.length, 0, 'nothing refused may reach a model');
    await gateway.stop();
    await model.close();
  });

  async function said(response: Response): Promise<Said> {
    const { error } = (await response.json()) as { error: { message: string; code: string; param: string | null } };
    return { status: response.status, ...error };
  }
  const java = { document: { language: 'java', path: 'A.java' } };
  const valid = { model: 'small', prompt: 'x', intramural: java };
  const refused = async (body: unknown, init?: RequestInit) => said(await gateway.post(body, init));

  it('who does not sign in, or with a token that is not known', async () => {
    const none = await gateway.post(valid, { headers: { authorization: '' } });
    assert.equal(none.headers.get('www-authenticate'), 'Bearer realm="intramural"');
    assert.equal((await said(none)).code, 'token_missing');
    const wrong = await refused(valid, { headers: { authorization: `Bearer imt_${'x'.repeat(32)}` } });
    assert.deepEqual([wrong.status, wrong.code], [401, 'token_unknown']);
  });

  it('what is no JSON, no UTF-8, or nothing at all', async () => {
    for (const body of ['{"model":', 'null and void', '']) {
      const { status, code } = await refused(body);
      assert.deepEqual([status, code], [400, 'invalid_json'], JSON.stringify(body));
    }
    const { code } = await said(await gateway.post('', { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }));
    assert.equal(code, 'invalid_json');
  });

  it('every other kind of body', async () => {
    const text = await refused(valid, { headers: { 'content-type': 'text/plain' } });
    assert.deepEqual([text.status, text.code], [415, 'unsupported_media_type']);
    const zipped = await said(
      await gateway.post('', { body: gzipSync(JSON.stringify(valid)), headers: { 'content-encoding': 'gzip' } }),
    );
    assert.deepEqual([zipped.status, zipped.code], [415, 'encoding_refused']);
  });

  it('a body over the limit, announced or not', async () => {
    const announced = await refused({ ...valid, prompt: 'x'.repeat(5000) });
    assert.deepEqual([announced.status, announced.code], [413, 'body_too_large']);
    const socket = connect(gateway.port, '127.0.0.1');
    const head = `POST /v1/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\n`;
    socket.write(`${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
    socket.write(`1500\r\n${'x'.repeat(0x1500)}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 413 .*body_too_large/s);
    socket.destroy();
  });

  const fields: [title: string, body: object, param: string, message: RegExp][] = [
    ['no model', { prompt: 'x' }, 'model', /must be text/],
    ['a prompt that is a number', { ...valid, prompt: 7 }, 'prompt', /must be one text/],
    ['two prompts', { ...valid, prompt: ['a', 'b'] }, 'prompt', /must be one text/],
    ['two answers', { ...valid, n: 2 }, 'n', /leave it out, or send 1/],
    ['an echo', { ...valid, echo: true }, 'echo', /leave it out, or send false/],
    ['log probabilities', { ...valid, logprobs: 5 }, 'logprobs', /leave it out/],
    ['half a token', { ...valid, max_tokens: 0.5 }, 'max_tokens', /a whole number from 1/],
    ['a wild temperature', { ...valid, temperature: 3 }, 'temperature', /a number from 0 to 2/],
    ['an empty stop', { ...valid, stop: [''] }, 'stop[0]', /must not be empty/],
    ['an unknown field', { ...valid, best_off: 1 }, 'best_off', /is not a field/],
    ['an unknown field inside', { ...valid, intramural: { dokument: {} } }, 'intramural.dokument', /is not a field/],
    [
      'a context item without text',
      { ...valid, intramural: { ...java, context: [{ kind: 'a', path: 'b', language: 'c' }] } },
      'intramural.context[0].text',
      /must be text/,
    ],
    [
      'a request id that is none',
      { ...valid, intramural: { request_id: 'password=hunter2' } },
      'intramural.request_id',
      /UUID/,
    ],
    ['an endless deadline', { ...valid, intramural: { deadline_ms: 1e9 } }, 'intramural.deadline_ms', /from 1 to/],
  ];
  for (const [title, body, param, message] of fields) {
    it(`${title}, by name and with the mend`, async () => {
      const refusal = await refused(body);
      assert.deepEqual([refusal.status, refusal.code, refusal.param], [422, 'invalid_field', param]);
      assert.match(refusal.message, message);
      assert.doesNotMatch(refusal.message, /hunter2/);
    });
  }

  it('a model that is not here, naming those that are', async () => {
    const { status, code, message } = await refused({ ...valid, model: 'gpt-5' });
    assert.deepEqual([status, code], [404, 'model_not_found']);
    assert.match(message, /small, large/);
  });

  it('files and languages that policy excludes', async () => {
    const excluded = await refused({ ...valid, intramural: { document: { language: 'java', path: 'a/../.ENV' } } });
    assert.deepEqual([excluded.status, excluded.code], [403, 'path_excluded']);
    const language = await refused({ ...valid, intramural: { document: { language: 'cobol', path: 'a.cbl' } } });
    assert.deepEqual([language.status, language.code], [403, 'language_not_allowed']);
  });

  it('addresses and methods that do not exist', async () => {
    const nowhere = await said(await fetch(`${gateway.origin}/v1/chat/completions`, { method: 'POST' }));
    assert.deepEqual([nowhere.status, nowhere.code], [404, 'not_found']);
    assert.equal((await fetch(`${gateway.origin}/v1/completions`)).status, 404);
  });

  it('what is no HTTP, and a second request before the first is answered', async () => {
    assert.match(await raw('NONSENSE\r\n\r\n'), /^HTTP\/1\.1 400 .*invalid_http/s);
    const one = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const both = await raw(one + one);
    assert.match(both, /"status":"ok".*HTTP\/1\.1 400 .*pipelining_refused/s);
  });

  it('a request of which two readers could see different ends', async () => {
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const forms = {
      'a length and chunks': `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      'two lengths': `Content-Length: 0\r\nContent-Length: 5\r\n\r\n`,
      'a length of two': `Content-Length: 0, 5\r\n\r\n`,
      'a signed length': `Content-Length: +0\r\n\r\n`,
      'chunks that are not last': `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
      'chunks under another name': `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
      'a chunk of a strange size': `Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n`,
      'a space before the colon': `Content-Length : 0\r\n\r\n`,
      'a header over two lines': `X: a\r\n b\r\nContent-Length\r\n : 0\r\n\r\n`,
      'line ends of half a kind': `X: a\nContent-Length: 0\r\n\r\n`,
    };
    for (const [name, form] of Object.entries(forms)) {
      const head = `POST /v1/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\n`;
      const answer = await raw(`${head}Content-Type: application/json\r\n${form}${smuggled}`);
      assert.match(answer, /^HTTP\/1\.1 400 /, name);
      assert.doesNotMatch(answer, /"status":"ok"/, name);
    }
  });

  it('headers that come too slowly', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /v1/completions HTTP/1.1\r\nHost: x\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 408 .*request_timeout/s);
  });

  it('the console while it is away, in the form the client reads', async () => {
    const page = await fetch(`${gateway.origin}/console/`, { headers: { accept: 'text/html' } });
    assert.equal(page.status, 503);
    assert.equal(page.headers.get('retry-after'), '2');
    assert.match(await page.text(), /<h1>Intramural<\/h1><p>The console is starting/);
    const telemetry = await fetch(`${gateway.origin}/v1/telemetry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
      body: '{"events":[]}',
    });
    assert.deepEqual([telemetry.status, (await said(telemetry)).code], [503, 'console_unavailable']);
    assert.equal((await fetch(`${gateway.origin}/v1/telemetry`, { method: 'POST', body: '{}' })).status, 401);
  });

  it('records what was refused to somebody signed in, and counts who was not', async () => {
    const records = await gateway.records();
    const ends = records.filter(record => record.kind === 'inference.end');
    assert.deepEqual(
      ends.map(({ result, status, error }) => [result, status, error?.code]),
      [
        ['refused', 403, 'path_excluded'],
        ['refused', 403, 'language_not_allowed'],
      ],
    );
    const starts = records.filter(record => record.kind === 'inference.start');
    assert.deepEqual(
      starts.map(({ audit_id }) => audit_id),
      ends.map(({ audit_id }) => audit_id),
    );
    assert.deepEqual(starts[0]!.decisions.at(-1), { stage: 'policy', decision: 'deny', reason: 'path_excluded' });
    const access = records.filter(record => record.kind === 'access.refused');
    assert.deepEqual(
      access.map(({ surface, reason, count }) => [surface, reason, count]),
      [
        ['completions', 'token_missing', 1],
        ['completions', 'token_unknown', 1],
        ['telemetry', 'token_missing', 1],
      ],
    );
  });

  /** Sends these bytes, and returns everything that comes until the connection ends. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(gateway.port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    socket.write(bytes);
    await once(socket, 'close');
    return received;
  }
});
