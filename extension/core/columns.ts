/** Columns as a host counts them: bytes of the file's own encoding. */

/** What a character takes in an encoding, by the names that VS Code gives encodings; `host` has shift codes besides. */
type Width = (code: number) => number;

const utf8: Width = code => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
const doubleByte: Width = code => (code < 0x80 ? 1 : 2);
const shiftJis: Width = code => (code < 0x80 || (code >= 0xff61 && code <= 0xff9f) ? 1 : 2);
/** Two bytes for what GBK has, four for the rest. */
const gb18030: Width = code => (code < 0x80 ? 1 : isInGbk(code) ? 2 : 4);
const single: Width = () => 1;

const widths: Readonly<Record<string, Width>> = {
  utf8,
  utf8bom: utf8,
  gb18030,
  gbk: doubleByte,
  gb2312: doubleByte,
  cp936: doubleByte,
  big5hkscs: doubleByte,
  cp950: doubleByte,
  shiftjis: shiftJis,
  eucjp: doubleByte,
  euckr: doubleByte,
  windows949: doubleByte,
};

/** EBCDIC with double-byte characters (IBM's numbers for Japan, Korea, China and Taiwan): each run of them is shifted out and in. */
const hostEncoding = /^(?:ibm|cp|x-ibm)?-?0?(?:930|933|935|937|939|1364|1371|1388|1390|1399)$/i;

/** Ranges of GBK that program text holds: punctuation, Greek, Cyrillic, kana, bopomofo, ideographs, full width. */
const gbkRanges = [
  [0x00a4, 0x00b7],
  [0x0391, 0x0451],
  [0x2010, 0x2642],
  [0x3000, 0x3129],
  [0x3220, 0x33d5],
  [0x4e00, 0x9fa5],
  [0xf92c, 0xfa29],
  [0xfe30, 0xffe5],
] as const;

function isInGbk(code: number): boolean {
  return gbkRanges.some(([from, to]) => code >= from && code <= to);
}

/** Columns that the text takes. UTF-8 where the encoding is not known; one for each character in a code page of one byte. */
export function columnsOf(text: string, encoding?: string): number {
  if (isPlain(text)) return text.length;
  return walk(text, Number.POSITIVE_INFINITY, encoding).columns;
}

/** UTF-16 units from the text's start that stand within so many columns; never half a character. */
export function withinColumns(text: string, columns: number, encoding?: string): number {
  if (isPlain(text)) return Math.min(text.length, Math.max(0, columns));
  return walk(text, columns, encoding).units;
}

function walk(text: string, most: number, encoding = 'utf8'): { columns: number; units: number } {
  const host = hostEncoding.test(encoding);
  const width = host ? doubleByte : (widths[encoding.toLowerCase()] ?? single);
  let columns = 0;
  let units = 0;
  let shifted = false;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const wide = host && code >= 0x80;
    // A run of double-byte characters costs the code that shifts out and the one that shifts back in.
    const shift = wide && !shifted ? 2 : 0;
    if (columns + shift + width(code) > most) break;
    columns += shift + width(code);
    units += character.length;
    shifted = wide;
  }
  return { columns, units };
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x80) return false;
  return true;
}
