import type { Filter } from '../candidate.ts';
import { indentOf, lastLine } from '../text.ts';

/** In `{█}`, a block of several lines puts the closer that waits behind the cursor on a line of its own. */
export const breakBeforeCloser: Filter = (candidate, { situation }) => {
  const block = situation.open.at(-1);
  if (!block || !candidate.text.includes('\n') || candidate.replaceSuffixLength > 0) return candidate;
  if (!/^\s*\n/.test(candidate.text) || !situation.after.startsWith(block.closer)) return candidate;
  const line = lastLine(situation.prefix.slice(0, block.index));
  return { ...candidate, text: `${candidate.text}\n${indentOf(line)}` };
};
