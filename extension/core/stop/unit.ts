import type { StopRule } from '../candidate.ts';
import { scan } from '../lexical.ts';
import { type AnswerLine, answerLines } from '../lines.ts';
import { entersEmptyBlock } from '../multiline.ts';
import { annotation, indentWidth, isBlank, leavesRoom } from '../text.ts';

/** A label with the statements under it is one unit. */
const isCase = /^\s*(?:case\b.*|default\s*):\s*$/;

/**
 * Where one line was asked for, stops at the end of the first whole statement: a line, or as many as its brackets, its
 * indented body or its chain of calls take. With code after the cursor it is never more than the line.
 */
export const stopAtUnit: StopRule = (text, { situation, multiline, ended }) => {
  if (multiline || entersEmptyBlock(text, situation)) return undefined;
  const lines = answerLines(text, ended);
  const first = lines.findIndex(line => !isBlank(line.text));
  if (!leavesRoom(situation.after)) return lines[0]!.complete && lines.length > 1 ? lines[0]!.end : undefined;
  if (first < 0) return undefined;

  const longEnd = longStatementEnd(lines.slice(first), situation);
  if (longEnd !== 'none') return longEnd;
  const closedAt = closedLineEnds(text, situation);
  const head = lines[first]!;
  const headIndent = first === 0 ? indentWidth(situation.before + head.text) : indentWidth(head.text);
  for (let index = first; index < lines.length; index++) {
    const line = lines[index]!;
    if (!line.complete) return undefined;
    const next = lines.slice(index + 1).find(candidate => !isBlank(candidate.text));
    if (!closedAt.has(line.end) && line.end < text.length) continue;
    if (inFence(lines.slice(0, index + 1), situation)) {
      if (line.end < text.length) continue;
      return undefined;
    }
    // Between closers a line that is whole is all that is wanted: nobody waits for the next.
    if (!isBlank(situation.after) && line.end < text.length) return line.end;
    if (line.end === text.length) return undefined;
    if (!next) return ended ? line.end : undefined;
    if (!next.complete && /^\s*[\w}.?]*$/.test(next.text)) return undefined;
    const wholeLine = index === 0 ? situation.before + line.text : line.text;
    if (isUnfinished(wholeLine, line.text, situation) || goesOn(next.text, headIndent, situation.pack)) continue;
    return line.end;
  }
  return undefined;

  function goesOn(next: string, indent: number, pack: typeof situation.pack): boolean {
    if (pack.blocks === 'brackets' && /^\s*\{/.test(next) && indentWidth(next) === indent) return true;
    if (isCase.test(head.text) && indentWidth(next) > indent) return true;
    if (pack.blocks === 'words' && pack.continuesBlock?.test(head.text.trimStart()) && indentWidth(next) > indent)
      return true;
    if (pack.continuesBlock?.test(next.trimStart()) && indentWidth(next) === indent) return true;
    if (pack.continuesStatement?.test(next.trimStart()) && indentWidth(next) >= indent) return true;
    return pack.blocks === 'indentation' && pack.opensBlock !== undefined && indentWidth(next) > indent;
  }
};

/** A fence in Markdown or documentation is one piece up to its end. */
function inFence(lines: readonly AnswerLine[], { languageId, mode }: Parameters<StopRule>[1]['situation']): boolean {
  const mayHold = languageId === 'markdown' || (mode.kind === 'string' && mode.rule.multiline);
  return mayHold && lines.filter(line => /^\s*(?:```|~~~)/.test(line.text)).length % 2 === 1;
}

/** A line may say itself that it goes on; a comma alone (`own`: without what stands before the cursor) says nothing; an annotation waits for what it is about, an operator for its operand. */
function isUnfinished(line: string, own: string, { pack, mode }: Parameters<StopRule>[1]['situation']): boolean {
  if (mode.kind !== 'code') return false;
  if (/\\$/.test(line) || /^\s*,\s*$/.test(own)) return true;
  if (pack.blocks === 'words') return false;
  if (annotation.test(line)) return true;
  return pack.blocks === 'brackets' && /(?:[^=!<>]=|=>|->|&&|\|\||\?\?|[^+]\+)\s*$/.test(line);
}

/** The end of a statement that began on the answer's first line and runs on without brackets; an empty line ends it too. */
function longStatementEnd(
  lines: readonly AnswerLine[],
  { pack, before }: Parameters<StopRule>[1]['situation'],
): number | undefined | 'none' {
  const [head] = lines;
  if (!pack.longStatement || !head || !isBlank(before) || !pack.longStatement.begins.test(head.text)) return 'none';
  for (const [index, line] of lines.entries()) {
    if (!line.complete) return undefined;
    if (isBlank(line.text)) return lines[index - 1]!.end;
    if (pack.longStatement.ends.test(line.text)) return line.end;
  }
  return undefined;
}

/** Positions of the line ends at which nothing that the answer has opened is still open. */
function closedLineEnds(text: string, situation: Parameters<StopRule>[1]['situation']): Set<number> {
  const closed = new Set<number>();
  scan(text, situation.pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
    onLine: (index, depth, mode) => {
      if (depth === 0 && (mode.kind === 'code' || mode.kind === situation.mode.kind)) closed.add(index);
    },
  });
  return closed;
}
