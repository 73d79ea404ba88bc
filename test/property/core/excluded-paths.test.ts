import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { IgnoreRules } from '../../../extension/context/ignore.ts';
import { forbiddenBy } from '../../../extension/engine/rules.ts';
import { readRules } from '../../../server/policy/decide.ts';
import { policySchema } from '../../../server/policy/schema.ts';
import { isExcluded } from '../../../server/wire/excluded-paths.ts';

const step = fc.constantFrom('a', 'b', 'ab', '.env', 'KEY.pem', 'src', '..', '.');
const path = fc.array(step, { minLength: 1, maxLength: 5 }).map(steps => steps.join('/'));
const pattern = fc
  .array(
    fc.constantFrom('a', 'b', '*', '**', '?', '/', '.', '[ab]', '[!a]', '[b-a]', '[', ']', 'env', '(', '\\', '+'),
    {
      minLength: 1,
      maxLength: 7,
    },
  )
  .chain(parts => fc.constantFrom('', '!').map(sign => sign + parts.join('')));

describe('what editor and proxy keep back', () => {
  it('is the same, whatever the patterns are', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, asked) => {
        const policy = policySchema.parse({ exclude: { paths: patterns } });
        const inEditor = forbiddenBy(policy, 'java', [asked]) === 'policy-path';
        const inProxy = readRules(policy).excludingPath(asked) !== null;
        assert.equal(inEditor, inProxy);
        if (!asked.includes('.')) {
          const ignore = new IgnoreRules();
          ignore.add('', patterns.join('\n'));
          assert.equal(ignore.excludes(asked), inProxy);
        }
      }),
    );
  });

  it('does not depend on detours, on the slash or on upper and lower case', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, asked) => {
        const excluded = isExcluded(asked, patterns);
        for (const same of [`./${asked}`, `x/../${asked}`, asked.replaceAll('/', '\\'), asked.toUpperCase()]) {
          // A step back from the top leads nowhere, but `x` would be taken by it.
          if (!asked.split('/').includes('..') || !same.startsWith('x'))
            assert.equal(isExcluded(same, patterns), excluded);
        }
      }),
    );
  });
});
