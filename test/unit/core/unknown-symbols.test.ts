import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { unknownSymbols } from '../../../extension/core/filters/unknown-symbols.ts';
import { situationAt } from './notation.ts';

const text = 'class Account {\n    void close() {\n        █\n    }\n\n    void settle() {\n    }\n}\n';

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
