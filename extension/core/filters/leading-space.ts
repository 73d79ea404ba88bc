import type { Filter } from '../candidate.ts';
import type { Situation } from '../situation.ts';
import { indentWidth, isBlank, previousTextLine } from '../text.ts';

/** Takes off the white space at the beginning that the document has already. */
export const trimLeadingSpace: Filter = (candidate, { situation }) => {
  const { before } = situation;
  let { text } = candidate;
  if (isBlank(before)) {
    // On an empty line, a line break only pushes the suggestion down; the indentation after it is the line's own.
    const broken = /^(?:[ \t]*\n)+/.exec(text);
    if (broken) text = text.slice(broken[0].length);
    if (before === '') return { ...candidate, text };
    return { ...candidate, text: text.slice(surplusIndent(text, before, situation)) };
  }
  if (/\s$/.test(before)) {
    // The space before a line break goes with it: the line ends here.
    return { ...candidate, text: text.replace(/^[ \t]+/, '') };
  }
  return candidate;
};

/** Units of the answer's own indentation to take off. A cursor that is not yet deep enough keeps what it lacks. */
function surplusIndent(text: string, before: string, situation: Situation): number {
  const own = /^[ \t]*/.exec(text)![0];
  if (own === '') return 0;
  // What a step is, nobody can tell yet: the cursor stands where it was put.
  if (!situation.indent.certain && before !== '') return own.length;
  const above = previousTextLine(situation.prefix);
  const deepest = (above === undefined ? 0 : indentWidth(above)) + indentWidth(situation.indent.unit);
  const opens = above !== undefined && /[{([:]\s*$/.test(above);
  if (opens && indentWidth(before) < deepest && indentWidth(before + own) === deepest) return 0;
  return own.length;
}
