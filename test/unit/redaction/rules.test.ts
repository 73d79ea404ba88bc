import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { families } from '../../../server/redaction/rules/all.ts';
import { checkRule, checkRules } from '../../../server/redaction/rules/check.ts';
import { classes } from '../../../server/redaction/rules/classes.ts';
import type { TokenRule } from '../../../server/redaction/rules/rule.ts';
import { PatternError } from '../../../server/redaction/scan/pattern.ts';

const rule: TokenRule = {
  id: 'bank-ticket',
  class: 'token',
  pattern: 'BNK-[A-Z0-9]{12}',
  confidence: 0.9,
  matches: ['ticket: {value}'],
  leaves: ['{masked}', 'BNK-SHORT'],
};

describe('redaction rules', () => {
  for (const [family, rules] of Object.entries(families)) {
    describe(family, () => {
      for (const one of rules) it(`${one.id} finds and leaves what its examples say`, () => checkRule(one));
    });
  }

  it('have ids of their own and known classes', () => {
    const all = Object.values(families).flat();
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    for (const one of all) assert.ok(one.class in classes, one.id);
  });

  const refused: [string, Partial<TokenRule>, RegExp][] = [
    ['without an example of what it finds', { matches: [] }, /no example of what it finds/],
    ['without an example of what it leaves alone', { leaves: [] }, /no example of what it leaves alone/],
    ['that does not find its own example', { matches: ['BNK-1'] }, /does not find its own example "BNK-1"/],
    ['that finds what it is to leave alone', { leaves: ['{value}'] }, /which it is to leave alone/],
    ['whose repeats could take the same characters', { pattern: 'BNK-[A-Z]{2,}[A-Z0-9]+' }, /would not be linear/],
    ['with a repeat inside a repeat', { pattern: 'BNK-(?:[A-Z]+)+' }, /repeats inside repeats are not linear/],
    ['with a look-around', { pattern: 'BNK-(?=[A-Z])[A-Z0-9]{12}' }, /no look-around/],
    ['with a back reference', { pattern: 'BNK-([A-Z])\\1' }, /"\\1" is not known/],
    ['with nothing to look for', { pattern: '[a-z]{3}[0-9]{1,9}' }, /needs two characters in a row/],
    ['that matches nothing at all', { pattern: '[a-z]*' }, /matches nothing at all/],
    ['with an id that is none', { id: 'Bank Ticket' }, /small letters, digits and hyphens/],
  ];
  for (const [what, change, reason] of refused) {
    it(`refuse a rule ${what}, with the reason`, () => {
      assert.throws(
        () => checkRules([{ ...rule, ...change }]),
        (error: unknown) => error instanceof PatternError && reason.test(error.message),
      );
    });
  }

  it("take an operator's rule that holds", () => checkRules([rule]));
  it('refuse two rules of one name', () => assert.throws(() => checkRules([rule, rule]), /two rules bank-ticket/));
});
