/**
 * From a name to the values it is given: over closing quotes, types and operators, in whatever language. Looks at most a few
 * hundred characters ahead, so the work for a name is bounded.
 */
import { asciiSet, bit, bitsOf, isAlphanumeric, isLetter, isLineEnd, isQuote, isSpace } from '../scan/characters.ts';
import type { Runs } from '../scan/runs.ts';
import { closeOfTag, element } from './element.ts';
import { type Literal, quoteAt, readBare, readQuoted } from './literal.ts';
import { literalAt, type Place, type PlaceKind, placed, reach, skipSpaces } from './place.ts';
import { overWrapper } from './wrapper.ts';

/** Literals of one list or argument list that are looked at. */
const maxLiterals = 8;

const operators = new Set(
  '： ＝ : = => := :: ::= :::= == === != !== -> <- ?= ||= ??= .= += ||: ?: <> =~ >> == ~> <<'.split(' '),
);
const operatorUnits = asciiSet('：＝:=><!?|.+~-');
/** What a type may hold between a name and its value, besides letters, digits and spaces. */
const typeUnits = asciiSet('_.<>[]?|&*:');
const openers = asciiSet('([{');

/** Methods that give a value, or compare with one. */
const setters =
  /^\.(?:assign|append|set|put|setValue|setText|value|equals|equalsIgnoreCase|Equals|contentEquals|compareTo|compare|eq|isEqualTo|toBe|toEqual)\s?\(/;

/** Functions that compare the name, as their first argument, with a literal. */
const comparison = /(?:str(?:n?case|n|i)?cmp|compare|equals|compare_digest|hash_equals|timingSafeEqual)\s?\(\s?$/i;

/** The values of the name that stands at `start` … `end`; none if it is given none here. */
export function readAssigned(runs: Runs, start: number, end: number): Place[] {
  const { text } = runs;
  const first = readFirst(runs, start, end);
  if (first === null) return [];
  if (!first.quoted || first.open) return [first];
  // `"one" + "two"`: pieces of one value.
  const places = [first, ...piecesAfter(text, first)];
  if (places.length > 1) return places;
  // `["a", "b"]` and `f("user", "password")`: the literals that follow belong to the name too.
  const isArguments = first.kind === 'call' || first.kind === 'pair';
  if (!isArguments && !isOpened(text, first.start)) return places;
  let at = first.end;
  while (places.length < maxLiterals) {
    at = skipSpaces(text, at + (quoteAt(text, at)?.length ?? 1));
    if (text.charCodeAt(at) !== 44) break;
    at = skipSpaces(text, at + 1);
    const quote = literalAt(text, at);
    const literal = quote < 0 ? null : readQuoted(text, quote);
    if (literal === null) break;
    const place = placed(literal, first.kind, first.operator);
    place.isOnly = false;
    first.isOnly = false;
    places.push(place);
    at = literal.end;
  }
  return places;
}

/** The literals that are joined to one by an operator, also over line breaks. */
function piecesAfter(text: string, first: Place): Place[] {
  const pieces: Place[] = [];
  for (let last: Literal = first; pieces.length < maxLiterals; ) {
    const close = quoteAt(text, last.end);
    if (close === null) {
      const next = continued(text, last.end);
      const literal = next < 0 ? null : readQuoted(text, next);
      if (literal === null) break;
      const piece = placed(literal, first.kind, first.operator);
      piece.continues = true;
      pieces.push(piece);
      last = literal;
      continue;
    }
    let at = skipBlank(text, last.end + close.length);
    const joint = text.charCodeAt(at);
    if (joint === 124 && text.charCodeAt(at + 1) === 124) at += 2;
    else if (joint === 43 || joint === 38 || joint === 46) at++;
    else break;
    // A period joins within a line only (PHP); at a line's end it closes a statement (COBOL).
    const quote = literalAt(text, joint === 46 ? skipSpaces(text, at) : skipBlank(text, at));
    const literal = quote < 0 ? null : readQuoted(text, quote);
    if (literal === null) break;
    const piece = placed(literal, first.kind, first.operator);
    piece.continues = true;
    pieces.push(piece);
    last = literal;
  }
  return pieces;
}

/** COBOL: an open literal goes on behind the hyphen in column 7 of the next line, and another quote; its place, or -1. */
function continued(text: string, lineEnd: number): number {
  if (!isLineEnd(text.charCodeAt(lineEnd))) return -1;
  const line = /^\r?\n[^\r\n]{6}-[ ]{1,60}(?=['"])/.exec(text.slice(lineEnd, lineEnd + reach));
  return line === null ? -1 : lineEnd + line[0].length;
}

/** Over white space and line breaks, at most as far as a value may stand from its name. */
function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < from + reach && isBlank(text.charCodeAt(at))) at++;
  return at;
}

const isBlank = (unit: number): boolean => (bitsOf(unit) & (bit.space | bit.lineEnd)) !== 0;

/** An opening bracket stands before the literal (and its prefix). */
function isOpened(text: string, start: number): boolean {
  for (let at = start - 1; at > start - 6 && at >= 0; at--) {
    const unit = text.charCodeAt(at);
    if (unit === 91 || unit === 40) return true;
    if (!isQuote(unit) && !isSpace(unit) && !isAlphanumeric(unit) && unit !== 92) return false;
  }
  return false;
}

function readFirst(runs: Runs, start: number, end: number): Place | null {
  const { text } = runs;
  let at = end;
  // `"name"`, `['name']`, `:name`, `&quot;name&quot;`
  let closedByQuote = false;
  for (let count = 0; count < 4; count++) {
    const quote = quoteAt(text, at);
    if (quote !== null) {
      if (closedByQuote) break;
      closedByQuote = true;
      at += quote.length;
    } else if (text.charCodeAt(at) === 93) at++;
    else break;
  }
  const afterName = at;
  at = skipSpaces(text, at);
  const unit = text.charCodeAt(at);
  const before = text.charCodeAt(start - 1);

  if (before === 60 || (before === 58 && unit === 62)) {
    if (unit === 62) return element(text, at + 1);
    if (isSpace(text.charCodeAt(afterName)) && unit !== 61) return element(text, closeOfTag(text, at));
  }
  if (unit === 62 && closedByQuote) return element(text, at + 1);
  if (closedByQuote || unit === 44 || isLineEnd(unit)) {
    const paired = pairedValue(text, afterName);
    if (paired >= 0) return assignment(runs, paired, 'pair');
  }
  // `strcmp(password, "…")`
  if (unit === 44 && !closedByQuote && comparison.test(text.slice(Math.max(0, start - 24), start)))
    return value(runs, at + 1, 'assignment', '==');
  if (unit === 44 && closedByQuote) return value(runs, at + 1, 'pair', ',');
  if (unit === 46 && isLetter(text.charCodeAt(at + 1))) {
    const method = setters.exec(text.slice(at, at + 24));
    return method === null ? null : value(runs, at + method[0].length, 'assignment', '==');
  }
  if (unit === 40) return closedByQuote ? null : value(runs, at + 1, 'call', '(');
  if (operatorUnits[unit] === 1) return assignment(runs, at, 'assignment');
  if (unit === 41) {
    // `if ("…" != secret)` ends here; `(password) = …` and `f(password): "…"` go on.
    const next = skipSpaces(text, at + 1);
    return text.charCodeAt(next) === 61 || text.charCodeAt(next) === 58 ? assignment(runs, next, 'assignment') : null;
  }
  if (unit === 91) {
    const close = text.indexOf(']', at);
    return close > 0 && close - at < 16 ? assignment(runs, skipSpaces(text, close + 1), 'assignment') : null;
  }
  if (at === afterName || closedByQuote) return null;
  return quoteAt(text, at) !== null ? value(runs, at, 'spaced', ' ') : afterWords(runs, at, isFlag(text, start));
}

/** `--name`, `-name`, `/name:` of a command line. */
const isFlag = (text: string, start: number): boolean =>
  text.charCodeAt(start - 1) === 45 && !isAlphanumeric(text.charCodeAt(start - 2));

function assignment(runs: Runs, from: number, kind: PlaceKind): Place | null {
  const { text } = runs;
  let at = skipSpaces(text, from);
  let length = 0;
  while (length < 4 && operatorUnits[text.charCodeAt(at + length)] === 1) length++;
  let operator = text.slice(at, at + length);
  while (length > 0 && !operators.has(operator)) operator = text.slice(at, at + --length);
  if (length === 0) return null;
  at += length;
  const next = skipSpaces(text, at);
  if (operator === ':' || operator === '?:') {
    const typed = overType(text, next);
    if (typed >= 0) return value(runs, typed, kind, '=');
  }
  // `"name" := = "value"` and the like
  if (text.charCodeAt(next) === 61 && next > at) return value(runs, next + 1, kind, operator);
  // `password = config.x || "default"`, `password ?: "default"` are handled where the literal stands.
  return value(runs, at, kind, operator);
}

/** `: String? = "…"`: the place after the `=`, or -1. */
function overType(text: string, from: number): number {
  for (let at = from; at < from + 48; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 61) {
      if (at === from || text.charCodeAt(at + 1) === 61) return -1;
      const next = skipSpaces(text, at + 1);
      const wrapped = literalAt(text, next) >= 0 ? next : overWrapper(text, next);
      return wrapped === 'fetches' || wrapped < 0 ? -1 : next;
    }
    if (!isAlphanumeric(unit) && !isSpace(unit) && typeUnits[unit] !== 1) return -1;
  }
  return -1;
}

const saysValue = /(?:^|\s)(?:value|values|default|is|are|by|to|as|be|of|with|password|equals|for the user)$/i;

/** `name string = "…"`, `NAME VARCHAR2(20) := '…'`, `NAME PIC X(8) VALUE '…'`, `password is "…"`, `--name value`. */
function afterWords(runs: Runs, from: number, isOption: boolean): Place | null {
  const { text } = runs;
  if (isOption) return bareAt(runs, from);
  const limit = from + reach;
  for (let at = runs.wordsEnd(from); at < limit; at = runs.wordsEnd(at)) {
    const unit = text.charCodeAt(at);
    if (unit === 61 || (unit === 58 && text.charCodeAt(at + 1) === 61)) {
      if (text.charCodeAt(at + 1) === 61 && unit === 61) return null;
      const next = skipSpaces(text, at + (unit === 58 ? 2 : 1));
      return literalAt(text, next) >= 0 ? value(runs, next, 'assignment', '=') : null;
    }
    if (isQuote(unit)) {
      let end = at;
      while (end > from && isBlank(text.charCodeAt(end - 1))) end--;
      if (saysValue.test(text.slice(Math.max(from - 1, end - 14), end))) return value(runs, at, 'assignment', 'is');
      // `password for the user "alice" is "…"`: over one quoted word
      const quoted = readQuoted(text, at);
      if (quoted === null || quoted.open || quoted.end - quoted.start > 32) return null;
      at = quoted.end + 1;
    } else if (isLineEnd(unit)) {
      // COBOL: the VALUE clause may stand on the next line.
      if (!/\bpic(?:ture)?\b/i.test(text.slice(from, at))) break;
      at++;
    } else break;
  }
  return bareAt(runs, from);
}

function bareAt(runs: Runs, from: number): Place | null {
  const bare = readBare(runs, from);
  return bare === null ? null : placed(bare, 'spaced', ' ');
}

/** `" value="…"`, `,"value":"…"`, `\n  value: …`: the place of the operator, or -1. */
function pairedValue(text: string, from: number): number {
  let at = from;
  for (const limit = from + reach; at < limit; at++) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit) || isLineEnd(unit) || isQuote(unit) || unit === 44 || unit === 92) continue;
    break;
  }
  const word = at === from ? null : /^(?:value|default)\b/i.exec(text.slice(at, at + 8));
  if (word === null) return -1;
  at += word[0].length;
  while (isQuote(text.charCodeAt(at)) || text.charCodeAt(at) === 92) at++;
  return at;
}

/** YAML: a word as all that stands on the line below its name. */
function wordOnLine(runs: Runs, from: number): Place | null {
  const { text } = runs;
  const indent = text.charCodeAt(from - 1);
  const bare = isSpace(indent) ? readBare(runs, from) : null;
  if (bare === null || text.charCodeAt(bare.end - 1) === 58 || text.charCodeAt(from) === 45) return null;
  return placed(bare, 'spaced', ' ');
}

/** The value that begins at or soon after `from`: over white space, one line break, openers, string prefixes and one or two wrapping calls. */
function value(runs: Runs, from: number, kind: PlaceKind, operator: string): Place | null {
  const { text } = runs;
  let at = skipSpaces(text, from);
  // YAML's own types: `!!str`
  if (text.charCodeAt(at) === 33 && text.charCodeAt(at + 1) === 33)
    at = skipSpaces(text, at + (/^!![a-z]{1,12}(?= )/.exec(text.slice(at, at + 16))?.[0].length ?? 0));
  // a line break, also one escaped by `\`; YAML's `|` and `>`
  const isBlock = text.charCodeAt(at) === 124 || text.charCodeAt(at) === 62;
  const block = isBlock ? /^[|>][+-]?\d?(?=[\r\n])/.exec(text.slice(at, at + 4)) : null;
  if (block !== null) at += block[0].length;
  if (isLineEnd(text.charCodeAt(at)) || (text.charCodeAt(at) === 92 && isLineEnd(text.charCodeAt(at + 1)))) {
    const limit = at + reach;
    let next = at + 1;
    while (
      next < limit &&
      ((bitsOf(text.charCodeAt(next)) & (bit.space | bit.lineEnd)) !== 0 || text.charCodeAt(next) === 43)
    )
      next++;
    if (block === null && quoteAt(text, next) === null) return operator === ':' ? wordOnLine(runs, next) : null;
    at = next;
  }
  for (let count = 0; count < 3 && openers[text.charCodeAt(at)] === 1; count++) at = skipSpaces(text, at + 1);
  let quote = literalAt(text, at);
  if (quote < 0) {
    const wrapped = overWrapper(text, at);
    if (wrapped === 'fetches') return null;
    quote = wrapped;
  }
  if (quote >= 0) {
    const literal = readQuoted(text, quote);
    return literal === null ? null : placed(literal, kind, operator);
  }
  if ((kind === 'pair' && operator === ',') || kind === 'call') return null;
  const bare = readBare(runs, at);
  return bare === null ? null : placed(bare, kind, operator);
}
