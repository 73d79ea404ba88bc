import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { applyPolicy } from '../../../server/gateway/apply-policy.ts';
import type { Call } from '../../../server/gateway/call.ts';
import { readRules } from '../../../server/policy/decide.ts';
import { policySchema } from '../../../server/policy/schema.ts';

describe('what policy leaves of a request', () => {
  const rules = readRules(policySchema.parse({ exclude_content: ['Strictly confidential'] }));
  const apply = (prefix: string, suffix: string) =>
    applyPolicy(
      {
        asked: {
          text: { prefix, suffix, path: '', language: '', repository: '', user: '', context: [] },
          maxTokens: null,
        } as unknown as Call['asked'],
        identity: { subject: 'ana', method: 'oidc', team: 'Risk', roles: ['developer'] },
        named: { config: { tier: 'small' } } as unknown as Call['named'],
      },
      { rules, models: new Map(), count: () => 0, clock: () => 0 },
    );

  it('is nothing where the text has a mark, also one that the cursor stands in', () => {
    for (const [prefix, suffix] of [
      ['// Strictly confidential\n', ''],
      ['', '// strictly CONFIDENTIAL'],
      ['// Strictly conf', 'idential\n'],
    ] as const) {
      assert.throws(() => apply(prefix, suffix), { code: 'content_excluded' }, `${prefix}|${suffix}`);
    }
    assert.equal(apply('// Strictly', ' speaking').decision, 'allow');
  });
});
