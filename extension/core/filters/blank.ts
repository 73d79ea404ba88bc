import type { Filter } from '../candidate.ts';
import { isBlank } from '../text.ts';

/** Drops an answer that is nothing but white space, or that leaves the line as it is. */
export const dropBlank: Filter = (candidate, { situation }) => {
  if (isBlank(candidate.text)) return null;
  const overwritten = situation.after.slice(0, candidate.replaceSuffixLength);
  return candidate.text.trim() === overwritten.trim() ? null : candidate;
};
