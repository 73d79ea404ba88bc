import type { StopRule } from '../candidate.ts';
import { scan } from '../lexical.ts';
import { answerLines } from '../lines.ts';
import { hasWords, indentWidth, isBlank, nextTextLines } from '../text.ts';

/** Stops where the answer begins to repeat the lines that follow the cursor's line. */
export const stopAtSuffixStart: StopRule = (text, { situation, ended }) => {
  const next = nextTextLines(situation.suffix, 1)[0];
  if (next === undefined || !saysSomething(next)) return undefined;
  const lines = answerLines(text, ended);
  const depthAt = new Map<number, number>();
  scan(text, situation.pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
    onLine: (index, depth) => depthAt.set(index, depth),
  });
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (isBlank(line.text) || (depthAt.get(lines[index - 1]!.end) ?? 0) > 0) continue;
    if (indentWidth(line.text) !== indentWidth(next)) continue;
    const same = line.complete && line.text.trim() === next.trim();
    // An answer that was cut off may have begun the line and not finished it.
    const begun = ended && index === lines.length - 1 && line.text.trim().length >= 4 && isBeginningOf(line.text, next);
    if (same || begun) return lines[index - 1]!.end;
  }
  return undefined;
};

function saysSomething(line: string): boolean {
  return hasWords(line);
}

function isBeginningOf(line: string, whole: string): boolean {
  return whole.trim().startsWith(line.trim());
}
