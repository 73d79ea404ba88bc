/** What a UTF-16 unit is, looked up in one table so that the scanner's inner loops stay branch-free. */

export const bit = {
  lower: 1,
  upper: 2,
  digit: 4,
  /** `_` `$` and letters beyond ASCII: part of a name in most languages. */
  word: 8,
  hyphen: 16,
  space: 32,
  lineEnd: 64,
  quote: 128,
} as const;

const letterBits = bit.lower | bit.upper;
export const alphanumericBits = letterBits | bit.digit;
/** Part of a name: `db_password`, `$pwd`, `密码`, and with the hyphen COBOL's and YAML's names. */
export const nameBits = alphanumericBits | bit.word | bit.hyphen;
const identifierBits = alphanumericBits | bit.word;

const table = new Uint8Array(65536);
for (let code = 97; code <= 122; code++) table[code] = bit.lower;
for (let code = 65; code <= 90; code++) table[code] = bit.upper;
for (let code = 48; code <= 57; code++) table[code] = bit.digit;
for (let code = 0xc0; code < 0xd7ff; code++) if (/\p{L}/u.test(String.fromCharCode(code))) table[code] = bit.word;
table['_'.charCodeAt(0)] = bit.word;
table['$'.charCodeAt(0)] = bit.word;
table['-'.charCodeAt(0)] = bit.hyphen;
for (const code of [9, 11, 12, 32, 0xa0, 0x3000]) table[code] = bit.space;
table[10] = bit.lineEnd;
table[13] = bit.lineEnd;
for (const quote of ['"', "'", '`']) table[quote.charCodeAt(0)] = bit.quote;

/** Bits of the unit; 0 for NaN, so that `charCodeAt` past the end is simply nothing. */
export const bitsOf = (code: number): number => table[code] ?? 0;
export const isAlphanumeric = (code: number): boolean => ((table[code] ?? 0) & alphanumericBits) !== 0;
export const isLetter = (code: number): boolean => ((table[code] ?? 0) & letterBits) !== 0;
export const isLower = (code: number): boolean => ((table[code] ?? 0) & bit.lower) !== 0;
export const isUpper = (code: number): boolean => ((table[code] ?? 0) & bit.upper) !== 0;
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isHexDigit = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
export const isName = (code: number): boolean => ((table[code] ?? 0) & nameBits) !== 0;
export const isIdentifier = (code: number): boolean => ((table[code] ?? 0) & identifierBits) !== 0;
export const isSpace = (code: number): boolean => ((table[code] ?? 0) & bit.space) !== 0;
export const isLineEnd = (code: number): boolean => code === 10 || code === 13;
export const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;

/** A set of ASCII characters to ask one by one: `set[unit] === 1`. Everything beyond ASCII is not in it. */
export function asciiSet(characters: string): Uint8Array {
  const set = new Uint8Array(65536);
  for (let i = 0; i < characters.length; i++) set[characters.charCodeAt(i)] = 1;
  return set;
}
