import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FileProblems, parseYaml } from '../../../server/config/yaml.ts';
import { policySchema, published } from '../../../server/policy/schema.ts';

const rule = `redaction:
  rules:
    - id: bank-ticket
      pattern: BNK-[A-Z0-9]{12}
      matches: ['ticket: {value}']
      leaves: ['{masked}']
`;

/** What is said of a policy: line, field, message. */
function problemsOf(text: string): [number, string, string][] {
  try {
    parseYaml(text, 'policy.yaml', policySchema);
    return [];
  } catch (error) {
    assert.ok(error instanceof FileProblems);
    return error.problems.map(({ line, field, message }) => [line, field, message]);
  }
}

describe('the sections redaction and output of a policy', () => {
  it('take a rule that holds', () => assert.deepEqual(problemsOf(rule), []));

  const refused: [string, string, RegExp][] = [
    ['is not linear', rule.replace('[A-Z0-9]{12}', '[A-Z]{2,}[A-Z0-9]+'), /would not be linear/],
    ['repeats a repeat', rule.replace('[A-Z0-9]{12}', '(?:[A-Z]+)+'), /repeats inside repeats are not linear/],
    ['finds what it is to leave alone', rule.replace('{masked}', '{value}'), /which it is to leave alone/],
    ['misses its own example', rule.replace('ticket: {value}', 'ticket'), /does not find its own example/],
  ];
  for (const [what, text, reason] of refused) {
    it(`refuse a rule that ${what}, naming its line and the reason`, () => {
      const [[line, field, message] = [0, '', ''], ...more] = problemsOf(text);
      assert.deepEqual([line, field, more], [3, 'redaction.rules[0]', []]);
      assert.match(message, reason);
    });
  }

  it('refuse a rule without examples', () => {
    const [problem] = problemsOf(rule.replace("      leaves: ['{masked}']\n", ''));
    assert.equal(problem?.[1], 'redaction.rules[0].leaves');
  });

  it('refuse the second of two rules of one name, at its line', () => {
    const second = rule.slice(rule.indexOf('    - id'));
    assert.deepEqual(problemsOf(rule + second), [[7, 'redaction.rules[1]', 'there are two rules bank-ticket']]);
  });

  const allowing =
    'redaction:\n  allow:\n    - {rule: swift-bic, path: test/, reason: made up, author: A. Okafor, expires: 2027-03-31}\n';
  it('take an allowed finding with reason, author and expiry', () => assert.deepEqual(problemsOf(allowing), []));
  for (const part of ['reason: made up, ', 'author: A. Okafor, ', ', expires: 2027-03-31', 'path: test/, ']) {
    it(`refuse an allowed finding without ${part}`, () =>
      assert.equal(problemsOf(allowing.replace(part, '')).length, 1));
  }

  it('stay in the proxy: what is published holds nothing of them', () => {
    const policy = parseYaml(`${rule}output: {personal_names: {names: [Wilhelmina]}}\n`, 'policy.yaml', policySchema);
    const told = published({ policy, policy_version: '0'.repeat(16) });
    assert.deepEqual(Object.keys(told.policy).sort(), [
      'completion',
      'exclude',
      'expires',
      'languages',
      'recording',
      'serial',
      'telemetry',
      'version',
    ]);
    assert.doesNotMatch(JSON.stringify(told), /bank-ticket|Wilhelmina/);
  });
});
