import type { Filter } from '../candidate.ts';
import { isBlank } from '../text.ts';

/** Of no width: joiners, spaces and marks that nobody sees. */
const invisible = /[\u200b-\u200f\u2060\ufeff]/g;

/** Drops an answer that is nothing but white space, or that leaves the line as it is. */
export const dropBlank: Filter = (candidate, { situation }) => {
  if (isBlank(candidate.text.replace(invisible, ''))) return null;
  const overwritten = situation.after.slice(0, candidate.replaceSuffixLength);
  return candidate.text.trim() === overwritten.trim() ? null : candidate;
};
