import { asciiSet, isIdentifier, isLineEnd, isQuote, isSpace } from '../scan/characters.ts';
import type { Place } from './place.ts';

/** Ends of what may stand between a literal and the name after it: `=`, `TO`, `(`, `eq`. */
const reversedEnds = asciiSet('=>Oo(q');

/**
 * `"…" == name`, `MOVE '…' TO NAME`, `"…".equals(name)`: the literal that stands before a name.
 */
export function readReversed(text: string, start: number): Place | null {
  let at = start;
  if (text.charCodeAt(start - 1) === 39) return readSet(text, start - 1);
  let limit = Math.max(0, start - 24);
  // a qualifier: `this.password`, `creds.Secret`
  while (at > limit && (isIdentifier(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === 46)) at--;
  let operator = at;
  while (operator > limit && isSpace(text.charCodeAt(operator - 1))) operator--;
  if (reversedEnds[text.charCodeAt(operator - 1)] !== 1) return null;
  const isComparison = /(?:[=!]==?|<>|\bTO|\bto|equals\(|Equals\(|compareTo\(|eq)$/.exec(
    text.slice(Math.max(0, operator - 12), operator),
  );
  if (isComparison === null) return null;
  at = operator - isComparison[0].length;
  if (text.charCodeAt(at - 1) === 46) at--;
  while (isSpace(text.charCodeAt(at - 1))) at--;
  const quote = text.charCodeAt(at - 1);
  if (!isQuote(quote)) return null;
  limit = Math.max(0, at - 1 - 200);
  const close = at - 1;
  for (let i = close - 1; i >= limit; i--) {
    const unit = text.charCodeAt(i);
    if (isLineEnd(unit)) return null;
    if (unit === quote && text.charCodeAt(i - 1) !== 92)
      return { start: i + 1, end: close, quoted: true, open: false, kind: 'assignment', operator: '==', isOnly: true };
  }
  return null;
}

/** `SET value = '…' WHERE name = 'password'`: the literal that a row of that name is given. */
function readSet(text: string, quote: number): Place | null {
  const before = text.slice(Math.max(0, quote - 320), quote);
  const where = /=\s?N?'([^'\r\n]{1,200})'\s{1,12}where\s{1,3}[\w.`"[\]]{1,40}\s?=\s?N?$/i.exec(before);
  if (where === null) return null;
  const start = quote - before.length + where.index + where[0].indexOf("'") + 1;
  const end = start + where[1]!.length;
  return { start, end, quoted: true, open: false, kind: 'assignment', operator: '=', isOnly: true };
}
