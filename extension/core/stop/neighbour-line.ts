import type { StopRule } from '../candidate.ts';
import { scan } from '../lexical.ts';
import { answerLines } from '../lines.ts';
import { isRemarkable } from '../remarkable.ts';
import { programLine } from '../situation.ts';
import { isBlank, previousTextLine } from '../text.ts';

/** Stops where a later line of the answer is the line above the cursor once more: the model starts over. */
export const stopAtNeighbourLine: StopRule = (text, { situation, ended }) => {
  const above = isBlank(situation.before) ? previousTextLine(situation.prefix) : situation.before;
  if (above === undefined || !isRemarkable(above)) return undefined;
  const lines = answerLines(text, ended);
  const depthAt = new Map<number, number>();
  scan(text, situation.pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
    onLine: (index, depth) => depthAt.set(index, depth),
  });
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    if ((depthAt.get(lines[index - 1]!.end) ?? 0) > 0) continue;
    if (line.complete && line.text.trimEnd() === programLine(above, situation)) return lines[index - 1]!.end;
  }
  return undefined;
};
