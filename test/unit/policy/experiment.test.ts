import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readRules } from '../../../server/policy/decide.ts';
import { armOf, armShares, type Experiment, experimentSchema } from '../../../server/policy/experiment.ts';
import { explain } from '../../../server/policy/explain.ts';
import { policySchema, published } from '../../../server/policy/schema.ts';

const people = Array.from({ length: 4000 }, (_, at) => ({
  subject: `person:${at}`,
  team: at % 2 ? 'Risk' : 'Payments',
}));

function experiment(shares: Record<string, number>, more: object = {}): Experiment {
  const arms = Object.fromEntries(Object.entries(shares).map(([arm, share]) => [arm, { share }]));
  return experimentSchema.parse({ name: 'context-size', arms, ...more });
}

describe('an experiment', () => {
  it('gives every arm its share of the people, always the same', () => {
    const thirds = experiment({ a: 0.2, b: 0.3, c: 0.1 });
    const arms = people.map(person => armOf(thirds, person));
    for (const [arm, share] of [
      ['a', 0.2],
      ['b', 0.3],
      ['c', 0.1],
      [null, 0.4],
    ] as const) {
      const found = arms.filter(one => one === arm).length / people.length;
      // Four standard errors.
      assert.ok(Math.abs(found - share) < 4 * Math.sqrt((share * (1 - share)) / people.length), `${arm} ${found}`);
    }
    assert.deepEqual(
      people.map(person => armOf(experiment({ c: 0.1, b: 0.3, a: 0.2 }), person)),
      arms,
    );
    const other = experimentSchema.parse({ ...thirds, name: 'another' });
    assert.notDeepEqual(
      people.map(person => armOf(other, person)),
      arms,
    );
    assert.deepEqual(armShares(thirds), { 'context-size/a': 0.2, 'context-size/b': 0.3, 'context-size/c': 0.1 });
  });

  it('grows without moving anybody from arm to arm', () => {
    const [small, large] = [experiment({ a: 0.1, b: 0.1 }), experiment({ a: 0.5, b: 0.5 })];
    for (const person of people) {
      const before = armOf(small, person);
      if (before !== null) assert.equal(armOf(large, person), before);
      assert.notEqual(armOf(large, person), null);
    }
  });

  it('is for the teams that it names, and for nobody where there is none', () => {
    const risk = experiment({ a: 0.5, b: 0.5 }, { teams: ['Risk'] });
    for (const person of people) assert.equal(armOf(risk, person) !== null, person.team === 'Risk');
    assert.equal(armOf(null, people[0]!), null);
  });

  it('is refused where it compares nothing or promises more than all', () => {
    const refused = (value: object) => assert.equal(policySchema.safeParse(value).success, false);
    refused({ experiment: { name: 'x', arms: { a: { share: 1 } } } });
    refused({ experiment: { name: 'x', arms: { a: { share: 0.6 }, b: { share: 0.6 } } } });
    refused({ experiment: { name: 'x', arms: { a: { share: 0 }, b: { share: 0.5 } } } });
    refused({ experiment: { name: 'src/Main', arms: { a: { share: 0.5 }, b: { share: 0.5 } } } });
    refused({ experiment: { name: 'x', arms: { a: { share: 0.5, telemetry: {} }, b: { share: 0.5 } } } });
    refused({ tiers: [{ tier: 'small', arms: ['a'] }] });
    const third = 1 / 3;
    const thirds = { a: { share: third }, b: { share: third }, c: { share: third } };
    assert.ok(policySchema.safeParse({ experiment: { name: 'x', arms: thirds } }).success);
  });

  it('changes what a person is told, and what holds for them', () => {
    const policy = policySchema.parse({
      completion: { max_tokens: 100, context_tokens_of: { m: 5 } },
      experiment: {
        name: 'length',
        arms: {
          long: { share: 0.5, completion: { max_tokens: 300, context_tokens_of: { n: 7 } } },
          usual: { share: 0.5 },
        },
      },
      tiers: [{ tier: 'large', arms: ['long'] }, { tier: 'small' }],
    });
    const rules = readRules(policy);
    const document = { policy, policy_version: '0'.repeat(16) };
    const told = people.slice(0, 50).map(person => ({ person, document: published(document, ['e'], person) }));
    const arms = new Set(told.map(({ document: { arm } }) => arm));
    assert.deepEqual([...arms].sort(), ['length/long', 'length/usual']);
    for (const { person, document } of told) {
      const isLong = document.arm === 'length/long';
      assert.equal(document.policy.completion.max_tokens, isLong ? 300 : 100);
      assert.deepEqual(document.policy.completion.context_tokens_of, { e: 0, m: 5, ...(isLong ? { n: 7 } : {}) });
      const question = { repository: '', path: 'A.java', language: 'java', tier: null, tokens: 1000 };
      const { steps } = explain(rules, { ...question, user: person.subject, team: person.team }, 0);
      const says = (rule: string) => steps.find(step => step.rule === rule)?.says;
      assert.equal(says('experiment'), `in the arm ${document.arm}`);
      assert.equal(says('tokens'), `an answer has at most ${isLong ? 300 : 100} tokens`);
      assert.match(says('tier') ?? '', isLong ? /^large/ : /^small/);
    }
    assert.equal(published(document).arm, undefined);
    assert.equal('experiment' in told[0]!.document.policy, false);
  });
});
