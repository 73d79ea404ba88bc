import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { stopAt } from '../../../server/gateway/stop-at.ts';

const letter = fc.constantFrom('a', 'b', '\n');
const text = fc.array(letter, { maxLength: 14 }).map(letters => letters.join(''));
const stops = fc.array(
  fc.array(letter, { minLength: 1, maxLength: 4 }).map(letters => letters.join('')),
  { maxLength: 4 },
);

/** What the answer must be: everything before the stop string that is complete first; of those, the longest. */
function cutBefore(whole: string, strings: readonly string[]): string {
  for (let end = 0; end <= whole.length; end++) {
    const complete = strings.filter(string => whole.slice(0, end).endsWith(string)).map(({ length }) => length);
    if (complete.length > 0) return whole.slice(0, end - Math.max(...complete));
  }
  return whole;
}

describe('stop strings in a stream', () => {
  it('cut the same place however the text is split, and never hold back more than the longest of them', () => {
    fc.assert(
      fc.property(text, stops, fc.array(fc.nat(14)), (whole, strings, cuts) => {
        const at = [...new Set(cuts)].filter(cut => cut <= whole.length).sort((a, b) => a - b);
        const step = stopAt(strings);
        const longest = Math.max(0, ...strings.map(string => string.length));
        let out = '';
        let given = 0;
        for (const [index, from] of [0, ...at].entries()) {
          const piece = whole.slice(from, at[index]);
          given += piece.length;
          out += step.push(piece);
          if (!step.over) assert.ok(given - out.length <= Math.max(0, longest - 1), `${given - out.length} held back`);
        }
        out += step.end();
        assert.equal(out, cutBefore(whole, strings));
      }),
      { numRuns: 5000 },
    );
  });

  it('say as soon as they can that the answer is over', () => {
    const step = stopAt(['\n\n', 'END']);
    assert.equal(step.push('one\n'), 'one');
    assert.equal(step.push('two\n'), '\ntwo');
    assert.equal(step.over, false);
    assert.equal(step.push('\nthree'), '');
    assert.equal(step.over, true);
    assert.equal(step.push('four') + step.end(), '');
  });
});
