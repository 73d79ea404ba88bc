import type { ClassName } from '../rules/classes.ts';

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
  /** What of the value is replaced, each by itself, if not the whole: the lines of a key. Sorted and disjoint. */
  parts?: [number, number][];
}

/** Line breaks between two pieces of one key, in characters. */
const widestGap = 2;

/**
 * Makes hits sorted and disjoint: of two that overlap, the longer one stays; of equal ones, the surer. Pieces of one key that were found
 * apart become one. Nothing that was found stays uncovered.
 */
export function disjoint(hits: Hit[]): Hit[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end || b.confidence - a.confidence);
  const kept: Hit[] = [];
  for (const hit of hits) {
    const last = kept[kept.length - 1];
    if (last === undefined || (hit.start >= last.end && !isContinued(last, hit))) kept.push(hit);
    else kept[kept.length - 1] = united(last, hit);
  }
  return kept;
}

const isContinued = (last: Hit, hit: Hit): boolean =>
  last.parts !== undefined && hit.parts !== undefined && hit.start - last.end <= widestGap;

/** One hit over two that touch or overlap, named after the surer; `last` does not start after `hit`. */
function united(last: Hit, hit: Hit): Hit {
  const surer = hit.confidence > last.confidence ? hit : last;
  if (last.parts !== undefined || hit.parts !== undefined) {
    const start = last.start;
    const end = Math.max(last.end, hit.end);
    return { ...surer, start, end, keep: 0, parts: unitedParts([...partsOf(last), ...partsOf(hit)]) };
  }
  if (hit.end <= last.end) return hit.start === last.start && hit.end === last.end ? surer : last;
  return { ...surer, start: last.start, end: hit.end, keep: hit.start === last.start ? surer.keep : last.keep };
}

export const partsOf = (hit: Hit): [number, number][] => hit.parts ?? [[hit.start, hit.end]];

function unitedParts(parts: [number, number][]): [number, number][] {
  parts.sort((a, b) => a[0] - b[0]);
  const kept: [number, number][] = [];
  for (const [start, end] of parts) {
    const last = kept[kept.length - 1];
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else kept.push([start, end]);
  }
  return kept;
}
