import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseRequest } from '../../../server/engine/request.ts';

describe('request to the engine', () => {
  it('has a likeliest, short answer where nothing else is asked', () => {
    assert.deepEqual(parseRequest({ model: 'any', prompt: 'x', suffix: null, user: 'u' }), {
      kind: 'request',
      request: {
        prompt: 'x',
        maxTokens: 16,
        temperature: 0,
        topP: 1,
        seed: 0,
        stops: [],
        forbidden: [],
        stream: false,
        includeUsage: false,
        logprobs: false,
        priority: 'interactive',
        deadlineMs: null,
      },
    });
  });

  it('takes one stop string or many', () => {
    const stops = (stop: unknown) => {
      const parsed = parseRequest({ prompt: '', stop });
      return parsed.kind === 'request' ? parsed.request.stops : parsed.param;
    };
    assert.deepEqual(stops('\n'), ['\n']);
    assert.deepEqual(stops(['a', 'b', 'c', 'd', 'e', 'f']), ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.deepEqual(stops(null), []);
    assert.equal(stops(Array.from({ length: 65 }, () => 'x')), 'stop');
  });

  for (const [wrong, param] of [
    [null, ''],
    [{}, 'prompt'],
    [{ prompt: ['a'] }, 'prompt'],
    [{ prompt: '', max_tokens: -1 }, 'max_tokens'],
    [{ prompt: '', max_tokens: 1.5 }, 'max_tokens'],
    [{ prompt: '', temperature: 3 }, 'temperature'],
    [{ prompt: '', top_p: 0 }, 'top_p'],
    [{ prompt: '', n: 2 }, 'n'],
    [{ prompt: '', intramural: { deadline_ms: 0 } }, 'intramural.deadline_ms'],
  ] as const) {
    it(`is refused as ${JSON.stringify(wrong)}, naming what is wrong`, () => {
      const parsed = parseRequest(wrong);
      assert.equal(parsed.kind === 'wrong' ? parsed.param : parsed.kind, param);
    });
  }

  it('never repeats the text of a request in its message', () => {
    const parsed = parseRequest({ prompt: 'x', stop: { secret: 'hunter2' } });
    assert.ok(parsed.kind === 'wrong' && !parsed.message.includes('hunter2'));
  });
});
