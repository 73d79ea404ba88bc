import type { StopRule } from '../candidate.ts';
import { answerLines } from '../lines.ts';
import { isRemarkable } from '../remarkable.ts';
import { previousTextLine } from '../text.ts';

/** Stops where a later line of the answer is the line above the cursor once more: the model starts over. */
export const stopAtNeighbourLine: StopRule = (text, { situation, ended }) => {
  const above = previousTextLine(situation.prefix);
  if (above === undefined || !isRemarkable(above)) return undefined;
  const lines = answerLines(text, ended);
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.complete && line.text.trimEnd() === above.trimEnd()) return lines[index - 1]!.end;
  }
  return undefined;
};
