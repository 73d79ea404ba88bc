import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { clientOf } from '../../../server/gateway/client.ts';
import { readRequest } from '../../../server/gateway/request.ts';

describe('reading a request', () => {
  it('decides every optional field', () => {
    assert.deepEqual(readRequest({ model: 'm', prompt: 'x' }), {
      model: 'm',
      text: { prefix: 'x', suffix: '', path: '', language: '', repository: '', user: '', context: [] },
      maxTokens: null,
      temperature: 0,
      topP: null,
      seed: null,
      frequencyPenalty: null,
      presencePenalty: null,
      stop: [],
      stream: false,
      includeUsage: false,
      requestId: null,
      clientSession: null,
      priority: 'interactive',
      trigger: null,
      deadlineMs: null,
      confidence: false,
    });
  });

  it('takes null for what is absent, as OpenAI’s clients send it', () => {
    const nulls = {
      suffix: null,
      max_tokens: null,
      stop: null,
      stream: null,
      n: null,
      logprobs: null,
      logit_bias: null,
    };
    assert.equal(readRequest({ model: 'm', prompt: 'x', ...nulls }).text.suffix, '');
  });

  it('replaces half characters, which no server can read, and keeps the length', () => {
    const { text } = readRequest({ model: 'm', prompt: 'a\ud83d', suffix: '\ude00b', stop: '\ud83d' });
    assert.deepEqual([text.prefix, text.suffix], ['a\ufffd', '\ufffdb']);
    assert.equal(readRequest({ model: 'm', prompt: '😀' }).text.prefix, '😀');
  });

  it('writes ids in small letters and drops stop strings said twice', () => {
    const request_id = '0190A1B2-0000-7000-8000-00000000000F';
    const asked = readRequest({ model: 'm', prompt: 'x', stop: ['a', 'a'], intramural: { request_id } });
    assert.equal(asked.requestId, request_id.toLowerCase());
    assert.deepEqual(asked.stop, ['a']);
  });
});

describe('naming the client', () => {
  const cases: [header: string | undefined, name: string | null, version: string | undefined][] = [
    ['OpenAI/JS 6.49.0', 'openai-js', '6.49.0'],
    ['AsyncOpenAI/Python 1.2.3', 'openai-python', '1.2.3'],
    ['curl/8.5.0', 'curl', '8.5.0'],
    ['intramural-editor/0.1.0', 'intramural-editor', '0.1.0'],
    ['password=hunter2', 'other', undefined],
    ['curl/8.5.0-SECRET', 'curl', '8.5.0'],
    [undefined, null, undefined],
  ];
  for (const [header, name, version] of cases) {
    it(`${header} is ${name}`, () => {
      const client = clientOf(header);
      assert.equal(client?.name ?? null, name);
      assert.equal(client?.version, version);
    });
  }
});
