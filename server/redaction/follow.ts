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

/** Longer values are followed as they are, not encoded: keys are looked for in base64 by their own detector. */
const longestEncoded = 128;

/** Of more values than a request of any use holds, only the first are followed into encoded forms. */
const mostEncoded = 256;

/** A value as other texts may carry it: in base64, in a URL, in a string of JSON. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const forms = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  const escaped = JSON.stringify(value).slice(1, -1);
  if (escaped !== value) forms.push(escaped);
  // Half a surrogate pair has no form in a URL.
  if (!/[\ud800-\udfff]/.test(value)) {
    const inUrl = encodeURIComponent(value);
    if (inUrl !== value) forms.push(inUrl);
  }
  return forms;
}

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
  for (const [value, hit] of [...sources].slice(0, mostEncoded)) {
    if (value.length > longestEncoded) continue;
    for (const form of formsOf(value)) if (!sources.has(form)) sources.set(form, { ...hit, core: 0 });
  }
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
