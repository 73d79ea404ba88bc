import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type EnteredCounts,
  enteredByHand,
  enteredOtherwise,
  nothingEntered,
} from '../../../extension/core/entered.ts';
import { EnteredCharacters, type EnteredWindow } from '../../../extension/engine/entered.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const hand = (text: string, replaced = 0, accepted = 0) => enteredByHand([{ text, replaced }], accepted);
const only = (some: Partial<EnteredCounts>) => ({ ...nothingEntered, ...some });

describe('where characters come from', () => {
  it('one key is typed, with what the editor adds to it told apart', () => {
    assert.deepEqual(hand('a'), only({ typed: 1 }));
    assert.deepEqual(hand('a', 12), only({ typed: 1 }));
    assert.deepEqual(hand('()'), only({ typed: 1, by_editor: 1 }));
    assert.deepEqual(hand('\n    '), only({ typed: 1, by_editor: 4 }));
    assert.deepEqual(hand('\n    \n  '), only({ typed: 1, by_editor: 7 }));
    assert.deepEqual(hand('    '), only({ typed: 1, by_editor: 3 }));
    assert.deepEqual(hand('', 5), nothingEntered);
    // One character of two units.
    assert.deepEqual(hand('𝒳'), only({ typed: 2 }));
  });

  it('an input method counts as what was meant, not as the letters on the way', () => {
    const states = ['n', 'ni', 'nih', 'niha', 'nihao', '你好'];
    let before = 0;
    const sum = states.reduce((typed, text) => {
      const counted = hand(text, before).typed;
      before = text.length;
      return typed + counted;
    }, 0);
    assert.equal(sum, 2);
  });

  it('an accept is a suggestion, never typing or pasting', () => {
    assert.deepEqual(hand('return a + b;', 0, 13), only({ suggested: 13 }));
    assert.deepEqual(hand('return a + b;\n', 0, 13), only({ suggested: 13, by_editor: 1 }));
    // The last characters of one that was typed along.
    assert.deepEqual(hand(';', 0, 1), only({ suggested: 1 }));
  });

  it('what comes at once is from the clipboard or from a list of names, and in no share', () => {
    assert.deepEqual(hand('int sum = 0;'), only({ pasted: 12 }));
    assert.deepEqual(hand('one\ntwo\n'), only({ pasted: 8 }));
    assert.deepEqual(hand('getAccount', 3), only({ by_editor: 10 }));
    assert.deepEqual(hand('getAccount()', 3), only({ by_editor: 12 }));
  });

  it('one key at several cursors is typed once; several places at once are the editor', () => {
    const many = (texts: string[]) =>
      enteredByHand(
        texts.map(text => ({ text, replaced: 0 })),
        0,
      );
    assert.deepEqual(many(['x', 'x', 'x']), only({ typed: 1, by_editor: 2 }));
    assert.deepEqual(many(['amount', 'sum']), only({ by_editor: 9 }));
  });

  it('undo, other files and the disk are nobody’s typing', () => {
    assert.deepEqual(enteredOtherwise([{ text: 'a', replaced: 0 }], 'by_editor'), only({ by_editor: 1 }));
    assert.deepEqual(enteredOtherwise([{ text: 'new file', replaced: 8 }], 'from_outside'), only({ from_outside: 8 }));
  });
});

describe('what is told of characters entered', () => {
  const minutes = 60_000;
  function counted() {
    const clock = new FakeClock();
    const told: EnteredWindow[] = [];
    return { clock, told, entered: new EnteredCharacters(clock, window => told.push(window)) };
  }

  it('sums of five whole minutes by language, once they are over', async () => {
    const { clock, told, entered } = counted();
    const begin = Math.ceil(clock.now() / (5 * minutes)) * 5 * minutes;
    await clock.advance(begin - clock.now());
    entered.add('java', only({ typed: 1 }));
    await clock.advance(2 * minutes);
    entered.add('java', only({ suggested: 30 }));
    entered.add('sql', only({ typed: 2 }));
    entered.add('sql', nothingEntered);
    assert.equal(told.length, 0);
    await clock.advance(3 * minutes);
    assert.deepEqual(told, [
      { startedAt: begin, language: 'java', counts: only({ typed: 1, suggested: 30 }) },
      { startedAt: begin, language: 'sql', counts: only({ typed: 2 }) },
    ]);
    await clock.advance(20 * minutes);
    assert.equal(told.length, 2);
    entered.add('java', only({ typed: 1 }));
    entered.flush();
    assert.equal(told[2]?.startedAt, begin + 25 * minutes);
    entered.flush();
    assert.equal(told.length, 3);
  });

  it('never tells of less than nothing', () => {
    const { told, entered } = counted();
    entered.add('java', only({ typed: -3 }));
    entered.flush();
    assert.deepEqual(told[0]?.counts, nothingEntered);
  });
});
