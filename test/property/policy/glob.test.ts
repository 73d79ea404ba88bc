import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readRules } from '../../../server/policy/decide.ts';
import { policySchema } from '../../../server/policy/schema.ts';
import { excludedPaths } from '../../../server/wire/excluded-paths.ts';

/** The same patterns as a regular expression: plain to see, and slow for whoever means harm. */
function byRegularExpression(pattern: string): RegExp {
  const trimmed = pattern.replace(/\/$/, '');
  const steps = trimmed.replace(/^\//, '').split('/');
  const body = steps
    .map((step, index) => {
      const isLast = index === steps.length - 1;
      if (step === '**') return isLast ? '.*' : '(?:[^/]+/)*';
      const source = step.replace(/\*+|[?.]/g, found => (found === '.' ? '\\.' : found === '?' ? '[^/]' : '[^/]*'));
      return `${source}${isLast ? '' : '/'}`;
    })
    .join('');
  return new RegExp(`^${trimmed.includes('/') ? '' : '(?:[^/]+/)*'}${body}(?:/.*)?$`, 'isu');
}

const step = fc.oneof(
  { weight: 1, arbitrary: fc.constant('**') },
  {
    weight: 4,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '?', '.'), minLength: 1, maxLength: 5 }),
  },
);
const pattern = fc
  .tuple(fc.constantFrom('', '/'), fc.array(step, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
  .map(([start, steps, end]) => `${start}${steps.join('/')}${end}`);
const path = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', 'B', '.', 'x'), minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map(steps => steps.filter(one => one !== '.' && one !== '..').join('/'))
  .filter(text => text !== '');

describe('patterns of paths', () => {
  it('fit what a regular expression of the same meaning fits', () => {
    fc.assert(
      fc.property(pattern, path, (rule, text) => {
        assert.equal(excludedPaths([rule])(text), byRegularExpression(rule).test(text), `${rule} on ${text}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it('of repositories fit what a regular expression of the same meaning fits', () => {
    const match = fc.string({ unit: fc.constantFrom('a', 'B', '/', '*', '.'), minLength: 1, maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', 'x'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(match, name, (line, repository) => {
        const rules = readRules(
          policySchema.parse({ data_classes: { k: {} }, repositories: [{ match: line, data_class: 'k' }] }),
        );
        const source = line.replace(/\*+|\./g, found => (found === '.' ? '\\.' : found === '*' ? '[^/]*' : '.*'));
        const expected = new RegExp(`^${source}$`, 'isu').test(repository) ? 'k' : null;
        assert.equal(rules.dataClass(repository).value, expected, `${line} on ${repository}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are read in one pass, whatever the path', () => {
    const fits = excludedPaths(['**/*a*a*a*a*b', '**/a/**/b/**/c.pem', '**/**/**/**/x']);
    const texts = ['a'.repeat(1_024), 'a/b/'.repeat(256), 'a/'.repeat(512)];
    for (const text of texts) {
      assert.equal(fits(text), false);
    }
    const dataClass = readRules(
      policySchema.parse({ data_classes: { k: {} }, repositories: [{ match: '**a*a**a*a**b', data_class: 'k' }] }),
    ).dataClass;
    for (const text of texts) assert.equal(dataClass(text).value, null);
  }).timeout(2_000);
});
