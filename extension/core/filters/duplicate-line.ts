import type { Filter } from '../candidate.ts';
import { isRemarkable } from '../remarkable.ts';
import { programLine, type Situation } from '../situation.ts';
import { hasWords, isBlank, nextTextLines } from '../text.ts';

/** Lines above the cursor that an answer is compared with. */
const comparedLines = 40;

/** Drops an answer that says what a neighbouring line says already. */
export const dropDuplicateLine: Filter = (candidate, { situation }) => {
  const lines = (situation.before + candidate.text).split('\n').filter(line => !isBlank(line));
  // What follows a break after the cursor's own text stands on lines of its own.
  if (/^\s*\n/.test(candidate.text) && !isBlank(situation.before)) lines.shift();
  const first = lines[0];
  if (first === undefined || !isBlank(situation.after)) return candidate;
  const next = nextTextLines(situation.suffix, 1)[0];
  if (next !== undefined && hasWords(first) && same(first, programLine(next, situation))) return null;
  return repeatsAbove(candidate.text, situation) ? null : candidate;
};

function same(one: string, other: string): boolean {
  const bare = (line: string): string => line.trim().replace(/[;,]$/, '');
  return bare(one) === bare(other);
}

/** Whether the answer is, line by line, what stands right above it. */
function repeatsAbove(text: string, situation: Situation): boolean {
  const { prefix, before } = situation;
  const startsLine = /^\s*\n/.test(text) && !isBlank(before);
  const lines = (startsLine ? text : before + text).split('\n').filter(line => !isBlank(line));
  if (!lines.some(isRemarkable)) return false;
  const above = (startsLine ? prefix : prefix.slice(0, prefix.lastIndexOf('\n') + 1))
    .split('\n')
    .slice(-comparedLines)
    .filter(line => !isBlank(line))
    .slice(-lines.length);
  return (
    above.length === lines.length &&
    above.every((line, index) => programLine(line, situation) === lines[index]!.trimEnd())
  );
}
