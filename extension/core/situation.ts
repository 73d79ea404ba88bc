import { withinColumns } from './columns.ts';
import { type IndentStyle, indentStyle } from './indentation.ts';
import { type Closer, type Mode, type OpenBlock, type Scan, scan } from './lexical.ts';
import type { LanguagePack } from './pack.ts';
import type { Parse } from './syntax.ts';
import { firstLine, lastLine } from './text.ts';

/** A document with a cursor in it. */
export interface Place {
  prefix: string;
  suffix: string;
  languageId: string;
  /** Relative to the workspace, with `/`; the file's name where there is no workspace. */
  path: string;
  /** The document goes on beyond `prefix` or `suffix`. */
  cut?: boolean;
  /** Of the file, as VS Code names it; UTF-8 where it is not known. */
  encoding?: string;
}

/** A place, and what can be read from it before any answer is there. */
export interface Situation extends Place {
  pack: LanguagePack;
  /** Of the cursor's line. */
  before: string;
  after: string;
  mode: Mode;
  /** Blocks open at the cursor, outermost first. */
  open: readonly OpenBlock[];
  /** Those of `open` that the text after the cursor does not close. */
  unclosed: ReadonlySet<OpenBlock>;
  indent: IndentStyle;
  /** Last column for program text in this document, counted from 1 in bytes of the file's encoding; undefined where the language has none. */
  lastColumn: number | undefined;
  parse: Parse;
}

/** The line without what stands beyond the last column for program text, which says nothing about the program. */
export function programLine(line: string, { lastColumn, encoding }: Situation): string {
  return (lastColumn === undefined ? line : line.slice(0, withinColumns(line, lastColumn, encoding))).trimEnd();
}

/** Characters read on each side for brackets; what lies beyond is taken to be balanced. */
const scannedCharacters = 100_000;

export function situate(place: Place, pack: LanguagePack, parse: Parse): Situation {
  const { prefix, suffix } = place;
  const from = prefix.length > scannedCharacters ? prefix.indexOf('\n', prefix.length - scannedCharacters) + 1 : 0;
  const whole = !place.cut && from === 0 && suffix.length <= scannedCharacters;
  const above = scan(prefix.slice(from), pack.lexical);
  const mode = modeAtCursor(above, prefix.slice(from));
  for (const block of above.open) block.index += from;
  const below = scan(suffix.slice(0, scannedCharacters), pack.lexical, { mode, outer: above.open });
  return {
    ...place,
    pack,
    before: lastLine(prefix),
    after: firstLine(suffix),
    mode,
    open: above.open,
    unclosed: whole ? unclosedBlocks(above.open, below.unmatched) : new Set(),
    indent: indentStyle(prefix, suffix),
    lastColumn: pack.lastColumn?.(place),
    parse,
  };
}

/**
 * A quote opened on the cursor's line is taken to end there, also where the language would let it go on: it is being
 * typed, and what follows is not all of it a string.
 */
function modeAtCursor({ mode, modeStart }: Scan, prefix: string): Mode {
  if (mode.kind !== 'string' || !mode.rule.multiline || !/^['"]$/.test(mode.rule.close)) return mode;
  if (modeStart <= prefix.lastIndexOf('\n')) return mode;
  return { kind: 'string', rule: { ...mode.rule, multiline: false } };
}

/**
 * Pairs open blocks with the closers below from the outside in: where a closer is missing, it is that of the block being
 * typed, not that of the class around it.
 */
export function unclosedBlocks(open: readonly OpenBlock[], closers: readonly Closer[]): Set<OpenBlock> {
  const missing = new Set<OpenBlock>();
  let next = closers.length - 1;
  for (const block of open) {
    // A closer that nothing has opened is passed over.
    let found = next;
    while (found >= 0 && closers[found]!.closer !== block.closer) found--;
    if (found < 0) missing.add(block);
    else next = found - 1;
  }
  return missing;
}
