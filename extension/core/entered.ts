import type { CharacterOrigin } from '../../telemetry/schema/event.ts';

/**
 * Where the characters come from that a change brings into a document, as far as an editor tells: how long and of what kind
 * a text is says it, never what it says. Only what is typed and what an accept inserts enters a share; the others are told
 * apart as well as can be, so that nothing is taken for typing that is none.
 */
export type EnteredCounts = Record<CharacterOrigin, number>;

export interface Insertion {
  /** With line feeds. */
  text: string;
  /** Characters that it took the place of. */
  replaced: number;
}

/** Longest text that an input method puts in at once, in characters. */
const longestComposed = 24;
/** Scripts that are written through an input method, which puts in several characters at once. */
const composed =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]+$/u;
/** What an editor adds to a key: the closing half of a pair, the indentation of a new line, the width of a tab. */
const pair = /^(?:\(\)|\[\]|\{\}|<>|""|''|``)$/;
const brokenLine = /^\n[ \t]*(?:\n[ \t]*)?$/;
const tab = /^ {2,8}$/;
/** A word taken from a list of names. Several words, or lines, come from a clipboard. */
const oneWord = /^[\p{L}\p{N}_$.]+(?:\(\))?$/u;

export const nothingEntered: EnteredCounts = { typed: 0, suggested: 0, pasted: 0, by_editor: 0, from_outside: 0 };

/**
 * What one change of a document by the person at the keyboard brings in.
 * @param accepted characters of it that an accept of ours has put there
 */
export function enteredByHand(insertions: readonly Insertion[], accepted: number): EnteredCounts {
  const length = insertions.reduce((sum, { text }) => sum + text.length, 0);
  if (accepted > 0) return counts({ suggested: accepted, by_editor: Math.max(0, length - accepted) });
  const [first] = insertions;
  if (first === undefined) return nothingEntered;
  if (insertions.length === 1) return byOneInsertion(first);
  // One key at several cursors is typed once; several places changed at once are the editor's work.
  const typed = insertions.every(({ text }) => text === first.text) ? byOneInsertion(first).typed : 0;
  return counts({ typed, by_editor: length - typed });
}

/** Undo, redo and formatting bring back or move what has been counted before; a file that changed on disk is nobody's typing. */
export function enteredOtherwise(
  insertions: readonly Insertion[],
  origin: 'by_editor' | 'from_outside',
): EnteredCounts {
  return counts({ [origin]: insertions.reduce((sum, { text }) => sum + text.length, 0) });
}

function byOneInsertion({ text, replaced }: Insertion): EnteredCounts {
  const { length } = text;
  if (length === 0) return nothingEntered;
  if ([...text].length === 1) return counts({ typed: length });
  if (pair.test(text) || brokenLine.test(text) || tab.test(text)) return counts({ typed: 1, by_editor: length - 1 });
  // What an input method shows while it is at work counted as typed; it gives way to what was meant.
  if (length <= longestComposed && composed.test(text)) return counts({ typed: length - replaced });
  if (length <= longestComposed && length === replaced + 1 && !/\s/.test(text)) return counts({ typed: 1 });
  if (oneWord.test(text)) return counts({ by_editor: length });
  return counts({ pasted: length });
}

const counts = (some: Partial<EnteredCounts>): EnteredCounts => ({ ...nothingEntered, ...some });

export function plusEntered(a: EnteredCounts, b: EnteredCounts): EnteredCounts {
  return {
    typed: a.typed + b.typed,
    suggested: a.suggested + b.suggested,
    pasted: a.pasted + b.pasted,
    by_editor: a.by_editor + b.by_editor,
    from_outside: a.from_outside + b.from_outside,
  };
}
