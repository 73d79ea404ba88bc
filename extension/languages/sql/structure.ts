import type { ContextRules } from '../../context/rules.ts';
import { readWords } from '../../context/words.ts';
import type { Lexical } from '../../core/lexical.ts';

/** What PL/SQL source declares: there is no grammar for it. Lines count from 1; names are in lower case. */

export interface Unit {
  kind: 'package' | 'package body' | 'type' | 'type body' | 'procedure' | 'function' | 'trigger' | 'view' | 'table';
  name: string;
  line: number;
}

export interface Routine {
  kind: 'procedure' | 'function';
  name: string;
  line: number;
  /** The unit that it stands in; empty for one of its own. */
  unit: string;
  /** Only its head stands here (a package's or type's specification, a forward declaration). */
  specification: boolean;
}

export interface PlsqlStructure {
  units: Unit[];
  routines: Routine[];
  /** What `%TYPE` and `%ROWTYPE` refer to: `table.column`, `table`, a variable. */
  anchors: { name: string; line: number }[];
}

interface Word {
  text: string;
  line: number;
  start: number;
  end: number;
}

/** Words and nothing else: comments and strings are blank before words are read. */
const plain: Lexical = { lineComments: [], blockComments: [], strings: [], brackets: {}, ignoreCase: true };
const rules: ContextRules = { family: 'sql', extensions: {}, definitions: [] };

/** The text with comments and strings blank, at equal length; line ends stay. */
export function sqlCode(text: string): string {
  const marks = /--[^\n]*|\/\*|q'(.)|'/gi;
  const parts: string[] = [];
  let copied = 0;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const end = endOf(text, match);
    parts.push(text.slice(copied, match.index), text.slice(match.index, end).replace(/[^\n]/g, ' '));
    copied = end;
    marks.lastIndex = end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

const closers: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')', '<': '>' };

function endOf(text: string, match: RegExpExecArray): number {
  const from = match.index + match[0].length;
  if (match[0].startsWith('--')) return from;
  if (match[0] === '/*') return behind(text, '*/', from);
  if (match[1] !== undefined) return behind(text, `${closers[match[1]] ?? match[1]}'`, from);
  let at = from;
  for (;;) {
    const quote = text.indexOf("'", at);
    if (quote < 0) return text.length;
    if (text[quote + 1] !== "'") return quote + 1;
    at = quote + 2;
  }
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

const before = new Set([
  'create',
  'or',
  'replace',
  'editionable',
  'noneditionable',
  'force',
  'noforce',
  'global',
  'temporary',
  'private',
]);

export function plsqlStructure(source: string): PlsqlStructure {
  const text = sqlCode(source);
  const words: Word[] = [];
  readWords(text, plain, rules, (line, start, end) => {
    words.push({ text: text.slice(start, end).toLowerCase(), line: line + 1, start, end });
  });
  const structure: PlsqlStructure = { units: [], routines: [], anchors: [] };
  let unit: Unit | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const begins = word.text === 'create' && !/,\s*$/.test(text.slice(words[at - 1]?.end ?? 0, word.start));
    const created = begins && words[at - 1]?.text !== 'grant' ? unitAt(words, at, text) : undefined;
    if (created) {
      unit = created.unit;
      structure.units.push(unit);
      at = created.last;
      if (unit.kind === 'procedure' || unit.kind === 'function') {
        structure.routines.push({ kind: unit.kind, name: unit.name, line: unit.line, unit: '', specification: false });
      }
      continue;
    }
    const next = words[at + 1];
    if ((word.text === 'procedure' || word.text === 'function') && next) {
      if (isStatementStart(words, at, text)) {
        const specification = unit?.kind === 'package' || unit?.kind === 'type' || endsAtOnce(text, next.end);
        structure.routines.push({
          kind: word.text,
          name: next.text,
          line: word.line,
          unit: unit?.name ?? '',
          specification,
        });
        at++;
      }
    }
    if ((word.text === 'type' || word.text === 'rowtype') && text[word.start - 1] === '%') {
      structure.anchors.push({ name: dottedBefore(text, word.start - 1), line: word.line });
    }
  }
  return structure;
}

function unitAt(words: readonly Word[], from: number, text: string): { unit: Unit; last: number } | undefined {
  let at = from;
  while (words[at] && before.has(words[at]!.text)) at++;
  let kind = words[at]?.text;
  if (!kind || !['package', 'type', 'procedure', 'function', 'trigger', 'view', 'table'].includes(kind))
    return undefined;
  if (words[at + 1]?.text === 'body') {
    kind += ' body';
    at++;
  }
  let name = words[at + 1];
  // `grant create procedure, create type` makes nothing.
  if (!name || /[,;]/.test(text.slice(words[at]!.end, name.start))) return undefined;
  let last = at + 1;
  // An owner stands before the name.
  if (text[name.end] === '.' || (text[name.end] === '"' && text[name.end + 1] === '.')) {
    name = words[at + 2] ?? name;
    last = at + 2;
  }
  return { unit: { kind: kind as Unit['kind'], name: name.text, line: words[from]!.line }, last };
}

const modifiers = new Set([
  'member',
  'static',
  'map',
  'order',
  'constructor',
  'overriding',
  'final',
  'instantiable',
  'not',
]);
const openers = new Set(['is', 'as', 'declare', 'begin', 'nonschema', 'object']);

/** A routine's head begins a declaration: behind `;`, `,`, `(`, `IS` or its modifiers. */
function isStatementStart(words: readonly Word[], at: number, text: string): boolean {
  let first = at;
  while (modifiers.has(words[first - 1]?.text ?? '')) first--;
  const previous = words[first - 1];
  if (!previous || openers.has(previous.text)) return true;
  const between = text.slice(previous.end, words[first]!.start).trim();
  return /[;,(/]$/.test(between) || between.endsWith('$$') || previous.text.startsWith('$');
}

/** Whether the routine's head ends with `;` before any `IS` or `AS`. */
function endsAtOnce(text: string, from: number): boolean {
  const head = text.slice(from, from + longestHead);
  let depth = 0;
  for (const match of head.matchAll(/[();]|\b(?:is|as)\b/gi)) {
    if (match[0] === '(') depth++;
    else if (match[0] === ')') depth--;
    else if (depth <= 0) return match[0] === ';';
  }
  return false;
}
const longestHead = 8000;

function dottedBefore(text: string, end: number): string {
  return /[\w$#".]*$/
    .exec(text.slice(Math.max(0, end - 200), end))![0]
    .replaceAll('"', '')
    .toLowerCase();
}
