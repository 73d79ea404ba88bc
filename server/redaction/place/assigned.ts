/**
 * From a name to the values it is given: over closing quotes, types and operators, in whatever language. Looks at most a few
 * hundred characters ahead, so the work for a name is bounded.
 */
import {
  asciiSet,
  bit,
  bitsOf,
  isAlphanumeric,
  isIdentifier,
  isLetter,
  isLineEnd,
  isQuote,
  isSpace,
} from '../scan/characters.ts';
import type { Runs } from '../scan/runs.ts';
import { type Literal, quoteAt, readBare, readQuoted } from './literal.ts';

export type PlaceKind =
  /** `name = value`, `name: value`, also with a type between, and comparisons. */
  | 'assignment'
  /** `set(name, value)`, `<add key=name value=…>`. */
  | 'pair'
  /** `setName(value)`. */
  | 'call'
  /** `<name>value</name>`. */
  | 'element'
  /** `--name value`, `name value`. */
  | 'spaced';

export interface Place extends Literal {
  kind: PlaceKind;
  operator: string;
  /** No other literal stands in the same argument list. */
  isOnly: boolean;
  /** A further piece of the literal before it. */
  continues?: boolean;
}

/** How far the value may stand from its name, in characters. */
const reach = 96;
/** Literals of one list or argument list that are looked at. */
const maxLiterals = 8;

const operators = new Set(
  '： ＝ : = => := :: ::= :::= == === != !== -> <- ?= ||= ??= .= += ||: ?: <> =~ >> == ~> <<'.split(' '),
);
const operatorUnits = asciiSet('：＝:=><!?|.+~-');
/** What a type may hold between a name and its value, besides letters, digits and spaces. */
const typeUnits = asciiSet('_.<>[]?|&*:');
const wrapperUnits = asciiSet('.[]&*:<>{');
const prefixUnits = asciiSet('bBrRuUnNlLfF@$q&');
const openers = asciiSet('([{');
/** Ends of what may stand between a literal and the name after it: `=`, `TO`, `(`, `eq`. */
const reversedEnds = asciiSet('=>Oo(q');

/** Functions that fetch a value by the name in the literal, or only look at it: the literal is no secret. */
const fetches = new RegExp(
  `(?:^|[._>:])(?:${[
    'get|env|getenv|environ|prop|property|properties|config|conf|settings?|load|read|find|lookup|fetch|resolve|translate|t|tr|i18n|gettext|path|join|resource',
    'file|open|require|import|include|input|prompt|format|sprintf|printf|println|print|log|info|debug|warn|error|fatal|fail|errorf|assert|describe|it|test',
    'expect|select|query|column|header|label|param|params|arg|args|option|flag|field|key|name|message|includes?|contains|indexof|startswith|endswith|split',
    'replace|replaceall|match|matches|has|isset|defined|validate|verify|check|queryforlist|queryforobject|compile|regex|isempty|length|trim',
    'substring|jsonpath|xpath|byid|bycss|locator|element|selector|getresource|annotation|type|typeof|class|exists|delete|remove|count|sum|max|min|where',
  ].join(
    '|',
  )})$|(?:^|[._>:])(?:get|load|read|find|lookup|fetch|resolve|require|parse|validate|is|has|should|query|with)[a-z]*$`,
  'i',
);

/** Methods that give a value, or compare with one. */
const setters =
  /^\.(?:assign|append|set|put|setValue|setText|value|equals|equalsIgnoreCase|Equals|contentEquals|compareTo|compare|eq|isEqualTo|toBe|toEqual)\s?\(/;

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
    if (close === null) break;
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

/** Over white space and line breaks, at most as far as a value may stand from its name. */
function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < from + reach && (bitsOf(text.charCodeAt(at)) & (bit.space | bit.lineEnd)) !== 0) at++;
  return at;
}

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

/**
 * `"…" == name`, `MOVE '…' TO NAME`, `"…".equals(name)`: the literal that stands before a name.
 */
export function readReversed(text: string, start: number): Place | null {
  let at = start;
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
      return literalAt(text, next) >= 0 ? next : -1;
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
      while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
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
  if (at === from || !/^value\b/i.test(text.slice(at, at + 6))) return -1;
  at += 5;
  while (isQuote(text.charCodeAt(at)) || text.charCodeAt(at) === 92) at++;
  return at;
}

function element(text: string, at: number): Place | null {
  if (at < 0) return null;
  let from = at;
  while (from < at + reach && (isSpace(text.charCodeAt(from)) || isLineEnd(text.charCodeAt(from)))) from++;
  if (text.startsWith('<![CDATA[', from)) {
    const close = text.indexOf(']]>', from);
    if (close < 0 || close - from > reach) return null;
    return { start: from + 9, end: close, quoted: true, open: false, kind: 'element', operator: '>', isOnly: true };
  }
  // `<key>password</key><string>…</string>`
  if (text.charCodeAt(from) === 60 && text.charCodeAt(from + 1) === 47) {
    const close = text.indexOf('>', from);
    if (close < 0 || close - from > 40) return null;
    let next = close + 1;
    while (next < close + reach && (isSpace(text.charCodeAt(next)) || isLineEnd(text.charCodeAt(next)))) next++;
    if (!/^<(?:string|value)>/i.test(text.slice(next, next + 8))) return null;
    from = text.indexOf('>', next) + 1;
  }
  let end = from;
  while (end < text.length && end - from < 512 && text.charCodeAt(end) !== 60 && !isLineEnd(text.charCodeAt(end)))
    end++;
  const open = end >= text.length;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end > from ? { start: from, end, quoted: true, open, kind: 'element', operator: '>', isOnly: true } : null;
}

function closeOfTag(text: string, from: number): number {
  for (let at = from; at < from + reach; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 62) return text.charCodeAt(at - 1) === 47 ? -1 : at + 1;
    if (unit === 60 || isLineEnd(unit)) return -1;
  }
  return -1;
}

/** The value that begins at or soon after `from`: over white space, one line break, openers, string prefixes and one or two wrapping calls. */
function value(runs: Runs, from: number, kind: PlaceKind, operator: string): Place | null {
  const { text } = runs;
  let at = skipSpaces(text, from);
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
    if (block === null && quoteAt(text, next) === null) return null;
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

/** The quote of a literal at `at` (or the escape before it), behind a prefix such as `b`, `N`, `L`, `@`, `$`; -1 if there is none. */
export function literalAt(text: string, at: number): number {
  if (quoteAt(text, at) !== null) return at;
  for (let count = 1; count <= 2; count++) {
    if (prefixUnits[text.charCodeAt(at + count - 1)] !== 1) return -1;
    if (isQuote(text.charCodeAt(at + count))) return at + count;
  }
  return -1;
}

/** `new String("…")`, `[]byte("…")`, `b64encode(b'…')`: the quote inside. */
function overWrapper(text: string, from: number): number | 'fetches' {
  let nameFrom = from;
  for (let at = from; at < from + reach; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 40) {
      if (fetches.test(text.slice(nameFrom, at).trim())) return 'fetches';
      const inner = skipSpaces(text, at + 1);
      const quote = literalAt(text, inner);
      if (quote >= 0) return quote;
      nameFrom = at + 1;
      continue;
    }
    if (isIdentifier(unit) || isSpace(unit) || wrapperUnits[unit] === 1) continue;
    return -1;
  }
  return -1;
}

/** A literal with its place (written out: this is the busiest line of the scanner). */
const placed = (literal: Literal, kind: PlaceKind, operator: string): Place => ({
  start: literal.start,
  end: literal.end,
  quoted: literal.quoted,
  open: literal.open,
  kind,
  operator,
  isOnly: true,
});

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}
