import type { Filter } from '../candidate.ts';

const openingFence = /^\s*(?:```|~~~)[\w+#-]*[ \t]*\n/;
const closingFence = /\n[ \t]*(?:```|~~~)[ \t]*(?:\n|$)/;

/** Takes the code out of a Markdown fence, where a chat model has put it into one. */
export const stripCodeFence: Filter = (candidate, { situation }) => {
  if (situation.languageId === 'markdown' || situation.mode.kind === 'string') return candidate;
  const opening = openingFence.exec(candidate.text);
  const inside = opening ? candidate.text.slice(opening[0].length) : candidate.text;
  const closing = closingFence.exec(inside);
  if (!opening && !closing) return candidate;
  return { ...candidate, text: closing ? inside.slice(0, closing.index) : inside };
};
