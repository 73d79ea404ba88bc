import type { Filter } from '../candidate.ts';

/**
 * Drops a whole statement before a word that the cursor touches: `return █total;` is not to become `return a + b;total;`. The
 * parts of a `for (…; …; …)` are none.
 */
export const dropJoinedStatement: Filter = (candidate, { situation }) => {
  const { mode, open, after } = situation;
  const touchesWord = /^[\p{L}\p{N}_$]/u.test(after.slice(candidate.replaceSuffixLength));
  if (!touchesWord || mode.kind !== 'code' || open.at(-1)?.opener === '(') return candidate;
  return candidate.text.trimEnd().endsWith(';') ? null : candidate;
};
