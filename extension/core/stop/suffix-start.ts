import type { StopRule } from '../candidate.ts';
import { scan } from '../lexical.ts';
import { type AnswerLine, answerLines } from '../lines.ts';
import { programLine } from '../situation.ts';
import { hasWords, indentWidth, isBlank, nextTextLines } from '../text.ts';

/** Lines of the suffix that are compared: enough to tell a copy from a likeness. */
const comparedLines = 3;

/** Stops where the answer begins to repeat the lines that follow the cursor's line. */
export const stopAtSuffixStart: StopRule = (text, { situation, ended }) => {
  const next = nextTextLines(situation.suffix, comparedLines).map(line => programLine(line, situation));
  if (next[0] === undefined || !next.some(hasWords)) return undefined;
  const lines = answerLines(text, ended).filter((line, index) => index === 0 || !isBlank(line.text));
  const depthAt = new Map<number, number>();
  scan(text, situation.pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
    onLine: (index, depth) => depthAt.set(index, depth),
  });
  for (let index = 1; index < lines.length; index++) {
    const before = lines[index - 1]!;
    // Inside a block that the answer has opened, a line may be alike by chance; several in a row are a copy.
    const nested = (depthAt.get(before.end) ?? 0) > 0;
    if (repeats(lines.slice(index), next, nested, ended)) return before.end;
  }
  return undefined;
};

function repeats(lines: readonly AnswerLine[], next: readonly string[], nested: boolean, ended: boolean): boolean {
  const [first, ...others] = lines as [AnswerLine, ...AnswerLine[]];
  if (!first.complete || !isSameLine(first.text, next[0]!)) {
    // An answer that was cut off may have begun the line and not finished it.
    if (!ended || others.length > 0 || !hasWords(first.text)) return false;
    return indentWidth(first.text) === indentWidth(next[0]!) && next[0]!.trim().startsWith(first.text.trim());
  }
  // The end of a pattern in the shell's `case` is one, however little it says.
  const telling = hasWords(first.text) || first.text.trim() === ';;';
  if (!nested && telling) return true;
  const compared = others.slice(0, next.length - 1);
  const pairs = compared.filter(line => line.complete || ended);
  if (pairs.length === 0) return ended && telling;
  if (!telling && !pairs.some(line => hasWords(line.text))) return false;
  return pairs.every(
    (line, index) => isSameLine(line.text, next[index + 1]!) || (ended && index === others.length - 1),
  );
}

function isSameLine(line: string, next: string): boolean {
  return line.trim() === next.trim() && indentWidth(line) === indentWidth(next);
}
