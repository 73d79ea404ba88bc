import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RedactionRefusal, redact } from '../../../server/gateway/redact.ts';
import type { Redactor, RequestText } from '../../../server/redaction/redaction.ts';

/** Replaces SECRET by xxxxxx, in every part that it is given. */
const fakeRedactor: Redactor = {
  redact: text => {
    const clean = (value: string) => value.replaceAll('SECRET', 'xxxxxx');
    const context = text.context.map(item => ({ ...item, text: clean(item.text) }));
    return {
      kind: 'redacted',
      text: { ...text, prefix: clean(text.prefix), context },
      findings: [],
      guard: () => ({ push: piece => piece, end: () => '', over: false, events: [] }),
      restorer: () => ({ push: piece => piece, end: () => '' }),
    };
  },
};

const text: RequestText = {
  prefix: 'SECRET',
  suffix: '',
  path: 'a.py',
  language: 'python',
  repository: '',
  user: '',
  context: [
    { kind: 'similar', path: 'src/SECRET.py', language: 'python', text: 'a SECRET' },
    { kind: 'similar', path: 'src/b.py', language: 'python', text: 'b' },
  ],
};

describe('the redaction stage', () => {
  it('has the paths of context scanned as well', () => {
    const { text: clean } = redact(text, fakeRedactor);
    assert.equal(clean.prefix, 'xxxxxx');
    assert.deepEqual(
      clean.context.map(({ path, text: content }) => [path, content]),
      [
        ['src/xxxxxx.py', 'a xxxxxx'],
        ['src/b.py', 'b'],
      ],
    );
  });

  it('refuses the request when the scan refuses or fails, without repeating what it failed on', () => {
    const refusing: Redactor = {
      redact: () => ({ kind: 'refused', code: 'timed_out', message: 'Too slow.', findings: [] }),
    };
    assert.throws(() => redact(text, refusing), { code: 'redaction_timed_out', status: 503 });
    const unguarded: Redactor = {
      redact: all => {
        const { guard: _, ...outcome } = fakeRedactor.redact(all) as Extract<
          ReturnType<Redactor['redact']>,
          { kind: 'redacted' }
        >;
        return outcome;
      },
    };
    assert.throws(() => redact(text, unguarded), { code: 'redaction_failed' });
    const failing: Redactor = {
      redact: () => {
        throw new Error('bad input: SECRET');
      },
    };
    assert.throws(
      () => redact(text, failing),
      error =>
        error instanceof RedactionRefusal && error.code === 'redaction_failed' && !error.message.includes('SECRET'),
    );
  });
});
