/** A value that was found in one place is replaced wherever it stands in the request, also where nothing says that it is a secret. */
import { lookOf } from './look/look.ts';
import { Matcher } from './restore/matcher.ts';
import { isAlphanumeric } from './scan/characters.ts';
import { disjoint, type Hit, partsOf } from './scan/hit.ts';
import type { Section } from './sections.ts';

/** From this length on a value is followed into longer runs of letters and digits; shorter ones must stand alone. */
const followedAnywhere = 16;
/** Shorter values, and values that read like words, would be found by accident. */
const shortestFollowed = 6;

/** Adds the other occurrences of what was found. Hits are disjoint before and after. */
export function follow(sections: readonly Section[]): void {
  const sources = new Map<string, Hit>();
  for (const { text, hits } of sections) {
    for (const hit of hits) {
      for (const [start, end] of partsOf(hit)) {
        const value = text.slice(start + (hit.core ?? 0), end);
        if (!sources.has(value) && isFollowed(value)) sources.set(value, hit);
      }
    }
  }
  if (sources.size === 0) return;
  const values = [...sources.keys()];
  const matcher = new Matcher(values);
  for (const section of sections) {
    const { text, hits } = section;
    const more: Hit[] = [];
    matcher.visit(text, (number, start, end) => {
      const value = values[number]!;
      const isLong = value.length >= followedAnywhere;
      if (isCovered(hits, start, end)) return isLong;
      if (!isLong && !standsAlone(text, start, end)) return false;
      const { rule, class: kind, confidence, keep, core } = sources.get(value)!;
      more.push({ rule, class: kind, start, end, confidence, keep: core === undefined ? keep : 0 });
      return isLong;
    });
    if (more.length > 0) section.hits = disjoint([...hits, ...more]);
  }
}

function isFollowed(value: string): boolean {
  if (value.length < shortestFollowed) return false;
  if (value.length >= followedAnywhere) return true;
  const look = lookOf(value);
  return look.digits > 0 || look.wordiness < 0.7;
}

const standsAlone = (text: string, start: number, end: number): boolean =>
  !isAlphanumeric(text.charCodeAt(start - 1)) && !isAlphanumeric(text.charCodeAt(end));

/** Hits are sorted and disjoint: the last that starts at or before `start` decides. */
function isCovered(hits: readonly Hit[], start: number, end: number): boolean {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hits[middle]!.start <= start) low = middle + 1;
    else high = middle;
  }
  const hit = hits[low - 1];
  return hit !== undefined && end <= hit.end;
}
