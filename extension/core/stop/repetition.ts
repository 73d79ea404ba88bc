import type { StopRule } from '../candidate.ts';
import { type AnswerLine, answerLines } from '../lines.ts';
import { hasWords, isBlank } from '../text.ts';

/** How often a run of so many lines must come in a row to be a loop of the model and not a habit of the code. */
const loops: readonly { period: number; times: number }[] = [
  { period: 1, times: 3 },
  { period: 2, times: 3 },
  { period: 3, times: 2 },
  { period: 4, times: 2 },
  { period: 5, times: 2 },
  { period: 6, times: 2 },
];

/** A piece of at least four characters, four times in a row, to the end of what is there. */
const loopInLine = /(\S.{3,79}?)\1{3,}/;

/** Stops where the answer runs in a circle, and keeps the first round. */
export const stopAtRepetition: StopRule = (text, { ended }) => {
  const lines = answerLines(text, ended).filter(line => line.complete && !isBlank(line.text));
  const byLines = repeatedLines(lines);
  const inLine = repeatedInLine(text);
  if (byLines === undefined) return inLine;
  return inLine === undefined ? byLines : Math.min(byLines, inLine);
};

function repeatedLines(lines: readonly AnswerLine[]): number | undefined {
  for (let start = 0; start < lines.length; start++) {
    for (const { period, times } of loops) {
      if (start + period * times > lines.length) continue;
      const round = lines.slice(start, start + period);
      if (!round.some(line => hasWords(line.text))) continue;
      const circles = Array.from({ length: period * (times - 1) }, (_, step) => start + period + step).every(
        index => lines[index]!.text.trim() === lines[index - period]!.text.trim(),
      );
      if (circles) return round.at(-1)!.end;
    }
  }
  return undefined;
}

/** Zeros and rulers are written in rows by people too: only a long row of them is a loop. */
const longestRow = 80;

function isLoop(all: string, piece: string): boolean {
  return /\p{L}/u.test(piece) || (hasWords(piece) && all.length > longestRow);
}

function repeatedInLine(text: string): number | undefined {
  for (const line of answerLines(text, true)) {
    const found = loopInLine.exec(line.text);
    if (found && isLoop(found[0], found[1]!)) return line.start + found.index + found[1]!.length;
  }
  return undefined;
}
