import type { Filter } from '../candidate.ts';
import { indentOf, lastLine } from '../text.ts';

/** In `{█}`, a block of several lines puts the closer that waits behind the cursor on a line of its own. */
export const breakBeforeCloser: Filter = (candidate, { situation }) => {
  const block = situation.open.at(-1);
  if (block?.opener !== '{' || !situation.after.startsWith('}') || candidate.replaceSuffixLength > 0) return candidate;
  const inside = situation.prefix.slice(block.index + 1) + candidate.text;
  if (!/^[ \t]*\n/.test(inside)) return candidate;
  const openerLine = lastLine(situation.prefix.slice(0, block.index));
  return { ...candidate, text: `${candidate.text}\n${indentOf(openerLine)}` };
};
