import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { StopStrings } from '../../../server/engine/stop-strings.ts';

/** The definition, one character at a time: stop at the first place where a stop string is complete, before the longest. */
function expected(text: string, stops: string[]): string {
  for (let end = 1; end <= text.length; end++) {
    const complete = stops.filter(stop => stop !== '' && text.slice(0, end).endsWith(stop));
    if (complete.length > 0) return text.slice(0, end - Math.max(...complete.map(stop => stop.length)));
  }
  return text;
}

/** Few letters, so that stop strings overlap each other and the text. */
const word = (most: number) =>
  fc.array(fc.constantFrom('a', 'b', '\n'), { maxLength: most }).map(letters => letters.join(''));

describe('stop strings, however the text is cut', () => {
  it('give the text up to the first stop string', () => {
    fc.assert(
      fc.property(fc.array(word(5)), fc.array(word(4), { maxLength: 4 }), (pieces, stops) => {
        const matcher = new StopStrings(stops);
        const given = pieces.map(piece => matcher.push(piece)).join('') + matcher.end();
        assert.equal(given, expected(pieces.join(''), stops));
      }),
      { numRuns: 2000 },
    );
  });

  it('hold back less than a stop string is long', () => {
    fc.assert(
      fc.property(fc.array(word(5)), fc.array(word(4), { maxLength: 4 }), (pieces, stops) => {
        const matcher = new StopStrings(stops);
        let pushed = '';
        let given = '';
        for (const piece of pieces) {
          pushed += piece;
          given += matcher.push(piece);
          if (matcher.stopped) return;
          assert.ok(pushed.startsWith(given));
          assert.ok(pushed.length - given.length < Math.max(1, ...stops.map(stop => stop.length)));
        }
      }),
    );
  });
});
