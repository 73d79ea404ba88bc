import { indentOf, isBlank, lastLines } from './text.ts';

export interface IndentStyle {
  /** One step of indentation: a tab, or so many spaces. */
  unit: string;
  /** False where the text shows no indentation and the unit is a guess. */
  certain: boolean;
}

/** Lines looked at on each side of the cursor: enough to see the style, few enough to cost nothing. */
const sampledLines = 200;

/** Share of the indented lines that must agree before an answer is changed to their style. */
const dominance = 0.9;

/** The document's own style, by the steps between neighbouring lines. Four spaces where nothing is indented. */
export function indentStyle(prefix: string, suffix: string): IndentStyle {
  const lines = [...lastLines(prefix, sampledLines), ...suffix.split('\n', sampledLines)];
  let tabs = 0;
  let spaced = 0;
  const steps = new Map<number, number>();
  let before = 0;
  for (const line of lines) {
    if (isBlank(line)) continue;
    const indent = indentOf(line);
    if (indent.startsWith('\t')) tabs++;
    else {
      if (indent !== '') spaced++;
      const step = Math.abs(indent.length - before);
      if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
      before = indent.length;
    }
  }
  const indented = tabs + spaced;
  if (tabs > spaced) return { unit: '\t', certain: tabs >= dominance * indented };
  let best = 4;
  let most = 0;
  for (const [step, count] of [...steps].sort(([a], [b]) => a - b)) {
    if (count > most) {
      best = step;
      most = count;
    }
  }
  return { unit: ' '.repeat(best), certain: most > 0 && spaced >= dominance * indented };
}
