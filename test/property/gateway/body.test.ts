import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Refusal } from '../../../server/gateway/refusal.ts';
import { readRequest } from '../../../server/gateway/request.ts';

const names = [
  'model',
  'prompt',
  'suffix',
  'max_tokens',
  'temperature',
  'top_p',
  'seed',
  'stop',
  'stream',
  'stream_options',
  'n',
  'best_of',
  'echo',
  'logprobs',
  'logit_bias',
  'user',
  'intramural',
  '__proto__',
  'constructor',
];
const body = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 8 }) },
  {
    weight: 4,
    arbitrary: fc
      .dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
      .map(fields => ({ ...fields, model: 'm', prompt: 'x' })),
  },
);

describe('any body', () => {
  it('is read or refused by a field’s name, and nothing else happens', () => {
    fc.assert(
      fc.property(body, value => {
        try {
          const asked = readRequest(value);
          assert.equal(typeof asked.text.prefix, 'string');
          assert.ok(asked.stop.every(stop => stop !== ''));
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error));
          assert.equal(error.status, 422);
          assert.ok(error.param);
          assert.match(error.message, /\.$/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
