import type { ClassName } from '../rules/classes.ts';

/** How a hit is replaced. */
export type Replacement =
  /** A placeholder of its own, restored. */
  | 'placeholder'
  /** Each line by itself (PEM). */
  | 'lines';

/** A value found in a text. */
export interface Hit {
  rule: string;
  class: ClassName;
  start: number;
  end: number;
  confidence: number;
  /** Characters at the start that the placeholder keeps. */
  keep: number;
  /** Where the secret itself begins in the value, where something that belongs to it stands before: `user:` before the password. */
  core?: number;
}

/**
 * Makes hits sorted and disjoint: of two that overlap, the longer one stays; of equal ones, the surer.
 * A secret is never dropped in favour of a shorter one, so nothing detected stays uncovered.
 */
export function disjoint(hits: Hit[]): Hit[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end || b.confidence - a.confidence);
  const kept: Hit[] = [];
  for (const hit of hits) {
    const last = kept[kept.length - 1];
    if (last === undefined || hit.start >= last.end) kept.push(hit);
    else if (hit.end > last.end) {
      // Overlap without containment: one finding over both, named after the surer.
      const surer = hit.confidence > last.confidence ? hit : last;
      kept[kept.length - 1] = { ...surer, start: last.start, end: hit.end, keep: last.keep };
    } else if (hit.start === last.start && hit.end === last.end && hit.confidence > last.confidence)
      kept[kept.length - 1] = hit;
  }
  return kept;
}
