import type { Candidate } from './candidate.ts';
import { isBlank } from './text.ts';

/** Cuts tried before an answer is given up: what needs more is not nearly right. */
const mostCuts = 12;

/** The candidate with as many of its lines as `fits` allows; null where not even one line does. */
export function longestWholeLines(candidate: Candidate, fits: (kept: Candidate) => boolean): Candidate | null {
  if (fits(candidate)) return candidate;
  let { text } = candidate;
  for (let cuts = 0; cuts < mostCuts; cuts++) {
    const newline = text.trimEnd().lastIndexOf('\n');
    if (newline < 0) return null;
    text = text.slice(0, newline).trimEnd();
    if (isBlank(text)) return null;
    const kept = { ...candidate, text };
    if (fits(kept)) return kept;
  }
  return null;
}
