import type { Situation } from './situation.ts';
import { inEmptyBlock, type SyntaxTree } from './syntax.ts';
import { indentOf, indentWidth, isBlank, nextTextLines, previousTextLine } from './text.ts';

export type LengthMode = 'line' | 'block' | 'auto';

export type MultilineReason =
  | 'asked-for'
  | 'line-mode'
  | 'text-after-cursor'
  | 'in-comment-or-string'
  | 'empty-block'
  | 'no-empty-block';

export interface MultilineDecision {
  multiline: boolean;
  why: MultilineReason;
}

/** What may follow the cursor on its line and still leave room for a block: what editors close by themselves. */
const onlyClosers = /^[\s)\]}>;,:'"`]*$/;

/** Whether to ask for a block or for one statement. Taken before asking; needs no answer. */
export function decideMultiline(situation: Situation, mode: LengthMode = 'auto'): MultilineDecision {
  if (mode === 'line') return { multiline: false, why: 'line-mode' };
  if (!onlyClosers.test(situation.after) && !inBody(situation)) return { multiline: false, why: 'text-after-cursor' };
  if (situation.mode.kind !== 'code') return { multiline: false, why: 'in-comment-or-string' };
  if (mode === 'block') return { multiline: true, why: 'asked-for' };
  const empty = emptyBlockBySyntax(situation) ?? emptyBlockByText(situation);
  return { multiline: empty, why: empty ? 'empty-block' : 'no-empty-block' };
}

/** `useEffect(() => {█}, [load]);`: what follows on the line belongs to what is around the body. */
function inBody({ before, after }: Situation): boolean {
  return /(?:=>|\))\s*\{$/.test(before) && /^\}/.test(after);
}

function emptyBlockBySyntax(situation: Situation): boolean | undefined {
  const { pack, prefix, suffix } = situation;
  // Where blocks are indentation, an empty one is a syntax error; the text says more than the tree.
  if (!pack.syntax || pack.blocks !== 'brackets') return undefined;
  let tree: SyntaxTree | null = null;
  try {
    tree = situation.parse(prefix + suffix);
    if (!tree) return undefined;
    // A tree that finds no empty block may have parted the brackets wrongly in text that is being typed.
    return inEmptyBlock(tree, prefix.length, pack.syntax) || undefined;
  } finally {
    tree?.delete();
  }
}

function emptyBlockByText(situation: Situation): boolean {
  return emptyBrackets(situation) || emptyByWords(situation) || emptyByIndentation(situation);
}

/** Between an opening bracket and its closer, or the end of what is indented under it, there is nothing. */
function emptyBrackets(situation: Situation): boolean {
  const block = situation.open.at(-1);
  if (!block || block.resume || !isBracket(block.opener)) return false;
  const between = situation.prefix.slice(block.index + block.opener.length);
  if (!isBlank(withoutComments(between, situation))) return false;
  // Arguments and elements are written on one line unless the bracket's line has been left.
  if (block.opener !== '{' && !between.includes('\n')) return false;
  if (block.opener === '{' && situation.pack.blocks === 'indentation' && !between.includes('\n')) return false;
  return nothingBelongsBelow(situation, openerIndent(situation, block.index));
}

function emptyByWords(situation: Situation): boolean {
  const { pack } = situation;
  const block = situation.open.at(-1);
  if (pack.blocks !== 'words' || !block || isBracket(block.opener)) return false;
  const line = situation.prefix.slice(situation.prefix.lastIndexOf('\n', block.index) + 1);
  const newline = line.indexOf('\n');
  // The opener's own line holds its condition; below it there may be nothing yet.
  if (newline < 0 ? !pack.opensBlock?.test(line) : !isBlank(withoutComments(line.slice(newline), situation)))
    return false;
  return nothingBelongsBelow(situation, openerIndent(situation, block.index));
}

/** A line that opens a block by its form, and nothing indented under it. */
function emptyByIndentation(situation: Situation): boolean {
  const { pack, before, prefix } = situation;
  if (!pack.opensBlock) return false;
  if (pack.blocks === 'indentation' && situation.open.length > 0) return false;
  // A space after the opener says that something follows on its line.
  if (!isBlank(before) && /\s$/.test(before)) return false;
  const opener = isBlank(before) ? openerAbove(prefix, situation) : before;
  if (opener === undefined || !pack.opensBlock.test(opener)) return false;
  if (isBlank(before) && before !== '' && indentWidth(before) <= indentWidth(opener)) return false;
  return nothingBelongsBelow(situation, indentWidth(opener));
}

/** The nearest line above that is neither empty nor a comment, nor the block's own documentation string. */
function openerAbove(prefix: string, { pack }: Situation): string | undefined {
  let above = prefix.slice(0, prefix.lastIndexOf('\n') + 1);
  if (pack.blocks === 'indentation')
    above = above.replace(/:[ \t]*\n\s*("{3}|'{3})(?:(?!\1)[\s\S]){0,4000}\1\s*$/, ':\n');
  for (;;) {
    const line = previousTextLine(above);
    if (line === undefined) return undefined;
    if (!pack.lexical.lineComments.some(mark => line.trimStart().startsWith(mark))) return line;
    above = above.slice(0, above.lastIndexOf(line));
  }
}

/**
 * Whether an answer goes into a block that the cursor's line has opened and nothing fills yet: `foo(█` answered by a line
 * break and its arguments. The block is the unit then, whatever was asked for.
 */
export function entersEmptyBlock(answer: string, situation: Situation): boolean {
  const block = situation.open.at(-1);
  const lineStart = situation.prefix.length - situation.before.length;
  if (!block || block.resume || block.index < lineStart || !/^[ \t]*\n/.test(answer)) return false;
  return onlyClosers.test(situation.after) && nothingBelongsBelow(situation, openerIndent(situation, block.index));
}

function nothingBelongsBelow(situation: Situation, indent: number): boolean {
  if (!isBlank(situation.after)) return true;
  const next = nextTextLines(situation.suffix, 1)[0];
  return next === undefined || indentWidth(next) <= indent || /^\s*(?:[)\]}]|;;)/.test(next);
}

function openerIndent(situation: Situation, index: number): number {
  const start = situation.prefix.lastIndexOf('\n', index - 1) + 1;
  return indentWidth(indentOf(situation.prefix.slice(start, index)));
}

function isBracket(opener: string): boolean {
  return opener === '{' || opener === '[' || opener === '(';
}

function withoutComments(text: string, situation: Situation): string {
  let rest = text;
  for (const [open, close] of situation.pack.lexical.blockComments) {
    for (let start = rest.indexOf(open); start >= 0; start = rest.indexOf(open)) {
      const end = rest.indexOf(close, start + open.length);
      rest = rest.slice(0, start) + (end < 0 ? '' : rest.slice(end + close.length));
    }
  }
  for (const mark of situation.pack.lexical.lineComments) {
    rest = rest
      .split('\n')
      .map(line => (line.includes(mark) ? line.slice(0, line.indexOf(mark)) : line))
      .join('\n');
  }
  return rest;
}
