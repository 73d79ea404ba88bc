/**
 * From a name to the value it is given: over closing quotes, types and operators, in whatever language. Looks at most a few
 * hundred characters ahead, so the work for a name is bounded.
 */
import { bit, bitsOf, isAlphanumeric, isIdentifier, isLineEnd, isQuote, isSpace } from '../scan/characters.ts';
import { type Literal, readBare, readQuoted } from './literal.ts';

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
}

/** How far the value may stand from its name, in characters. */
const reach = 96;

const operators = new Set([
  ':',
  '=',
  '=>',
  ':=',
  '::=',
  ':::=',
  '==',
  '===',
  '!=',
  '!==',
  '->',
  '<-',
  '?=',
  '||=',
  '??=',
  '.=',
  '+=',
  '||:',
  '?:',
  '<>',
  '=~',
  '>>',
]);
const operatorUnits = new Set([...':=><!?|.+~-'].map(character => character.charCodeAt(0)));

/** Functions that fetch a value by the name in the literal: the literal is no secret. */
const fetches =
  /(?:^|[._])(?:get|env|getenv|environ|prop|property|config|conf|load|read|find|lookup|fetch|resolve|translate|t|tr|gettext|path|join|resource|file|open|require|import|include|input|prompt|format|sprintf|printf|println|print|log|error|fatal|fail|errorf|assert|describe|it|test|expect|select|query|column|header|label|param|arg|option|flag|field|key|name|message|includes|contains|indexof|startswith|endswith|split|replace|match|matches|has|isset|defined|validate|verify|check)$|get[a-z]*$|(?:^|[._])(?:load|read|find|lookup|fetch|resolve)[a-z]*$/i;

/** Finds the value of the name that stands at `start` … `end`. */
export function readAssigned(text: string, start: number, end: number): Place | null {
  let at = end;
  // `"name"`, `['name']`, `name)`, `:name`
  let closedByQuote = false;
  for (let count = 0; count < 5; count++) {
    const unit = text.charCodeAt(at);
    if (isQuote(unit)) {
      if (closedByQuote) break;
      closedByQuote = true;
      at++;
    } else if (unit === 92 && text.charCodeAt(at + 1) === 92) at++;
    else if (unit === 92 && isQuote(text.charCodeAt(at + 1))) at++;
    else if (unit === 93) at++;
    else break;
  }
  const afterName = at;
  at = skipSpaces(text, at);
  const unit = text.charCodeAt(at);

  if (unit === 62 && text.charCodeAt(start - 1) === 60) return element(text, at + 1);
  if (unit === 62 && closedByQuote) return element(text, at + 1);
  if (text.charCodeAt(start - 1) === 60 && isSpace(unit)) return element(text, closeOfTag(text, at));

  if (closedByQuote || unit === 44 || isLineEnd(unit)) {
    const paired = pairedValue(text, at);
    if (paired >= 0) return assignment(text, paired, 'pair');
  }
  if (unit === 44 && closedByQuote) return value(text, at + 1, 'pair', ',');
  if (unit === 40) return closedByQuote ? null : value(text, at + 1, 'call', '(');
  if (operatorUnits.has(unit)) return assignment(text, at, 'assignment');
  if (unit === 91) {
    const close = text.indexOf(']', at);
    if (close > 0 && close - at < 16) return assignment(text, skipSpaces(text, close + 1), 'assignment');
    return null;
  }
  if (at === afterName) return null;
  return isQuote(unit) || unit === 92 ? value(text, at, 'spaced', ' ') : afterWords(text, at);
}

function assignment(text: string, from: number, kind: PlaceKind): Place | null {
  let at = skipSpaces(text, from);
  let length = 0;
  while (length < 4 && operatorUnits.has(text.charCodeAt(at + length))) length++;
  let operator = text.slice(at, at + length);
  while (length > 0 && !operators.has(operator)) operator = text.slice(at, at + --length);
  if (length === 0) return null;
  at += length;
  const next = skipSpaces(text, at);
  if (operator === ':' || operator === '?:') {
    const typed = overType(text, next);
    if (typed >= 0) return value(text, typed, kind, '=');
  }
  // `name" := = value` and the like
  if (operatorUnits.has(text.charCodeAt(next)) && text.charCodeAt(next) === 61)
    return value(text, next + 1, kind, operator);
  return value(text, at, kind, operator);
}

/** `: String? = "…"`: the place after the `=`, or -1. */
function overType(text: string, from: number): number {
  for (let at = from; at < from + 48; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 61) {
      if (at === from || text.charCodeAt(at + 1) === 61) return -1;
      const next = skipSpaces(text, at + 1);
      return isQuote(text.charCodeAt(next)) ? next : -1;
    }
    if (!isAlphanumeric(unit) && !isSpace(unit) && !'_.<>[]?|&*:'.includes(text[at] ?? '"')) return -1;
  }
  return -1;
}

const saysValue = /(?:value|values|default|is|are|by|to|as|be|of|with|password|equals)$/i;

/** `name string = "…"`, `NAME VARCHAR2(20) := '…'`, `NAME PIC X(8) VALUE '…'`, `password is "…"`, `--name value`. */
function afterWords(text: string, from: number): Place | null {
  for (let at = from; at < from + reach; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 61 || (unit === 58 && text.charCodeAt(at + 1) === 61)) {
      if (text.charCodeAt(at + 1) === 61 && unit === 61) return null;
      const next = skipSpaces(text, at + (unit === 58 ? 2 : 1));
      return isQuote(text.charCodeAt(next)) ? value(text, next, 'assignment', '=') : null;
    }
    if (isQuote(unit)) {
      let end = at;
      while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
      return saysValue.test(text.slice(Math.max(from, end - 10), end)) ? value(text, at, 'spaced', 'is') : null;
    }
    if (isLineEnd(unit)) {
      // COBOL: the VALUE clause may stand on the next line.
      if (!/\bpic(?:ture)?\b/i.test(text.slice(from, at))) break;
      continue;
    }
    if (!isAlphanumeric(unit) && !isSpace(unit) && !'_.<>[]()*&-'.includes(text[at] ?? '"')) break;
  }
  const bare = readBare(text, from);
  return bare === null ? null : { ...bare, kind: 'spaced', operator: ' ' };
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
  while (isSpace(text.charCodeAt(from)) || isLineEnd(text.charCodeAt(from))) from++;
  if (text.startsWith('<![CDATA[', from)) {
    const close = text.indexOf(']]>', from);
    if (close < 0 || close - from > reach) return null;
    return { start: from + 9, end: close, quoted: true, open: false, kind: 'element', operator: '>' };
  }
  // `<key>password</key><string>…</string>`
  if (text.charCodeAt(from) === 60 && text.charCodeAt(from + 1) === 47) {
    const close = text.indexOf('>', from);
    if (close < 0 || close - from > 40) return null;
    let next = close + 1;
    while (isSpace(text.charCodeAt(next)) || isLineEnd(text.charCodeAt(next))) next++;
    if (!/^<(?:string|value)>/i.test(text.slice(next, next + 8))) return null;
    from = text.indexOf('>', next) + 1;
  }
  let end = from;
  while (end < text.length && end - from < 512 && text.charCodeAt(end) !== 60 && !isLineEnd(text.charCodeAt(end)))
    end++;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end > from
    ? { start: from, end, quoted: true, open: end >= text.length, kind: 'element', operator: '>' }
    : null;
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
function value(text: string, from: number, kind: PlaceKind, operator: string): Place | null {
  let at = skipSpaces(text, from);
  if (isLineEnd(text.charCodeAt(at)) || (text.charCodeAt(at) === 92 && isLineEnd(text.charCodeAt(at + 1)))) {
    let next = at + 1;
    while (
      next < at + reach &&
      ((bitsOf(text.charCodeAt(next)) & (bit.space | bit.lineEnd)) !== 0 || text.charCodeAt(next) === 43)
    )
      next++;
    if (!isQuote(text.charCodeAt(next))) return null;
    at = next;
  }
  for (let count = 0; count < 3 && '([{'.includes(text[at] ?? '"'); count++) at = skipSpaces(text, at + 1);
  let quote = literalAt(text, at);
  if (quote < 0) {
    const wrapped = overWrapper(text, at);
    if (wrapped === 'fetches') return null;
    quote = wrapped;
  }
  if (quote >= 0) {
    const literal = readQuoted(text, quote);
    return literal === null ? null : { ...literal, kind, operator };
  }
  if (kind === 'pair' && operator === ',') return null;
  if (kind === 'call') return null;
  const bare = readBare(text, at);
  return bare === null ? null : { ...bare, kind, operator };
}

/** The quote (or the backslash before it) of a literal at `at`, behind a prefix such as `b`, `N`, `L`, `@`, `$`; -1 if there is none. */
function literalAt(text: string, at: number): number {
  let i = at;
  for (let count = 0; count < 2 && 'bBrRuUnNlLfF@$q&'.includes(text[i] ?? '"'); count++) {
    const next = text.charCodeAt(i + 1);
    if (isQuote(next)) return i + 1;
    i++;
  }
  const unit = text.charCodeAt(at);
  if (isQuote(unit)) return at;
  let escapes = 0;
  while (text.charCodeAt(at + escapes) === 92) escapes++;
  return escapes > 0 && isQuote(text.charCodeAt(at + escapes)) ? at : -1;
}

/** `new String("…")`, `[]byte("…")`, `b64encode(b'…')`: the quote inside. */
function overWrapper(text: string, from: number): number | 'fetches' {
  let at = from;
  let nameFrom = from;
  for (; at < from + reach; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 40) {
      if (fetches.test(text.slice(nameFrom, at))) return 'fetches';
      const inner = skipSpaces(text, at + 1);
      const quote = literalAt(text, inner);
      if (quote >= 0) return quote;
      nameFrom = at + 1;
      continue;
    }
    if (isIdentifier(unit) || isSpace(unit) || '.[]&*:<>'.includes(text[at] ?? '"')) continue;
    return -1;
  }
  return -1;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}
