import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Evidence } from '../../../extension/core/evidence.ts';
import { unknownSymbols } from '../../../extension/core/filters/unknown-symbols.ts';
import { decideMultiline } from '../../../extension/core/multiline.ts';
import { shape } from '../../../extension/core/shape.ts';
import { situationAt } from './notation.ts';

const text = 'class Account {\n    void close() {\n        █\n    }\n\n    void settle() {\n    }\n}\n';
const workspace = (...words: string[]) => ({ knows: (word: string) => words.includes(word) });

async function shown(answer: string, evidence: Partial<Evidence>): Promise<string | undefined> {
  const situation = await situationAt('java', text);
  const { multiline } = decideMultiline(situation);
  const whole = { confidence: undefined, leastConfidence: 0.5, knows: undefined, ...evidence };
  const shaped = shape(answer, { situation, multiline, ended: true, evidence: whole });
  return shaped.shown ? undefined : shaped.reasons.at(-1);
}

describe('what the model is not sure of', () => {
  it('is not shown, where policy asks for more', async () => {
    assert.equal(await shown('settle();', { confidence: 0.4 }), 'confidence');
    assert.equal(await shown('settle();', { confidence: 0.6 }), undefined);
  });

  it('is shown where policy asks for nothing, or the model tells nothing', async () => {
    assert.equal(await shown('settle();', { confidence: 0.01, leastConfidence: 0 }), undefined);
    assert.equal(await shown('settle();', {}), undefined);
  });

  it('counts for less with names that nobody has', async () => {
    assert.equal(await shown('ledger.bookTransfer();', { confidence: 0.6, ...workspace() }), 'unknown-symbols');
    assert.equal(await shown('ledger.bookTransfer();', { confidence: 0.6, ...workspace('bookTransfer') }), undefined);
    assert.equal(await shown('ledger.bookTransfer();', { confidence: 0.9, ...workspace() }), undefined);
    assert.equal(await shown('settle();', { confidence: 0.6, ...workspace() }), undefined, 'it stands in the file');
  });

  it('is not told by names where there is no workspace to ask, or no figure to lower', async () => {
    assert.equal(await shown('ledger.bookTransfer();', { confidence: 0.6 }), undefined);
    assert.equal(await shown('ledger.bookTransfer();', workspace()), undefined);
  });
});

describe('a symbol that nobody knows', () => {
  const symbols = async (answer: string): Promise<string[]> =>
    unknownSymbols(answer, await situationAt('java', text), () => false);

  it('is one that is called or made', async () => {
    assert.deepEqual(await symbols('new Ledger(today()).bookTransfer(amount, amount);'), [
      'Ledger',
      'today',
      'bookTransfer',
    ]);
  });

  it('is none of the language, of the file, of a string or a comment', async () => {
    assert.deepEqual(await symbols('while (open) { settle(); }'), []);
    assert.deepEqual(await symbols('log("call bookTransfer()"); // or bookTransfer()'), []);
  });
});
