/** Where a value ends, once its beginning is found. Works on cut text: what runs into the end of the text ends there. */
import { isLineEnd, isQuote, isSpace } from '../scan/characters.ts';

/** A value without its quotes. */
export interface Literal {
  start: number;
  end: number;
  quoted: boolean;
  /** The text ended before the closing quote. */
  open: boolean;
}

/** The longest value that is looked at; longer ones are data, not secrets, and are left to the token rules. */
export const maxValue = 4096;

/**
 * Reads the quoted literal that begins at `at` (a quote, or a backslash before one: `\"` inside another literal).
 * A literal that is not closed on its line ends with the line.
 */
export function readQuoted(text: string, at: number): Literal | null {
  let escapes = 0;
  while (text.charCodeAt(at + escapes) === 92) escapes++;
  const quote = text.charCodeAt(at + escapes);
  if (!isQuote(quote)) return null;
  let start = at + escapes + 1;
  if (escapes === 0 && text.charCodeAt(start) === quote && text.charCodeAt(start + 1) === quote) {
    start += 2;
    while (isSpace(text.charCodeAt(start)) || isLineEnd(text.charCodeAt(start))) start++;
  }
  const limit = Math.min(text.length, start + maxValue);
  let i = start;
  while (i < limit) {
    const unit = text.charCodeAt(i);
    if (unit === 92) {
      let run = 1;
      while (text.charCodeAt(i + run) === 92) run++;
      const after = text.charCodeAt(i + run);
      if (escapes > 0 && after === quote && run === escapes) return { start, end: i, quoted: true, open: false };
      i += run + (escapes === 0 && run % 2 === 1 ? 1 : 0);
      continue;
    }
    if (unit === quote && (escapes === 0 || text.charCodeAt(i - 1) !== 92)) {
      // SQL, COBOL and YAML double the quote inside.
      if (escapes === 0 && quote === 39 && text.charCodeAt(i + 1) === 39 && i > start) {
        i += 2;
        continue;
      }
      return { start, end: i, quoted: true, open: false };
    }
    if (isLineEnd(unit)) break;
    i++;
  }
  return { start, end: i, quoted: true, open: i >= text.length };
}

const stops = new Set([...`,;)}]&<>"'\`|`].map(character => character.charCodeAt(0)));

/** Reads what stands unquoted: up to white space or punctuation that closes. */
export function readBare(text: string, at: number, extraStops = ''): Literal | null {
  const limit = Math.min(text.length, at + maxValue);
  let i = at;
  while (i < limit) {
    const unit = text.charCodeAt(i);
    if (isSpace(unit) || isLineEnd(unit) || stops.has(unit) || extraStops.includes(text[i]!)) break;
    if (unit === 92 && (isQuote(text.charCodeAt(i + 1)) || 'nrt'.includes(text[i + 1] ?? '-'))) break;
    i++;
  }
  return i > at ? { start: at, end: i, quoted: false, open: i >= text.length } : null;
}

/** Reads to the end of the line, without white space at its end. */
export function readLine(text: string, at: number): Literal | null {
  const limit = Math.min(text.length, at + maxValue);
  let i = at;
  while (i < limit && !isLineEnd(text.charCodeAt(i))) i++;
  let end = i;
  while (end > at && isSpace(text.charCodeAt(end - 1))) end--;
  return end > at ? { start: at, end, quoted: false, open: i >= text.length } : null;
}
