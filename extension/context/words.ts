import type { Lexical } from '../core/lexical.ts';
import type { ContextRules, Interpolation } from './rules.ts';

/**
 * Reads the names of a text, line by line, at the speed an index needs: comments and prose are passed over, words in a
 * string count where the string is a key, a path or SQL. Works on broken text; never backtracks.
 */

export type OnWord = (line: number, start: number, end: number) => void;

interface Opener {
  text: string;
  close: string;
  kind: 'line' | 'block' | 'string';
  multiline: boolean;
  /** Holds code of the same language as a rule: Oracle's `q'[…]'`, which dynamic SQL is written in. */
  code: boolean;
  backslash: boolean;
  doubled: boolean;
}

interface Compiled {
  /** Openers by their first character, longest first. */
  openers: (readonly Opener[] | undefined)[];
  hyphens: boolean;
}

/** A string's end, and the code in it. */
interface StringEnd {
  end: number;
  code: readonly (readonly [from: number, to: number])[];
}

const wordStart = 1;
const wordPart = 2;
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_$]/.test(character)) classes[code] = wordStart | wordPart;
  else if (/[0-9#]/.test(character)) classes[code] = wordPart;
}
/** Letters beyond ASCII begin here (À); what lies below are signs. */
const firstLetterBeyond = 0xc0;

const newline = 10;
const hash = 35;
const dollar = 36;
const hyphen = 45;
const slash = 47;
const backslash = 92;
const none: readonly Interpolation[] = [];

/** Shortest and longest word that can be a name worth finding elsewhere. */
const shortest = 2;
const longest = 80;
/** Longest string read for words where it is not SQL. */
const longestKey = 80;
/** A quote that nothing closes within so many characters is taken to be unfinished. */
const longestString = 20_000;
/** Strings in code in strings. */
const deepest = 6;
/** Strings of a file whose code is not to be made out, after which no string is read for code: each costs its length twice. */
const mostUnreadable = 8;
const sqlStart = /^\s*(?:select|insert|update|delete|merge|with|from|create|alter|call|exec)\b/i;

const compiledRules = new WeakMap<Lexical, Compiled>();

function compile(lexical: Lexical, hyphens: boolean): Compiled {
  const known = compiledRules.get(lexical);
  if (known && known.hyphens === hyphens) return known;
  const openers: Opener[][] = [];
  const add = (text: string, opener: Partial<Opener> & Pick<Opener, 'kind'>): void => {
    const first = text.charCodeAt(0);
    if (!(first < 128)) return;
    openers[first] ??= [];
    openers[first].push({
      text,
      close: '',
      multiline: false,
      code: false,
      backslash: false,
      doubled: false,
      ...opener,
    });
  };
  for (const text of lexical.lineComments) add(text, { kind: 'line' });
  for (const [text, close] of lexical.blockComments) add(text, { kind: 'block', close, multiline: true });
  for (const rule of lexical.strings) {
    add(rule.open, {
      kind: 'string',
      close: rule.close,
      multiline: rule.multiline,
      code: /^[A-Za-z]'/.test(rule.open),
      backslash: rule.escape === 'backslash',
      doubled: rule.escape === 'double',
    });
  }
  for (const list of openers) list?.sort((a, b) => b.text.length - a.text.length);
  const compiled = { openers, hyphens };
  compiledRules.set(lexical, compiled);
  return compiled;
}

/** Calls `onWord` for each name, in order; `text` has been through the rules' mask. Returns where each line begins. */
export function readWords(
  text: string,
  lexical: Lexical,
  rules: ContextRules | undefined,
  onWord: OnWord,
): Uint32Array {
  const { openers, hyphens } = compile(lexical, rules?.hyphens === true);
  const commentLine = rules?.mask ? undefined : lexical.commentLine;
  const sigil = rules?.sigil?.charCodeAt(0);
  // Part of a name where it begins no comment: Oracle's.
  const noPart = lexical.lineComments.includes('#') ? hash : -1;
  const starts: number[] = [0];
  const length = text.length;
  let line = 0;
  let unreadable = 0;

  const nextLine = (index: number): void => {
    line++;
    starts.push(index + 1);
  };

  const readWord = (from: number, limit: number): number => {
    let end = from + 1;
    while (end < limit) {
      const code = text.charCodeAt(end);
      if (code === sigil || code === noPart) break;
      if (code < 128 ? (classes[code]! & wordPart) !== 0 : code >= firstLetterBeyond) end++;
      else if (hyphens && code === hyphen && isPart(text.charCodeAt(end + 1))) end++;
      else break;
    }
    const size = end - from;
    if (size >= shortest && size <= longest) onWord(line, from, end);
    return end;
  };

  const readWords = (from: number, limit: number): void => {
    let index = from;
    while (index < limit) {
      const code = text.charCodeAt(index);
      if (code === newline) nextLine(index);
      if (code === sigil) index++;
      else if (code < 128 ? (classes[code]! & wordStart) !== 0 : code >= firstLetterBeyond)
        index = readWord(index, limit);
      else if (code < 128 && (classes[code]! & wordPart) !== 0) index = skipNumber(text, index, limit);
      else index++;
    }
  };

  const countLines = (from: number, limit: number): void => {
    for (let index = text.indexOf('\n', from); index >= 0 && index < limit; index = text.indexOf('\n', index + 1)) {
      nextLine(index);
    }
  };

  const openerAt = (at: number): Opener | undefined => {
    const code = text.charCodeAt(at);
    const opener = code < 128 ? openers[code]?.find(candidate => text.startsWith(candidate.text, at)) : undefined;
    const misplaced = opener?.kind === 'line' && lexical.commentAtWordStart && !beginsWord(text, at);
    return misplaced ? undefined : opener;
  };

  /** What of a string is read: code in it, and all of it where it is a key, a path or SQL. */
  const readString = (from: number, { end, code }: StringEnd, all: boolean, depth: number): void => {
    const readText = all ? readWords : countLines;
    let at = from;
    for (const [start, stop] of code) {
      readText(at, start);
      readCode(start, stop, depth + 1);
      at = stop;
    }
    readText(at, end);
  };

  readCode(0, length, 0);
  return Uint32Array.from(starts);

  function readCode(from: number, limit: number, depth: number): void {
    let at = commentLine && from === 0 ? afterCommentLine(text, 0, commentLine) : from;
    while (at < limit) {
      const code = text.charCodeAt(at);
      if (code === newline) {
        nextLine(at);
        at++;
        if (commentLine) at = afterCommentLine(text, at, commentLine);
        continue;
      }
      const opener = openerAt(at);
      if (opener) {
        at = readOpened(opener, at, limit, depth);
        continue;
      }
      if (code === sigil) at++;
      else if (code < 128 ? (classes[code]! & wordStart) !== 0 : code >= firstLetterBeyond) at = readWord(at, limit);
      else if (code === slash && lexical.regularExpressions) at = endOfRegularExpression(text, at) ?? at + 1;
      else if (hyphens && code >= 48 && code <= 57) at = readHyphenated(at);
      else if (code < 128 && (classes[code]! & wordPart) !== 0) at = skipNumber(text, at, limit);
      else at++;
    }
  }

  /** Reads the comment or string that begins here; tells where it ends. */
  function readOpened(opener: Opener, at: number, limit: number, depth: number): number {
    if (opener.kind === 'line') {
      const end = text.indexOf('\n', at);
      return end < 0 ? limit : Math.min(end, limit);
    }
    const from = at + opener.text.length;
    if (opener.kind === 'block') {
      const close = text.indexOf(opener.close, from);
      const end = close < 0 ? limit : close;
      countLines(from, end);
      return Math.min(limit, end + opener.close.length);
    }
    let found = unreadable < mostUnreadable ? endOfString(opener, at, limit, depth) : undefined;
    if (!found) {
      if (unreadable < mostUnreadable) unreadable++;
      found = endOfString(opener, at, limit, deepest) ?? { end: endOfLine(from, limit), code: [] };
    }
    readString(from, found, opener.code || holdsNames(text, from, found.end, found.code.length > 0), depth);
    const after = Math.max(found.end, from);
    return text.startsWith(opener.close, after) ? after + opener.close.length : after;
  }

  function endOfLine(from: number, limit: number): number {
    const end = text.indexOf('\n', from);
    return end < 0 ? limit : Math.min(end, limit);
  }

  /**
   * Where the string ends: at its closer, or at the line's end where it cannot go further. Undefined where nothing closes it,
   * or a string in its code, within reason: somebody is typing it, and what follows its line is code.
   */
  function endOfString(opener: Opener, start: number, textEnd: number, depth: number): StringEnd | undefined {
    const from = start + opener.text.length;
    const limit = Math.min(textEnd, from + longestString);
    const marks = depth < deepest ? (rules?.interpolation?.(text.slice(Math.max(0, start - 3), from)) ?? none) : none;
    const code: [number, number][] = [];
    let at = from;
    while (at < limit) {
      const character = text.charCodeAt(at);
      if (character === newline && !opener.multiline) return { end: at, code };
      if (character === backslash && opener.backslash) {
        at += text.charCodeAt(at + 1) === newline && !opener.multiline ? 1 : 2;
        continue;
      }
      const inside = marks.length === 0 ? undefined : interpolated(marks, at, limit, depth);
      if (inside === 'unreadable') return undefined;
      if (inside) {
        if (inside[1] > inside[0]) code.push(inside);
        at = Math.max(at + 1, inside[1]);
        continue;
      }
      if (text.startsWith(opener.close, at)) {
        if (!opener.doubled || !text.startsWith(opener.close, at + opener.close.length)) return { end: at, code };
        at += 2 * opener.close.length;
        continue;
      }
      at++;
    }
    return undefined;
  }

  /** The code that begins at this place of a string, between its marks; empty for a mark that is doubled to mean itself. */
  function interpolated(
    marks: readonly Interpolation[],
    at: number,
    limit: number,
    depth: number,
  ): [from: number, to: number] | 'unreadable' | undefined {
    for (const mark of marks) {
      if (mark === '$name') {
        if (text.charCodeAt(at) !== dollar || !isNameStart(text.charCodeAt(at + 1))) continue;
        return [at + 1, skipNumber(text, at + 1, limit)];
      }
      if (!text.startsWith(mark, at)) continue;
      const from = at + mark.length;
      if (mark === '{' && text[from] === '{') return [from + 1, from + 1];
      const end = endOfCode(from, mark.endsWith('(') ? ')' : '}', limit, depth);
      return end === undefined ? 'unreadable' : [from, end];
    }
    return undefined;
  }

  /** The bracket that closes what was opened before `from`; undefined where there is none. */
  function endOfCode(from: number, close: string, limit: number, depth: number): number | undefined {
    const open = close === ')' ? '(' : '{';
    let nested = 0;
    let at = from;
    while (at < limit) {
      const opener = openerAt(at);
      if (opener?.kind === 'string') {
        const found = endOfString(opener, at, limit, depth + 1);
        if (!found) return undefined;
        at = Math.max(found.end + opener.close.length, at + 1);
        continue;
      }
      if (text[at] === open) nested++;
      if (text[at] === close) {
        if (nested === 0) return at;
        nested--;
      }
      at++;
    }
    return undefined;
  }

  /** COBOL names may begin with a digit (`1000-MAIN`). */
  function readHyphenated(from: number): number {
    const end = skipNumber(text, from, length);
    if (text.charCodeAt(end) !== hyphen || !isPart(text.charCodeAt(end + 1))) return end;
    return readWord(from, length);
  }
}

function isPart(code: number): boolean {
  return code < 128 ? (classes[code]! & wordPart) !== 0 : code >= firstLetterBeyond;
}

function skipNumber(text: string, from: number, limit: number): number {
  let at = from + 1;
  while (at < limit && isPart(text.charCodeAt(at))) at++;
  return at;
}

/** Before a regular expression stands an operator, an opener or one of a few words; before a division an operand. */
const beforeRegularExpression = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of))\s*$/;
const longestLookBack = 24;
/** What nothing closes within so many characters is none. */
const longestRegularExpression = 500;

/** Where the regular expression that begins here ends, its flags aside; undefined where it is a division. */
function endOfRegularExpression(text: string, start: number): number | undefined {
  const near = text.slice(Math.max(0, start - longestLookBack), start);
  if (!beforeRegularExpression.test(near.slice(near.lastIndexOf('\n') + 1))) return undefined;
  const limit = Math.min(text.length, start + longestRegularExpression);
  let inClass = false;
  for (let at = start + 1; at < limit; at++) {
    const character = text[at]!;
    if (character === '\n') return undefined;
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return undefined;
}

function afterCommentLine(text: string, start: number, pattern: RegExp): number {
  const end = text.indexOf('\n', start);
  const stop = end < 0 ? text.length : end;
  return pattern.test(text.slice(start, Math.min(stop, start + 80))) ? stop : start;
}

/** A string without white space is a key or a path; SQL names tables and columns; `${…}` holds a key where it holds no code. */
function holdsNames(text: string, from: number, end: number, holdsCode: boolean): boolean {
  if (end - from > longestKey) return sqlStart.test(text.slice(from, from + 40));
  const content = text.slice(from, end);
  return !/\s/.test(content) || sqlStart.test(content) || (!holdsCode && content.includes('${'));
}

/** What stands before it parts words (shell, YAML: `a#b` is no comment). */
function beginsWord(text: string, at: number): boolean {
  return at === 0 || /[\s;&|()]/.test(text[at - 1]!);
}

function isNameStart(code: number): boolean {
  return code !== dollar && (code < 128 ? (classes[code]! & wordStart) !== 0 : code >= firstLetterBeyond);
}
