import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { describe, it } from 'mocha';
import { answerTo, reviewLines } from '../../../server/redaction/review/json-lines.ts';
import { createReview } from '../../../server/redaction/review/review.ts';

const review = createReview({ tenant: 'default' });
const answer = (given: unknown) => answerTo(review, typeof given === 'string' ? given : JSON.stringify(given));

describe('redact --jsonl', () => {
  it('answers a text with spans over the value without its quotes', () => {
    const text = 'String password = "Tr0ub4dor&3x";';
    const got = answer({ id: 'a', text, path: 'A.java', languageId: 'java' });
    assert.deepEqual(got.spans, [
      { start: 19, end: 31, rule: 'assigned-password', class: 'password', confidence: 0.9 },
    ]);
    assert.equal((got.redacted as string).length, text.length);
    assert.equal(got.id, 'a');
  });

  it('answers a document with the cursor in it in offsets over both parts', () => {
    const got = answer({ id: 1, prefix: 'String password = "Tr0ub', suffix: '4dor&3x";' });
    assert.deepEqual(
      got.spans.map(({ start, end }) => [start, end]),
      [[19, 31]],
    );
    const redacted = got.redacted as { prefix: string; suffix: string };
    assert.deepEqual([redacted.prefix.length, redacted.suffix.length], [24, 9]);
    assert.equal('refused' in got && got.refused, 'cursor_in_secret');
  });

  it('gives offsets in UTF-16 units', () => {
    const got = answer({ id: 1, text: '// 😀 密码\npassword = "Tr0ub4dor&3x"' });
    assert.deepEqual(
      got.spans.map(({ start, end }) => [start, end]),
      [[21, 33]],
    );
  });

  const bad: [string, unknown][] = [
    ['no JSON', 'x'],
    ['no object', []],
    ['neither text nor parts', { id: 7 }],
    ['both', { id: 7, text: '', prefix: '', suffix: '' }],
    ['a path that is no string', { id: 7, text: '', path: 3 }],
  ];
  for (const [what, given] of bad) {
    it(`gives an error in its place for ${what}`, () => {
      const got = answer(given);
      assert.ok('error' in got);
      assert.deepEqual([got.spans, got.redacted], [[], null]);
    });
  }

  it('answers in order and goes on behind a bad case', async () => {
    const lines: string[] = [];
    const output = new Writable({
      write(chunk, _encoding, done) {
        lines.push(...String(chunk).trim().split('\n'));
        done();
      },
    });
    const found = await reviewLines(
      review,
      Readable.from(['{"id":1,"text":"a"}\nx\n', '{"id":2,"text":"password=\\"Tr0ub4dor&3x\\""}\n']),
      output,
    );
    assert.deepEqual(
      lines.map(line => (JSON.parse(line) as { id: unknown }).id),
      [1, null, 2],
    );
    assert.equal(found, 1);
  });

  it('makes the same placeholders on every run, and no digests without the key', () => {
    const again = createReview({ tenant: 'default' });
    const one = { prefix: 'password = "Tr0ub4dor&3x"', suffix: '', path: '', language: '', hasCursor: false };
    assert.equal(again.look(one).prefix, review.look(one).prefix);
    assert.equal(review.digest('x'), null);
    assert.throws(() => createReview({ tenant: 'default', digests: true }), /under the key of the proxy/);
  });
});
