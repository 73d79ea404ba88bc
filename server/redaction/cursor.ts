/** Whether the cursor stands in a secret, or where one is being typed: then nothing is asked for. */
import { promiseOf } from './place/names.ts';
import { isAlphanumeric, isLineEnd, isName, isQuote, isSpace } from './scan/characters.ts';
import type { Hit } from './scan/hit.ts';

/** How far the name of a value that is being typed may stand before the cursor, in characters. */
const reach = 200;
/** Characters of a token that its prefix must be followed by before it is taken for one that is being typed. */
const tokenHeads =
  /(?:^|[^A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|AIza|LTAI|AKID|xox[abposre]-|sk_live_|sk_test_|rk_live_|sk-ant-|sk-proj-|npm_|pypi-AgE|SG\.|hv[sbr]\.|dop_v1_|GOCSPX-|ya29\.)[A-Za-z0-9_.-]{2,}$/;

/** The cursor touches a value that was found: at its start, in it, or at its end. */
export const isInSecret = (hits: readonly Hit[], cursor: number): boolean =>
  hits.some(hit => hit.start <= cursor && cursor <= hit.end);

/**
 * The cursor stands in a value that is too short yet to be found: behind the first characters of a known token, or in the literal
 * that a password's name is given.
 */
export function isTypingSecret(text: string, cursor: number): boolean {
  const before = text.slice(Math.max(0, cursor - reach), cursor);
  return tokenHeads.test(before) || isInNamedLiteral(text, cursor);
}

/** `password = "ab│`: a quote that is open at the cursor, an operator before it, a name before that. At least one character must be typed. */
function isInNamedLiteral(text: string, cursor: number): boolean {
  let at = cursor;
  const limit = Math.max(0, cursor - reach);
  while (at > limit && !isQuote(text.charCodeAt(at - 1)) && !isLineEnd(text.charCodeAt(at - 1))) at--;
  if (at === cursor || at === limit || !isQuote(text.charCodeAt(at - 1))) return false;
  const typed = text.slice(at, cursor);
  if (!/[A-Za-z0-9]/.test(typed) || /[\s${}<>()]/.test(typed)) return false;
  let end = at - 1;
  while (
    end > limit &&
    (isSpace(text.charCodeAt(end - 1)) || '=:>(+[,'.includes(text[end - 1]!) || text[end - 1] === '@')
  )
    end--;
  if (end === at - 1 && !isSpace(text.charCodeAt(end))) return false;
  const operator = text.slice(end, at - 1);
  if (!/[=:(]/.test(operator)) return false;
  while (end > limit && (isQuote(text.charCodeAt(end - 1)) || text[end - 1] === ']' || text[end - 1] === ')')) end--;
  let start = end;
  while (start > limit && isName(text.charCodeAt(start - 1))) start--;
  if (start === end || !isAlphanumeric(text.charCodeAt(end - 1))) return false;
  const promise = promiseOf(text.slice(start, end));
  return promise !== null && promise.family === 'password' && promise.strength === 3;
}
