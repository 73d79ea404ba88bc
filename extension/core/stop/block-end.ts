import type { StopRule } from '../candidate.ts';
import { scan } from '../lexical.ts';
import { type AnswerLine, answerLines } from '../lines.ts';
import { entersEmptyBlock } from '../multiline.ts';
import type { Situation } from '../situation.ts';
import { indentWidth, isBlank, previousTextLine } from '../text.ts';

/** Where a block was asked for, or the answer goes into an empty one, stops at the end of the block that the cursor stands in. */
export const stopAtBlockEnd: StopRule = (text, shaping) => {
  if (!shaping.multiline && !entersEmptyBlock(text, shaping.situation)) return undefined;
  const byCloser = endByCloser(text, shaping.situation, shaping.ended);
  const byIndent = endByIndentation(text, shaping.situation, shaping.ended);
  if (byCloser === undefined) return byIndent;
  return byIndent === undefined ? byCloser : Math.min(byCloser, byIndent);
};

/** The block's closer ends it: kept where the document lacks one, left out where the document has it. */
function endByCloser(text: string, situation: Situation, ended: boolean): number | undefined {
  const { pack } = situation;
  const block = situation.open.at(-1);
  const scanned = scan(text, pack.lexical, { mode: situation.mode, outer: situation.open });
  const closer = scanned.unmatched[0];
  if (!closer || !block) return undefined;
  const lineEnd = text.indexOf('\n', closer.index);
  const onCursorsLine =
    !text.slice(0, closer.index).includes('\n') && situation.after.trimStart().startsWith(closer.closer);
  // `import { a } from 'b'`: the answer takes the closer's place and goes on behind it.
  if (onCursorsLine && closer.closer === block.closer) return lineEnd < 0 ? undefined : lineEnd;
  if (closer.closer !== block.closer || !situation.unclosed.has(block)) return closer.index;

  if (lineEnd < 0 && !ended) return undefined;
  const rest = text.slice(closer.index + closer.length, lineEnd < 0 ? text.length : lineEnd);
  const end = closer.index + closer.length + closerTail(rest, situation).length;
  const following = text.slice(end).trimStart();
  if (!pack.continuesBlock) return end;
  if (following === '' && !ended) return undefined;
  if (!pack.continuesBlock.test(following) || /^else/i.test(following)) return end;
  // A `try` without its `catch` is no statement: read on to the end of what continues it.
  const offset = text.length - following.length;
  const next = followingBlockEnd(following, situation);
  return next === undefined ? (ended ? undefined : undefined) : offset + next;
}

/** What stands on the closer's line and goes with it: further closers, `while (…);`, `from '…'`; not the next block. */
function closerTail(rest: string, { pack }: Situation): string {
  if (!pack.continuesBlock?.test(rest.trimStart()) && scan(rest, pack.lexical).open.length === 0) return rest.trimEnd();
  return /^[)\]};,]*/.exec(rest)![0];
}

function followingBlockEnd(text: string, situation: Situation): number | undefined {
  let end: number | undefined;
  scan(`${text}\n`, situation.pack.lexical, {
    onLine: (index, depth) => {
      if (depth === 0 && end === undefined && text.slice(0, index).includes('{')) end = Math.min(index, text.length);
    },
  });
  return end;
}

/** Where blocks are indentation, a line that stands further left than the block ends it. */
function endByIndentation(text: string, situation: Situation, ended: boolean): number | undefined {
  const { pack } = situation;
  if (pack.blocks === 'brackets' || situation.mode.kind !== 'code') return undefined;
  // Between brackets, indentation means nothing.
  if (pack.blocks === 'indentation' && '([{'.includes(situation.open.at(-1)?.opener ?? ' ')) return undefined;
  const lines = answerLines(text, ended);
  const itemsEnd = endOfItems(situation, lines);
  if (itemsEnd !== undefined) return itemsEnd;
  const base = blockIndent(situation, lines);
  if (base === undefined) return undefined;
  const insideAt = new Map<number, boolean>();
  scan(text, pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
    onLine: (index, depth, mode) => insideAt.set(index, depth > 0 || mode.kind === 'string'),
  });
  const block = situation.open.at(-1);
  // `ELSE` goes on with a block whose end is still to come.
  const mayContinue = pack.blocks === 'indentation' || (block !== undefined && situation.unclosed.has(block));
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    const before = lines[index - 1]!;
    if (isBlank(line.text) || insideAt.get(before.end)) continue;
    if (!line.complete && /^\s*$/.test(line.text)) continue;
    if (indentWidth(line.text) >= base) continue;
    if (mayContinue && pack.continuesBlock?.test(line.text.trimStart())) continue;
    if (pack.blocks === 'words' && closesOpenBlock(line.text, situation)) continue;
    return before.end;
  }
  return undefined;
}

/** YAML's list may stand right under its key: what stands there and is no item ends it. */
function endOfItems({ before, pack }: Situation, lines: readonly AnswerLine[]): number | undefined {
  if (pack.blocks !== 'indentation' || !/:\s*$/.test(before) || !isBlank(lines[0]!.text)) return undefined;
  const filled = lines.slice(1).filter(line => !isBlank(line.text) && line.complete);
  const indent = indentWidth(before);
  if (!filled[0] || !/^\s*- /.test(filled[0].text) || indentWidth(filled[0].text) !== indent) return undefined;
  const end = filled.findIndex(line => indentWidth(line.text) <= indent && !/^\s*-(?: |$)/.test(line.text));
  return end < 1 ? undefined : filled[end - 1]!.end;
}

function blockIndent(situation: Situation, lines: readonly AnswerLine[]): number | undefined {
  if (isBlank(situation.before)) {
    const first = lines[0]!;
    if (!isBlank(first.text)) return indentWidth(situation.before + first.text);
  }
  const first = lines.slice(1).find(line => !isBlank(line.text));
  if (!first) return undefined;
  const opener = isBlank(situation.before) ? previousTextLine(situation.prefix) : situation.before;
  const indent = indentWidth(first.text);
  return opener !== undefined && indent <= indentWidth(opener) ? undefined : indent;
}

function closesOpenBlock(line: string, situation: Situation): boolean {
  const scanned = scan(line, situation.pack.lexical, { outer: situation.open });
  return scanned.unmatched.length > 0;
}
