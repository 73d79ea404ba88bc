import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { StopStrings } from '../../../server/engine/stop-strings.ts';

/** What each piece gives out, then what the end gives out. */
function run(stops: string[], pieces: string[]): { given: string[]; stopped: boolean } {
  const matcher = new StopStrings(stops);
  const given = pieces.map(piece => matcher.push(piece));
  return { given: [...given, matcher.end()], stopped: matcher.stopped };
}

describe('stop strings', () => {
  it('end the text before the first of them', () => {
    assert.deepEqual(run(['\n\n'], ['return 1;\n\nint x']), { given: ['return 1;', ''], stopped: true });
  });

  it('are found across pieces, and no part of them is given out', () => {
    assert.deepEqual(run(['<|end|>'], ['a <', '|en', 'd|', '> b']), { given: ['a ', '', '', '', ''], stopped: true });
  });

  it('hold back only what may become one, and give it back when it does not', () => {
    assert.deepEqual(run(['<|end|>'], ['a <|e', 'mpty|>']), { given: ['a ', '<|empty|>', ''], stopped: false });
  });

  it('give out what was held when the text ends', () => {
    assert.deepEqual(run(['\n}'], ['x = 1;\n']), { given: ['x = 1;', '\n'], stopped: false });
  });

  it('stay silent once stopped', () => {
    assert.deepEqual(run([';'], ['a;b', 'c']), { given: ['a', '', ''], stopped: true });
  });

  it('count by the first that is complete, and of those the longest', () => {
    assert.deepEqual(run(['abcd', 'bc'], ['xabcd']).given.join(''), 'xa');
    assert.deepEqual(run(['bc', 'abc'], ['xabcd']).given.join(''), 'x');
  });

  it('know overlapping beginnings of one another', () => {
    assert.deepEqual(run(['aab'], ['a', 'a', 'a', 'b']), { given: ['', '', 'a', '', ''], stopped: true });
  });

  it('may be many, or none, and an empty one means nothing', () => {
    assert.deepEqual(run([''], ['abc']), { given: ['abc', ''], stopped: false });
    const many = Array.from({ length: 50 }, (_, index) => `stop${index};`);
    assert.deepEqual(run(many, ['go sto', 'p49', '; x']), { given: ['go ', '', '', ''], stopped: true });
  });
});
