import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { afterAnswer, afterKey, afterOutcome, delayFor, initialDelay } from '../../../extension/core/delay.ts';
import { type AnswerKey, keyText } from '../../../extension/core/key.ts';
import { advance, begin, type Life, type LifeEvent } from '../../../extension/core/outcome.ts';
import { cutOffSignatures, enclosingScopes } from '../../../extension/core/scope.ts';
import { isDrawn } from '../../../extension/core/visibility.ts';
import { situationAt } from './notation.ts';

describe('what VS Code draws', () => {
  it('text after the cursor', () => assert.ok(isDrawn({ line: 'a = ', column: 4, start: 4, end: 4, text: 'b;' })));
  it('text whose end is what it overwrites', () =>
    assert.ok(isDrawn({ line: 'f()', column: 2, start: 2, end: 3, text: 'a)' })));
  it('not what overwrites something that it does not hold', () =>
    assert.ok(!isDrawn({ line: 'f()', column: 2, start: 2, end: 3, text: 'a' })));
  it('not what does not begin with the text before the cursor', () =>
    assert.ok(!isDrawn({ line: 'fo', column: 2, start: 0, end: 2, text: 'bar' })));
  it('the rest of a selected completion', () =>
    assert.ok(isDrawn({ line: 'fo', column: 2, start: 0, end: 2, text: 'format(a)' })));
  it('not what overwrites with a later line', () =>
    assert.ok(!isDrawn({ line: 'f()', column: 2, start: 2, end: 3, text: 'a\n)' })));
});

describe('how long to wait', () => {
  it('longer for slow hands, a slow model and refused suggestions; shorter for accepted ones', () => {
    const base = delayFor(initialDelay);
    let slow = initialDelay;
    for (let key = 0; key < 20; key++) slow = afterKey(slow, 400);
    assert.ok(delayFor(slow) > base);
    assert.ok(delayFor(afterAnswer(initialDelay, 3000)) > base);
    assert.ok(delayFor(afterOutcome(initialDelay, false)) > base);
    assert.ok(delayFor(afterOutcome(initialDelay, true)) < base);
  });

  it('a pause is no rhythm, and there are bounds', () => {
    assert.deepEqual(afterKey(initialDelay, 5000), initialDelay);
    let refused = initialDelay;
    for (let time = 0; time < 50; time++) refused = afterOutcome(afterKey(refused, 900), false);
    assert.equal(delayFor(refused), 400);
    let liked = initialDelay;
    for (let time = 0; time < 50; time++) liked = afterOutcome(afterKey(liked, 10), true);
    assert.ok(delayFor(liked) >= 20);
  });
});

describe('the key of an answer', () => {
  const key: AnswerKey = {
    documentId: 'd',
    languageId: 'java',
    path: 'A.java',
    prefix: 'p',
    suffix: 's',
    model: 'm',
    multiline: false,
    maxTokens: 1,
    contextVersion: 'c',
    policyVersion: 'v',
  };
  const others: { [Field in keyof AnswerKey]: AnswerKey[Field] } = {
    documentId: 'D',
    languageId: 'JAVA',
    path: 'B.java',
    prefix: 'P',
    suffix: 'S',
    model: 'M',
    multiline: true,
    maxTokens: 2,
    contextVersion: 'C',
    policyVersion: 'V',
  };
  for (const [field, value] of Object.entries(others)) {
    it(`differs with ${field}`, () => assert.notEqual(keyText({ ...key, [field]: value }), keyText(key)));
  }
  it('does not confuse neighbouring fields', () =>
    assert.notEqual(keyText({ ...key, prefix: 'p","s', suffix: '' }), keyText({ ...key, prefix: 'p', suffix: 's' })));
});

describe('what became of a suggestion', () => {
  const lifeOf = (text: string, ...events: LifeEvent[]): Life => events.reduce(advance, begin(text));
  const drawn: LifeEvent = { kind: 'drawn', at: 0 };

  it('accepted as a whole: the text comes in, then the command', () => {
    const life = lifeOf('a + b;', drawn, { kind: 'inserted', text: 'a + b;', at: 900 }, { kind: 'accepted', at: 901 });
    assert.deepEqual([life.ending, life.accepted, life.visibleMs], ['accepted_full', 6, 900]);
  });

  it('accepted by words, then left', () => {
    const life = lifeOf(
      'alpha beta gamma',
      drawn,
      { kind: 'inserted', text: 'alpha ', at: 500 },
      { kind: 'inserted', text: 'beta ', at: 700 },
      { kind: 'left', at: 1000 },
    );
    assert.deepEqual([life.ending, life.accepted], ['accepted_partial', 11]);
  });

  it('typed letter by letter', () => {
    const events = [...'a+b'].map((text, index): LifeEvent => ({ kind: 'inserted', text, at: 100 * (index + 1) }));
    assert.equal(lifeOf('a+b', drawn, ...events).ending, 'typed_through');
  });

  it('typed along and deleted again', () => {
    const typed: LifeEvent = { kind: 'inserted', text: 'a', at: 100 };
    const life = lifeOf('a+b', drawn, typed, { kind: 'deleted', characters: 1, at: 200 });
    assert.deepEqual([life.ending, life.taken], [undefined, 0]);
    assert.equal(advance(life, { kind: 'deleted', characters: 1, at: 300 }).ending, 'typing_disagreed');
  });

  it('typing that takes another way', () =>
    assert.equal(lifeOf('a+b', drawn, { kind: 'inserted', text: 'x', at: 100 }).ending, 'typing_disagreed'));

  it('the closing bracket that the editor adds is not typed', () =>
    assert.equal(
      lifeOf('f(a)', drawn, { kind: 'inserted', text: 'f', at: 1 }, { kind: 'inserted', text: '()', at: 2 }).taken,
      2,
    ));

  it('left, replaced, never drawn, or lost with the session', () => {
    assert.equal(lifeOf('a', drawn, { kind: 'left', at: 800 }).ending, 'ignored');
    assert.equal(lifeOf('a', drawn, { kind: 'superseded', at: 800 }).ending, 'superseded');
    assert.equal(lifeOf('a', { kind: 'left', at: 800 }).ending, 'unseen');
    assert.equal(lifeOf('a', drawn, { kind: 'closed', at: 800 }).ending, 'unknown');
  });

  it('visible time is counted once, over all stretches', () => {
    const life = lifeOf(
      'ab',
      drawn,
      { kind: 'hidden', at: 300 },
      { kind: 'drawn', at: 1000 },
      { kind: 'left', at: 1500 },
    );
    assert.equal(life.visibleMs, 800);
  });
});

describe('scopes around the cursor', () => {
  it('names what the window has cut off', async () => {
    const text = 'class Bank {\n  int sum(int a,\n          int b) {\n    return █\n  }\n}\n';
    const scopes = enclosingScopes(await situationAt('java', text));
    assert.deepEqual(
      scopes.map(scope => scope.signature),
      ['class Bank', 'int sum(int a,\n          int b)'],
    );
    assert.equal(cutOffSignatures(scopes, 5), 'class Bank');
    assert.equal(cutOffSignatures(scopes, 100), 'class Bank\n  int sum(int a, int b)');
    assert.equal(cutOffSignatures(scopes, 0), '');
  });

  it('says nothing without a tree', async () => {
    assert.deepEqual(enclosingScopes(await situationAt('java', 'class A {█}', 'no tree')), []);
  });
});
