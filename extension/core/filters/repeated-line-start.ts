import type { Filter } from '../candidate.ts';
import { hasWords } from '../text.ts';

/** Shorter pieces repeat by chance. */
const shortestEcho = 3;

/** Takes off what the answer repeats of the cursor's own line: the line from its beginning, or the word being typed. */
export const stripRepeatedLineStart: Filter = (candidate, { situation }) => {
  const line = situation.before.trimStart();
  const word = /[\p{L}\p{N}_]+$/u.exec(situation.before)?.[0] ?? '';
  for (const echo of [line, line.trimEnd(), word]) {
    if (echo.length < shortestEcho || !hasWords(echo)) continue;
    const text = candidate.text.trimStart();
    if (text.startsWith(echo) && text.length > echo.length) return { ...candidate, text: text.slice(echo.length) };
  }
  return candidate;
};
