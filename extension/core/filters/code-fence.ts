import type { Filter } from '../candidate.ts';
import { scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';
import { isBlank } from '../text.ts';

const openingFence = /^\s*(?:```|~~~)[\w+#-]*[ \t]*\n/;
const closingFence = /\n[ \t]*(?:```|~~~)[ \t]*(?:\n|$)/;
/** Without a line of its own, at the very end. */
const closingMark = /(?<=[^`\s])```\s*$/;

/** Takes the code out of a Markdown fence, where a chat model has put it into one. */
export const stripCodeFence: Filter = (candidate, { situation }) => {
  if (mayHoldFence(candidate.text, situation)) return candidate;
  const opening = openingFence.exec(candidate.text);
  const inside = opening ? candidate.text.slice(opening[0].length) : candidate.text;
  const closing = closingFence.exec(inside) ?? closingMark.exec(inside);
  if (!opening && !closing) return candidate;
  const code = closing ? inside.slice(0, closing.index) : inside;
  return { ...candidate, text: opening && beginsLine(code, situation) ? `\n${code}` : code };
};

/** Markdown, and a line of documentation that nothing stands on yet, where the answer stays in it. */
function mayHoldFence(text: string, { languageId, mode, before, open, pack }: Situation): boolean {
  if (languageId === 'markdown') return true;
  if (mode.kind !== 'string' || !mode.rule.multiline || !isBlank(before)) return false;
  return scan(text, pack.lexical, { mode, outer: open }).unmatched.length === 0;
}

/** The break after the fence is the code's own where the cursor's line has opened a block, or the code is indented. */
function beginsLine(code: string, { before, mode, open, pack }: Situation): boolean {
  if (isBlank(before) || /\s$/.test(before) || mode.kind !== 'code') return false;
  if (/^(?:\t| {2})/.test(code)) return true;
  // A single word may be the value of a key.
  if (pack.opensBlock?.test(before)) return !/^\S+$/.test(code.trim());
  // What closes the bracket on its first line stands in it.
  const [first] = code.split('\n', 1);
  return /\{$/.test(before) && scan(first!, pack.lexical, { outer: open }).unmatched.length === 0;
}
