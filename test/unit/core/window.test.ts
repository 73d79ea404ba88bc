import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { contextRoom, windowAround, windowBudget } from '../../../extension/core/window.ts';

const place = (prefix: string, suffix: string) => ({ prefix, suffix, languageId: 'java', path: 'A.java' });
const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index};\n`).join('');

describe('window', () => {
  it('takes a small document whole', () => {
    const window = windowAround(place('a\nb', 'c\nd'), { prefix: 100, suffix: 100 });
    assert.deepEqual(window, { prefix: 'a\nb', suffix: 'c\nd', start: 0, whole: true });
  });

  it('keeps to its budget and to whole lines', () => {
    const window = windowAround(place(numbered(0, 500), numbered(500, 1000)), { prefix: 2000, suffix: 500 });
    assert.ok(window.prefix.length <= 2000 && window.prefix.length > 1500);
    assert.match(window.prefix, /^line \d+;\n/);
    assert.ok(window.suffix.length <= 500);
    assert.match(window.suffix, /;\n$/);
    assert.equal(window.whole, false);
  });

  it('begins at the same place while lines are typed, so that the prompt keeps its first bytes', () => {
    const starts = new Set<number>();
    for (let lines = 500; lines < 530; lines++) {
      starts.add(windowAround(place(numbered(0, lines), ''), { prefix: 3000, suffix: 100 }).start);
    }
    assert.ok(starts.size <= 2, `${starts.size} beginnings within 30 lines`);
  });

  it('cuts into a line only where the line alone is too long, and never into a character', () => {
    const window = windowAround(place('😀'.repeat(100), '😀'.repeat(100)), { prefix: 51, suffix: 51 });
    assert.equal(window.prefix, '😀'.repeat(25));
    assert.equal(window.suffix, '😀'.repeat(25));
  });

  it('is a part of the document around the cursor, within budget', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '\n', '😀', 'int x;')).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, text, fc.nat({ max: 80 }), fc.nat({ max: 80 }), (prefix, suffix, most, least) => {
        const window = windowAround(place(prefix, suffix), { prefix: most, suffix: least });
        assert.ok(prefix.endsWith(window.prefix) && suffix.startsWith(window.suffix));
        assert.ok(window.prefix.length <= most && window.suffix.length <= least);
        assert.equal(prefix.slice(window.start), window.prefix);
      }),
    );
  });

  it('leaves room for context from elsewhere', () => {
    const budget = windowBudget(1000);
    assert.ok(budget.prefix > budget.suffix);
    assert.ok(budget.prefix + budget.suffix < 3200);
  });

  it('gives context what the policy says of the model, in the room that is left', () => {
    const completion = { context_tokens: 100, context_tokens_of: { small: 0, large: 1000 } };
    assert.equal(contextRoom({ completion }, 'other', 9999), 320);
    assert.equal(contextRoom({ completion }, 'large', 500), 500);
    assert.equal(contextRoom({ completion }, 'small', 500), 0);
    assert.equal(contextRoom({ completion }, 'other', -1), 0);
    assert.equal(contextRoom({ completion: {} }, 'other', 500), 0);
  });
});
