import { regularExpressionLength } from './regular-expression.ts';

/**
 * What a language's text is made of, as far as brackets, strings and comments go, and a scanner that reads it. It needs
 * no grammar, works on text that is cut or broken, and is what stands in where no syntax tree is to be had.
 */

export interface StringRule {
  open: string;
  close: string;
  escape: 'backslash' | 'double' | 'none';
  /** Opens a string only where a word could begin: `it's` is none. */
  atWordStart?: boolean;
  multiline: boolean;
  /** Opens code inside the string, up to a closing brace. */
  interpolation?: string;
}

/** What a word does to the blocks around it: opens one that ends with `open`, closes one, or ends all (a COBOL period). */
export type BlockWord = { open: string } | { close: string } | { closeAll: true };

export interface WordPlace {
  /** The word before, in capitals where the language does not care; empty after a `;` or at the beginning. */
  previous: string;
  /** The text that follows the word, at most 80 characters. */
  following: string;
  /** What would close the innermost block; undefined outside all. */
  innermost: string | undefined;
}

export interface Lexical {
  lineComments: readonly string[];
  blockComments: readonly (readonly [open: string, close: string])[];
  /** Longer openers before their own beginnings (`"""` before `"`). */
  strings: readonly StringRule[];
  /** Pairs beside the three that all have. */
  brackets: Readonly<Record<string, string>>;
  /** A line comment counts only at the beginning of a word (shell, YAML). */
  commentAtWordStart?: boolean;
  /** A whole line that is a comment by its columns (fixed COBOL). */
  commentLine?: RegExp;
  /** `/…/` where an operand may stand. */
  regularExpressions?: boolean;
  /** A closing bracket that nothing has opened is text (patterns of shell `case`). */
  looseClosers?: boolean;
  wordPattern?: RegExp;
  ignoreCase?: boolean;
  blockWord?: (word: string, place: WordPlace) => BlockWord | undefined;
}

export type Mode =
  | { kind: 'code' }
  | { kind: 'string'; rule: StringRule }
  | { kind: 'line-comment' }
  | { kind: 'block-comment'; close: string };

export interface OpenBlock {
  closer: string;
  index: number;
  opener: string;
  /** Opened inside a string, which goes on after the closer. */
  resume?: StringRule;
}

export interface Closer {
  closer: string;
  index: number;
  length: number;
  /** The outer block that it closes; undefined where there is none, and for the quote that ends an outer string. */
  block?: OpenBlock;
}

export interface Scan {
  mode: Mode;
  /** Opened in this text and not closed in it, outermost first. */
  open: OpenBlock[];
  /** Closers of blocks that this text has not opened, and of the string it begins in, in order. */
  unmatched: Closer[];
  /** Outer blocks that are still open at the end. */
  outer: OpenBlock[];
  /** Where the string or comment began that the text ends in. */
  modeStart: number;
}

export interface ScanOptions {
  /** Where the text begins: in code unless said otherwise. */
  mode?: Mode;
  /** Blocks open before the text, outermost first. */
  outer?: readonly OpenBlock[];
  /** Called at each line end with the number of blocks opened in the text and still open. */
  onLine?: (index: number, depth: number, mode: Mode, unmatched: number) => void;
}

export const code: Mode = { kind: 'code' };
export const commonBrackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;

export function scan(text: string, lexical: Lexical, options: ScanOptions = {}): Scan {
  const open: OpenBlock[] = [];
  const outer = [...(options.outer ?? [])];
  const unmatched: Closer[] = [];
  const closers = new Set(Object.values(lexical.brackets));
  const wordPattern = lexical.wordPattern ?? word;
  const plain = plainCharacters(lexical);
  // Where words are read as such, a string that a letter begins (`q'[…]'`) must be seen before the word.
  const prefixedStrings = lexical.blockWord ? lexical.strings.filter(rule => /^[A-Za-z]/.test(rule.open)) : [];
  const plainStrings = lexical.strings.filter(rule => !prefixedStrings.includes(rule));
  const stringPrefixes = new Set(prefixedStrings.map(rule => rule.open[0]));
  let mode: Mode = options.mode ?? code;
  let modeStart = 0;
  let inOuterString = mode.kind === 'string';
  let previousWord = '';
  let index = 0;

  const close = (closer: string, length: number): void => {
    const at = open.findLastIndex(block => block.closer === closer);
    const outside = at >= 0 ? -1 : outer.findLastIndex(candidate => candidate.closer === closer);
    const block = at >= 0 ? open[at] : outer[outside];
    if (at >= 0) open.length = at;
    else if (lexical.looseClosers && (block === undefined || outer.at(-1) !== block)) return;
    else {
      unmatched.push({ closer, index, length, block });
      if (block) outer.length = outside;
    }
    if (block?.resume) mode = { kind: 'string', rule: block.resume };
  };

  const endLine = (): void => {
    if (mode.kind === 'line-comment' || (mode.kind === 'string' && !mode.rule.multiline)) {
      mode = code;
      inOuterString = false;
    }
    options.onLine?.(index, open.length, mode, unmatched.length);
  };

  const readWord = (): boolean => {
    wordPattern.lastIndex = index;
    const found = wordPattern.exec(text)?.[0];
    if (found === undefined) return false;
    if (lexical.blockWord) {
      const folded = lexical.ignoreCase ? found.toUpperCase() : found;
      const effect = lexical.blockWord(folded, {
        previous: previousWord,
        following: text.slice(index + found.length, index + found.length + 80),
        innermost: (open.at(-1) ?? outer.at(-1))?.closer,
      });
      if (effect && 'open' in effect) open.push({ closer: effect.open, index, opener: found });
      else if (effect && 'close' in effect)
        close(effect.close, closerLength(text, index, effect.close) ?? found.length);
      previousWord = folded;
    }
    index += found.length;
    return true;
  };

  while (index < text.length) {
    const character = text[index]!;
    if (character === '\n') {
      endLine();
      index++;
      if (lexical.commentLine && mode.kind === 'code' && isCommentLine(text, index, lexical.commentLine)) {
        mode = { kind: 'line-comment' };
      }
      continue;
    }
    if (mode.kind === 'line-comment') {
      const end = text.indexOf('\n', index);
      index = end < 0 ? text.length : end;
      continue;
    }
    if (mode.kind === 'block-comment') {
      if (text.startsWith(mode.close, index)) {
        index += mode.close.length;
        mode = code;
      } else index++;
      continue;
    }
    if (mode.kind === 'string') {
      const rule: StringRule = mode.rule;
      if (rule.escape === 'backslash' && character === '\\') index += text[index + 1] === '\n' ? 1 : 2;
      else if (rule.escape === 'double' && text.startsWith(rule.close + rule.close, index))
        index += 2 * rule.close.length;
      else if (text.startsWith(rule.close, index)) {
        if (inOuterString) unmatched.push({ closer: rule.close, index, length: rule.close.length });
        inOuterString = false;
        index += rule.close.length;
        mode = code;
      } else if (rule.interpolation !== undefined && text.startsWith(rule.interpolation, index)) {
        open.push({ closer: '}', index, opener: rule.interpolation, resume: rule });
        index += rule.interpolation.length;
        mode = code;
      } else index++;
      continue;
    }
    if (isPlain(text.charCodeAt(index), plain)) {
      // Without block words, letters are nothing but text: the next thing that matters is found at once.
      do index++;
      while (index < text.length && isPlain(text.charCodeAt(index), plain));
      continue;
    }
    const prefixed = stringPrefixes.has(character)
      ? prefixedStrings.find(candidate => text.startsWith(candidate.open, index))
      : undefined;
    if (prefixed && !/[\p{L}\p{N}_]/u.test(text[index - 1] ?? ' ')) {
      modeStart = index;
      mode = { kind: 'string', rule: prefixed };
      index += prefixed.open.length;
      continue;
    }
    if (lexical.blockWord && readWord()) continue;
    if (lexical.lineComments.some(mark => text.startsWith(mark, index)) && startsComment(text, index, lexical)) {
      mode = { kind: 'line-comment' };
      continue;
    }
    const block = lexical.blockComments.find(([mark]) => text.startsWith(mark, index));
    if (block) {
      mode = { kind: 'block-comment', close: block[1] };
      index += block[0].length;
      continue;
    }
    const rule = plainStrings.find(candidate => opensAt(candidate, text, index));
    if (rule) {
      modeStart = index;
      mode = { kind: 'string', rule };
      index += rule.open.length;
      continue;
    }
    if (character === '/' && lexical.regularExpressions) {
      const length = regularExpressionLength(text, index);
      if (length > 0) {
        index += length;
        continue;
      }
    }
    const closer = lexical.brackets[character];
    if (closer !== undefined) open.push({ closer, index, opener: character });
    else if (closers.has(character)) close(character, 1);
    else if (character === '.' && lexical.blockWord?.('.', periodPlace(text, index))) {
      open.length = 0;
      outer.length = 0;
    }
    if (character === ';' || character === '.') previousWord = '';
    index++;
  }
  return { mode, open, unmatched, outer, modeStart };
}

const plainTables = new WeakMap<Lexical, Uint8Array>();

/** For each ASCII character, 1 where nothing that the scanner looks for begins with it. */
function plainCharacters(lexical: Lexical): Uint8Array {
  const known = plainTables.get(lexical);
  if (known) return known;
  const table = new Uint8Array(128).fill(1);
  const marks = [
    ...lexical.lineComments,
    ...lexical.blockComments.map(([open]) => open),
    ...lexical.strings.map(rule => rule.open),
    ...Object.keys(lexical.brackets),
    ...Object.values(lexical.brackets),
    '\n',
    ';',
    '.',
    ...(lexical.regularExpressions ? ['/'] : []),
  ];
  for (const mark of marks) table[mark.charCodeAt(0)] = 0;
  // Letters matter where words open blocks.
  if (lexical.blockWord)
    for (let at = 0; at < 128; at++) if (/[A-Za-z_$0-9-]/.test(String.fromCharCode(at))) table[at] = 0;
  plainTables.set(lexical, table);
  return table;
}

function isPlain(character: number, table: Uint8Array): boolean {
  return character >= 128 ? table[65] === 1 : table[character] === 1;
}

function periodPlace(text: string, index: number): WordPlace {
  return { previous: '', following: text.slice(index + 1, index + 2), innermost: undefined };
}

function isCommentLine(text: string, start: number, pattern: RegExp): boolean {
  const end = text.indexOf('\n', start);
  return pattern.test(text.slice(start, end < 0 ? Math.min(text.length, start + 80) : end));
}

function opensAt({ open, atWordStart }: StringRule, text: string, index: number): boolean {
  return text.startsWith(open, index) && (!atWordStart || index === 0 || /[\s[{(,:]/.test(text[index - 1]!));
}

function startsComment(text: string, index: number, lexical: Lexical): boolean {
  return !lexical.commentAtWordStart || index === 0 || /\s/.test(text[index - 1]!);
}

/** A closer may be of several words (`END  LOOP`); undefined where the text has not all of them. */
function closerLength(text: string, index: number, closer: string): number | undefined {
  if (!closer.includes(' ')) return undefined;
  return new RegExp(`^${closer.replaceAll(' ', '\\s+')}`, 'i').exec(text.slice(index, index + 80))?.[0].length;
}
