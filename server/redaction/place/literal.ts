/** Where a value ends, once its beginning is found. Works on cut text: what runs into the end of the text ends there. */
import { asciiSet, isLineEnd, isQuote, isSpace } from '../scan/characters.ts';
import type { Runs } from '../scan/runs.ts';

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

/** A quote as it may be written inside other text: plain, behind backslashes, or as an HTML entity. */
export interface Quote {
  length: number;
  /** What closes it. */
  text: string;
}

const entities = ['&quot;', '&#34;', '&#39;', '&apos;', '\\u0022', '\\x22', '%22'];
const plainQuotes: Readonly<Record<number, Quote>> = {
  34: { length: 1, text: '"' },
  39: { length: 1, text: "'" },
  96: { length: 1, text: '`' },
};
/** What an escaped quote may begin with. */
const escapes = asciiSet('\\&%');
/** The most backslashes before a quote. */
const mostEscapes = 8;

export function quoteAt(text: string, at: number): Quote | null {
  const unit = text.charCodeAt(at);
  if (isQuote(unit)) return plainQuotes[unit]!;
  if (escapes[unit] !== 1) return null;
  if (unit === 92) {
    let count = 1;
    while (count < mostEscapes && text.charCodeAt(at + count) === 92) count++;
    if (isQuote(text.charCodeAt(at + count))) return { length: count + 1, text: text.slice(at, at + count + 1) };
  }
  const entity = entities.find(one => text.startsWith(one, at));
  return entity === undefined ? null : { length: entity.length, text: entity };
}

/**
 * Reads the quoted literal whose quote stands at `at`. A literal that is not closed on its line ends with the line; three quotes open a
 * block, of which the first line with something on it is read.
 */
export function readQuoted(text: string, at: number): Literal | null {
  const quote = quoteAt(text, at);
  if (quote === null) return null;
  let start = at + quote.length;
  if (quote.length > 1) return readEscaped(text, start, quote.text);
  const unit = quote.text.charCodeAt(0);
  if (text.charCodeAt(start) === unit && text.charCodeAt(start + 1) === unit) {
    start += 2;
    while (start < at + 120 && (isSpace(text.charCodeAt(start)) || isLineEnd(text.charCodeAt(start)))) start++;
  }
  const limit = Math.min(text.length, start + maxValue);
  let i = start;
  for (; i < limit; i++) {
    const here = text.charCodeAt(i);
    if (here === 92) {
      i++;
      continue;
    }
    if (isLineEnd(here)) break;
    if (here !== unit) continue;
    // SQL, COBOL and YAML double the quote inside.
    if (unit === 39 && text.charCodeAt(i + 1) === 39 && i > start && text.charCodeAt(i + 2) !== 39) i++;
    else return { start, end: i, quoted: true, open: false };
  }
  const end = Math.min(i, limit);
  return { start, end, quoted: true, open: i >= text.length };
}

function readEscaped(text: string, start: number, close: string): Literal {
  const limit = Math.min(text.length, start + maxValue);
  const first = close.charCodeAt(0);
  for (let i = start; i < limit; i++) {
    const here = text.charCodeAt(i);
    if (isLineEnd(here)) return { start, end: i, quoted: true, open: false };
    if (here === 92 && text.charCodeAt(i + 1) === 92 && first === 92) {
      let run = 2;
      while (run < mostEscapes && text.charCodeAt(i + run) === 92) run++;
      if (run === close.length - 1 && text.startsWith(close, i)) return { start, end: i, quoted: true, open: false };
      i += run;
      continue;
    }
    if (here === first && text.startsWith(close, i)) return { start, end: i, quoted: true, open: false };
  }
  return { start, end: limit, quoted: true, open: limit === text.length };
}

/** Reads what stands unquoted: up to white space or punctuation that closes. */
export function readBare(runs: Runs, at: number): Literal | null {
  const end = Math.min(runs.bareEnd(at), at + maxValue);
  return end > at ? { start: at, end, quoted: false, open: end >= runs.text.length } : null;
}

/** Closing marks that do not belong to a word of configuration. */
const trailing = asciiSet(',;"\'`');
const blockedEscapes = asciiSet('nrt"\'');
/** The longest word that configuration may hold besides what closes a bare value. */
const longestWord = 256;

/**
 * Reads to white space, whatever else stands there: values of configuration files. `after` is where the word with its closing marks
 * ends. Null if it holds the escapes of a literal around it, or is longer than passwords are.
 */
export function readWord(text: string, at: number): (Literal & { after: number }) | null {
  const limit = Math.min(text.length, at + longestWord);
  let i = at;
  for (; i < limit; i++) {
    const unit = text.charCodeAt(i);
    if (isSpace(unit) || isLineEnd(unit)) break;
    if (unit === 92 && blockedEscapes[text.charCodeAt(i + 1)] === 1) return null;
  }
  if (i === limit && i < text.length) return null;
  const after = i;
  while (i > at && trailing[text.charCodeAt(i - 1)] === 1) i--;
  return i > at ? { start: at, end: i, quoted: false, open: after >= text.length, after } : null;
}
