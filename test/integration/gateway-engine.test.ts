import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type Engine, startEngine } from '../../server/engine/start.ts';
import { ensureModel } from '../../server/model/ensure.ts';
import type { EngineAddress } from '../../server/serve/messages.ts';
import type { CompletionChunk } from '../../server/wire/completion.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

/** The whole way with the real model: gateway, engine process, weights. */
describe('the gateway before the embedded engine', function () {
  this.timeout(120_000);
  const id = 'qwen2.5-coder-0.5b';
  let engine: Engine;
  let address: EngineAddress;
  let gateway: TestGateway;

  async function startModel(): Promise<void> {
    const model = await ensureModel();
    engine = await startEngine({ modelPath: model.path, contextTokens: 2048 });
    address = { url: engine.url, secret: engine.secret, model: id, weights_sha256: model.sha256 };
  }
  before(async () => {
    await startModel();
    gateway = await startGateway({
      engine: address,
      config: { models: [{ id, template: 'qwen2.5-coder', context_tokens: 2048, upstream: 'embedded' }] },
    });
  });
  after(async () => {
    await gateway?.stop();
    await engine?.stop();
  });

  const account = {
    model: id,
    prompt: 'public class Account {\n  private long balance;\n\n  public long getBalance() {\n    return ',
    suffix: '\n  }\n}\n',
    max_tokens: 24,
  };

  async function slots(): Promise<{ busy: boolean }> {
    const response = await fetch(`${engine.url}/slots`, { headers: { authorization: `Bearer ${engine.secret}` } });
    return (await response.json()) as { busy: boolean };
  }

  it('fills in the middle, streamed or not, with the same words', async () => {
    const whole = await gateway.client.completions.create({ ...account, stop: '\n' });
    assert.match(whole.choices[0]!.text, /^(this\.)?balance;$/);
    assert.ok(whole.usage!.prompt_tokens > 20);
    let text = '';
    for await (const chunk of await gateway.client.completions.create({ ...account, stop: '\n', stream: true })) {
      text += chunk.choices[0]?.text ?? '';
    }
    assert.equal(text, whole.choices[0]!.text);
  });

  it('completes with path, repository and context', async () => {
    const answer = await gateway.post({
      ...account,
      stop: '\n',
      intramural: {
        document: { path: 'src/main/java/Account.java', language: 'java', repository: 'bank/core' },
        context: [
          {
            kind: 'definition',
            path: 'src/main/java/Money.java',
            language: 'java',
            text: 'record Money(long cents) {}\n',
          },
        ],
      },
    });
    const { choices } = (await answer.json()) as CompletionChunk;
    assert.match(choices[0]!.text, /balance/);
  });

  it('has the model write something else than a blocked term, so that the guard has nothing to drop', async () => {
    const strict = await startGateway({
      engine: address,
      config: { models: [{ id, template: 'qwen2.5-coder', context_tokens: 2048, upstream: 'embedded' }] },
      policy: { output: { blocked_terms: { terms: ['return'], action: 'drop' } } },
    });
    try {
      const short = { model: id, prompt: 'function add(a, b) {\n  ', suffix: '\n}\n', max_tokens: 4 };
      // The first request asks how the term is cut into tokens, and does not wait for the answer.
      const first = await strict.post(short);
      assert.equal(first.status, 422);
      assert.match(await first.text(), /output_blocked/);
      let answer = first;
      await until(async () => {
        answer = await strict.post(short);
        return answer.status === 200;
      });
      const { choices } = (await answer.json()) as CompletionChunk;
      assert.notEqual(choices[0]!.text, '');
      assert.doesNotMatch(choices[0]!.text, /return/i);
      const ends = (await strict.records()).filter(record => record.kind === 'inference.end');
      assert.equal(ends[0]!.guards[0]?.rule, 'blocked-term');
      assert.deepEqual(ends.at(-1)!.guards, []);
    } finally {
      await strict.stop();
    }
  });

  it('leaves the engine free as soon as the client has gone', async () => {
    const leaving = new AbortController();
    const response = await gateway.post(
      {
        ...account,
        prompt: `// ${'count to a thousand '.repeat(80)}\nint[] primes = {2, 3, 5, `,
        suffix: '',
        max_tokens: 256,
        stream: true,
      },
      { signal: leaving.signal },
    );
    await response.body!.getReader().read();
    assert.equal((await slots()).busy, true);
    leaving.abort();
    await until(async () => !(await slots()).busy);
  });

  it('ends cleanly when the engine is killed, and goes on when it is back', async () => {
    const response = await gateway.post({
      ...account,
      prompt: 'int[] primes = {2, 3, 5, ',
      max_tokens: 256,
      stream: true,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    process.kill(engine.pid, 'SIGKILL');
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
    assert.match(rest, /"finish_reason":"stop".*data: \[DONE\]/s);
    gateway.service.engineMoved(null);
    assert.equal((await gateway.post(account)).status, 503);
    await startModel();
    gateway.service.engineMoved(address);
    assert.equal((await gateway.post(account)).status, 200);
    const records = await gateway.records();
    const [broken] = records.filter(record => record.kind === 'inference.end' && record.result === 'failed');
    assert.equal(broken?.kind === 'inference.end' && broken.error?.code, 'upstream_cut');
    const start = records.find(record => record.kind === 'inference.start');
    assert.equal(start?.model?.weights, address.weights_sha256);
    assert.equal(start?.model?.engine, 'llama.cpp');
  });
});
