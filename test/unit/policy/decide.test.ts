import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readRules } from '../../../server/policy/decide.ts';
import { explain, type Question } from '../../../server/policy/explain.ts';
import { policySchema } from '../../../server/policy/schema.ts';

const rules = readRules(
  policySchema.parse({
    languages: ['java', 'sql'],
    exclude: { paths: ['secret/', '!secret/readme.md'] },
    exclude_content: ['Strictly Confidential'],
    data_classes: { restricted: { tiers: ['vault'] }, open: {}, nowhere: { tiers: [] } },
    repositories: [
      { match: 'bank/payments/**', data_class: 'restricted' },
      { match: 'bank/*', data_class: 'open' },
      { match: 'bank/keys/hsm', data_class: 'nowhere' },
    ],
    default_data_class: 'restricted',
    tiers: [
      { tier: 'large', languages: ['java'], least_tokens: 64, load: 'idle' },
      { tier: 'vault', data_classes: ['restricted'] },
      { tier: 'small' },
    ],
    quotas: { user: { requests_per_minute: 60 }, teams: { risk: { tokens_per_day: 1000 } } },
  }),
);

const question: Question = {
  user: 'ana',
  team: 'risk',
  repository: 'bank/web',
  path: 'src/A.java',
  language: 'java',
  tier: null,
  tokens: 100,
};
const explained = (over: Partial<Question>) => explain(rules, { ...question, ...over }, 0);
const decider = (over: Partial<Question>) => {
  const { allowed, steps } = explained(over);
  return [allowed, steps.at(-1)!.rule, steps.at(-1)!.place.join('.')];
};

describe('what a policy decides', () => {
  it('gives a repository the class of the first line that fits, whatever its case', () => {
    const classes = ['bank/payments/core', 'Bank/Web', 'bank/payments', 'elsewhere', '', 'bank/keys/hsm'].map(
      repository => rules.dataClass(repository).value,
    );
    assert.deepEqual(classes, ['restricted', 'open', 'open', 'restricted', 'restricted', 'nowhere']);
  });

  it('names the rule that refuses', () => {
    assert.deepEqual(decider({ language: 'cobol' }), [false, 'language', 'languages']);
    assert.deepEqual(decider({ path: 'secret/a.java' }), [false, 'path', 'exclude.paths.0']);
    assert.equal(explained({ path: 'secret/readme.md' }).allowed, true);
    assert.deepEqual(decider({ repository: 'bank/keys/hsm' }), [false, 'tiers', 'data_classes.nowhere.tiers']);
    assert.deepEqual(decider({ repository: 'x', tier: 'large' }), [false, 'tier', 'data_classes.restricted.tiers']);
  });

  it('never chooses a tier that the class may not reach', () => {
    const ask = { language: 'java', team: 'risk', arm: null, tokens: 100, served: () => true, idle: () => true };
    assert.deepEqual(rules.chooseTier({ ...ask, dataClass: 'open' })?.value, 'large');
    assert.deepEqual(rules.chooseTier({ ...ask, dataClass: 'restricted' })?.value, 'vault');
    assert.equal(rules.chooseTier({ ...ask, dataClass: 'nowhere' }), null);
    assert.equal(rules.chooseTier({ ...ask, dataClass: 'open', tokens: 10 })?.value, 'small');
    assert.equal(rules.chooseTier({ ...ask, dataClass: 'open', idle: () => false })?.value, 'small');
    assert.equal(rules.chooseTier({ ...ask, dataClass: 'restricted', served: tier => tier !== 'vault' }), null);
  });

  it('finds a mark in a text in whatever case, and says the limits of a team', () => {
    assert.deepEqual(rules.excludingContent('/* STRICTLY CONFIDENTIAL */'), ['exclude_content', 0]);
    const accented = readRules(policySchema.parse({ exclude_content: ['Streng vertraulich für Prüfer'] }));
    assert.notEqual(accented.excludingContent('// streng vertraulich fu\u0308r Pru\u0308fer'), null);
    assert.equal(rules.excludingContent('strictly, confidential'), null);
    const { steps } = explained({});
    assert.equal(steps.find(({ rule }) => rule === 'user_quota')?.says, '60 requests a minute');
    assert.equal(steps.find(({ rule }) => rule === 'team_quota')?.says, '1000 tokens a day');
  });
});
