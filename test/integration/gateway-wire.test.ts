import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { CompletionChunk, IntramuralTail } from '../../server/wire/completion.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

describe('the wire, by real HTTP', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;

  beforeEach(async () => {
    model = await startModelServer();
    gateway = await startGateway({ models: { small: model.url } });
  });
  afterEach(async () => {
    await gateway.stop();
    await model.close();
  });

  /** Events of a stream, the last of them `[DONE]`, read from the bytes. */
  async function events(body: object): Promise<{ response: Response; chunks: CompletionChunk[] }> {
    const response = await gateway.post({ model: 'small', stream: true, ...body });
    const lines = (await response.text()).split('\n\n').filter(part => part !== '');
    assert.equal(lines.pop(), 'data: [DONE]');
    return { response, chunks: lines.map(line => JSON.parse(line.replace(/^data: /, '')) as CompletionChunk) };
  }

  it('answers OpenAI’s own client, whole', async () => {
    const answer = await gateway.client.completions.create({ model: 'small', prompt: 'def f():\n  ', suffix: '\n' });
    assert.equal(answer.choices[0]?.text, 'return 42;');
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
    assert.equal(answer.usage?.completion_tokens, 2);
    assert.equal(model.requests[0]?.body.prompt, '<|fim_prefix|>def f():\n  <|fim_suffix|>\n<|fim_middle|>');
  });

  it('answers OpenAI’s own client, streamed, with the usage where it asks for it', async () => {
    model.script({ pieces: ['a', 'b', 'c'], finish: 'length' });
    const stream = await gateway.client.completions.create({
      model: 'small',
      prompt: 'x',
      stream: true,
      stream_options: { include_usage: true },
    });
    const texts: string[] = [];
    let finish: string | null = null;
    let total: number | undefined;
    for await (const chunk of stream) {
      texts.push(chunk.choices[0]?.text ?? '');
      finish = chunk.choices[0]?.finish_reason ?? finish;
      total = chunk.usage?.total_tokens ?? total;
    }
    assert.equal(texts.join(''), 'abc');
    assert.equal(finish, 'length');
    assert.ok(total && total > 3);
  });

  it('answers curl', async () => {
    const { stdout } = await run('curl', [
      '--silent',
      '--no-buffer',
      '--header',
      `Authorization: Bearer ${gateway.token}`,
      '--header',
      'Content-Type: application/json',
      '--data',
      JSON.stringify({ model: 'small', prompt: 'x', stream: true }),
      `${gateway.origin}/v1/completions`,
    ]);
    assert.match(stdout, /"text":"return 42;".*"finish_reason":"stop".*data: \[DONE\]/s);
  });

  it('answers what other editors’ clients send', async () => {
    const [open, between, close] = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
    const settings = { n: 1, echo: false, frequency_penalty: 0, presence_penalty: 0 };
    const bodies = {
      // As lsp-ai 0.7.0 was seen to (for Neovim, Helix, Emacs): it writes the model's tokens itself.
      'lsp-ai': {
        ...settings,
        model: 'small',
        max_tokens: 32,
        temperature: 0.10000000149011612,
        top_p: 0.949999988079071,
        prompt: `${open}def mean(xs):\n    return${between}\n${close}`,
      },
      // By its documents.
      minuet: { model: 'small', prompt: 'def mean(xs):\n    return', suffix: '\n', stream: true, max_tokens: 128 },
    };
    for (const [client, body] of Object.entries(bodies)) {
      const response = await gateway.post(body, { headers: { accept: 'application/json' } });
      assert.match(await response.text(), /"text":"return 42;"/, client);
      const { prompt } = model.requests.at(-1)!.body;
      assert.equal(prompt, `${open}def mean(xs):\n    return${between}\n${close}`, client);
    }
  });

  it('puts the head into the first event, and the head with totals and timings into the last', async () => {
    model.script({ pieces: ['one\n', 'two\n'] });
    const { response, chunks } = await events({ prompt: 'x' });
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const auditId = response.headers.get('x-intramural-audit-id');
    assert.match(auditId ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.equal(response.headers.get('x-intramural-load'), 'idle');
    const [first, second, last] = chunks;
    assert.equal(chunks.length, 3);
    const answeredBy = { replica: '127.0.0.1', route: 'only_upstream' };
    const head = { audit_id: auditId, model: 'small', tier: 'small', ...answeredBy, redactions: [] };
    const { policy_version, ...rest } = first!.intramural!;
    assert.deepEqual(rest, head);
    assert.match(policy_version, /^[0-9a-f]{16}$/);
    assert.equal(second!.intramural, undefined);
    assert.equal(last!.choices[0]?.finish_reason, 'stop');
    const { timings, ...totals } = last!.intramural as IntramuralTail;
    assert.deepEqual(totals, { ...head, policy_version, prompt_tokens: 11, completion_tokens: 2 });
    assert.ok(timings.total_ms >= timings.queued_ms);
    assert.ok(timings.first_token_ms !== null && timings.first_token_ms <= timings.total_ms);
  });

  it('says everything in one event where the model says nothing', async () => {
    model.script({ pieces: [] });
    const { chunks } = await events({ prompt: 'x' });
    assert.equal(chunks.length, 1);
    assert.equal(chunks[0]!.choices[0]?.finish_reason, 'stop');
    assert.ok('timings' in chunks[0]!.intramural!);
  });

  for (const dialect of ['vllm', 'llama.cpp'] as const) {
    it(`tells how sure the model is where it is asked, from what ${dialect} says`, async () => {
      const server = await startModelServer({ dialect });
      const other = await startGateway({ models: { small: server.url } });
      try {
        server.script({ pieces: ['a', 'b'], logprobs: [Math.log(0.9), Math.log(0.4)] });
        const ask = async (intramural: object) => {
          const response = await other.post({ model: 'small', prompt: 'x', stream: true, intramural });
          return [...(await response.text()).matchAll(/"confidence":([\d.]+)/g)].map(([, value]) => Number(value));
        };
        assert.equal((await ask({ confidence: true })).at(-1), 0.6, 'the geometric mean');
        assert.equal(server.requests[0]!.body.logprobs, 1);
        assert.deepEqual(await ask({}), []);
        assert.equal('logprobs' in server.requests[1]!.body, false);
        server.script({ pieces: ['a', 'b'] });
        assert.deepEqual(await ask({ confidence: true }), []);
      } finally {
        await other.stop();
        await server.close();
      }
    });
  }

  it('passes on what the standard fields say, within what policy allows', async () => {
    await gateway.post({
      model: 'small',
      prompt: 'x',
      max_tokens: 100_000,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      n: 1,
      user: 'someone',
      echo: false,
      logprobs: null,
    });
    const { body, headers } = model.requests[0]!;
    assert.deepEqual(
      { ...body, prompt: '', stop: [] },
      {
        model: 'small',
        prompt: '',
        stop: [],
        max_tokens: 256,
        temperature: 0.5,
        top_p: 0.9,
        seed: 7,
        frequency_penalty: 0.1,
        presence_penalty: 0.2,
        stream: true,
        stream_options: { include_usage: true },
      },
    );
    assert.equal(headers.authorization, undefined);
    assert.equal(headers['user-agent'], 'intramural');
    assert.deepEqual(
      Object.keys(headers).filter(name => name.startsWith('x-')),
      [],
    );
  });

  it('takes a prompt in a list of one, passes on the trace context, and uses the key of the server', async () => {
    const keyed = await startModelServer({ key: 'secret-key' });
    const other = await startGateway({
      config: {
        models: [{ id: 'm', template: 'codestral', upstream: { url: keyed.url, model: 'theirs', api_key_env: 'KEY' } }],
      },
      env: { KEY: 'secret-key', HTTP_PROXY: 'http://127.0.0.1:9', OPENAI_BASE_URL: 'http://127.0.0.1:9' },
    });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const response = await other.post({ model: 'm', prompt: ['P'], suffix: 'S' }, { headers: { traceparent } });
    assert.equal(response.status, 200);
    assert.equal(keyed.requests[0]!.body.model, 'theirs');
    assert.equal(keyed.requests[0]!.body.prompt, '[SUFFIX]S[PREFIX]P');
    assert.equal(keyed.requests[0]!.headers.traceparent, traceparent);
    assert.doesNotMatch(other.log(), /secret-key/);
    await other.stop();
    await keyed.close();
  });

  it('renders path, repository and context, and none that policy excludes', async () => {
    await gateway.post({
      model: 'small',
      prompt: 'P',
      intramural: {
        document: { path: 'src/b.py', language: 'python', repository: 'core' },
        context: [
          { kind: 'similar', path: 'src/a.py', language: 'python', text: 'A = 1' },
          { kind: 'similar', path: 'config/.env', language: 'properties', text: 'X=hidden' },
        ],
      },
    });
    assert.equal(
      model.requests[0]!.body.prompt,
      '<|repo_name|>core\n<|file_sep|>src/a.py\nA = 1\n<|file_sep|>src/b.py\n<|fim_prefix|>P<|fim_suffix|><|fim_middle|>',
    );
  });

  for (const dialect of ['vllm', 'llama.cpp'] as const) {
    it(`understands ${dialect}, however its bytes are cut`, async () => {
      const other = await startModelServer({ dialect });
      other.script({ pieces: ['über ', '中文 ', '𝒙\n'], writeBytes: 3 });
      const through = await startGateway({ models: { m: other.url } });
      const answer = await through.client.completions.create({ model: 'm', prompt: 'x' });
      assert.equal(answer.choices[0]?.text, 'über 中文 𝒙\n');
      assert.equal(answer.usage?.completion_tokens, 3);
      await through.stop();
      await other.close();
    });
  }

  it('ends the answer at a stop string and stops the model there', async () => {
    model.script({ pieces: ['one', '\n', 'two', '\n', 'three'], pieceMs: 20 });
    const answer = await gateway.client.completions.create({ model: 'small', prompt: 'x', stop: ['o\n', '}\n'] });
    assert.equal(answer.choices[0]?.text, 'one\ntw');
    // A stop string with a word in it is the user's own text: it is applied here and not shown to the model.
    assert.equal(model.requests[0]!.body.stop?.[0], '}\n');
    assert.ok(!model.requests[0]!.body.stop?.includes('o\n'));
    assert.equal(model.requests[0]!.body.stop?.length, 4);
    assert.equal((await model.requests[0]!.ended).whole, false);
  });

  it('lets no special token through, and ends the answer there', async () => {
    model.script({ pieces: ['ok', ';<|fim', '_pad|>', '<|endoftext|>never'] });
    const answer = await gateway.client.completions.create({ model: 'small', prompt: 'x' });
    assert.equal(answer.choices[0]?.text, 'ok;');
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
  });

  it('gives back text that looks like a special token when the model repeats it', async () => {
    model.script(request => ({ pieces: [/".*middle.*"/.exec(request.body.prompt)?.[0] ?? 'lost'] }));
    const prompt = 'stop = "<|fim_middle|>"\n';
    const answer = await gateway.client.completions.create({ model: 'small', prompt });
    assert.equal(model.requests[0]!.body.prompt.split('<|fim_middle|>').length, 2);
    assert.equal(answer.choices[0]?.text, '"<|fim_middle|>"');
  });

  it('lists models and policy to those signed in, and says to everybody that it lives', async () => {
    const headers = { authorization: `Bearer ${gateway.token}` };
    const models = (await (await fetch(`${gateway.origin}/v1/models`, { headers })).json()) as {
      data: { id: string }[];
    };
    assert.deepEqual(
      models.data.map(({ id }) => id),
      ['small'],
    );
    const policy = (await (await fetch(`${gateway.origin}/v1/policy`, { headers })).json()) as {
      policy_version: string;
    };
    assert.match(policy.policy_version, /^[0-9a-f]{16}$/);
    assert.equal((await fetch(`${gateway.origin}/v1/policy`)).status, 401);
    const health = await fetch(`${gateway.origin}/healthz`);
    assert.deepEqual(await health.json(), { service: 'intramural', status: 'ok' });
  });

  it('says of each part whether it is ready', async () => {
    const ready = await fetch(`${gateway.origin}/readyz`);
    assert.equal(ready.status, 200);
    assert.deepEqual(await ready.json(), {
      ready: true,
      audit: 'open',
      console: 'away',
      models: { small: 'ready' },
      draining: false,
    });
    const alone = await startGateway();
    const starting = await fetch(`${alone.origin}/readyz`);
    assert.equal(starting.status, 503);
    assert.deepEqual(((await starting.json()) as { models: object }).models, { 'qwen2.5-coder-0.5b': 'starting' });
    await alone.stop();
  });

  it('counts tokens and times by OpenTelemetry’s names', async () => {
    await gateway.client.completions.create({ model: 'small', prompt: 'x' });
    // Counted when the end is recorded, which the client does not wait for.
    let metrics = '';
    await until(async () => {
      metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
      return metrics.includes('outcome="completed"');
    });
    assert.match(metrics, /gen_ai_client_token_usage_sum\{gen_ai_request_model="small",gen_ai_token_type="output"\} 2/);
    assert.match(metrics, /gen_ai_server_time_to_first_token_seconds_count\{gen_ai_request_model="small"\} 1/);
    assert.match(
      metrics,
      /gen_ai_server_request_duration_seconds_count\{gen_ai_request_model="small",outcome="completed"\} 1/,
    );
    assert.match(metrics, /intramural_requests_under_way\{gen_ai_request_model="small"\} 0/);
    assert.match(metrics, /intramural_stage_duration_seconds_count\{stage="redact"\} 1/);
  });
});
