import type { StopRule } from '../candidate.ts';
import { columnsOf, withinColumns } from '../columns.ts';
import { answerLines } from '../lines.ts';

/** Stops at the last column that program text may use (72 in fixed COBOL), at the end of a word. */
export const stopAtLastColumn: StopRule = (text, { situation }) => {
  const last = situation.lastColumn;
  if (last === undefined) return undefined;
  for (const [index, line] of answerLines(text, true).entries()) {
    const taken = index === 0 ? columnsOf(situation.before, situation.encoding) : 0;
    const room = withinColumns(line.text, last - taken, situation.encoding);
    if (line.text.trimEnd().length <= room) continue;
    const end = wordEnd(index === 0 ? situation.before : '', line.text, Math.max(0, room));
    return index === 0 || end > 0 ? line.start + end : line.start - 1;
  }
  return undefined;
};

function wordEnd(before: string, line: string, room: number): number {
  const isWord = (character: string | undefined): boolean => character !== undefined && /[\w$#@-]/.test(character);
  let end = room;
  if (isWord(line[end])) while (end > 0 && isWord(line[end - 1])) end--;
  const kept = line.slice(0, end).trimEnd();
  // Half a literal is no program text.
  const closed = /^[^'"]*(?:'[^']*'[^'"]*|"[^"]*"[^'"]*)*$/.test(before + kept);
  if (closed) return kept.length;
  return kept.slice(0, Math.max(0, kept.lastIndexOf("'"), kept.lastIndexOf('"'))).trimEnd().length;
}
