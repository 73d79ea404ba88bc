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
const mostEncoded = 128;

interface Forms {
  /** Whole, as a value of its own. */
  alone: string[];
  /** Somewhere in a longer run of base64 or hexadecimal digits. */
  inside: string[];
}

/** A value as other texts may carry it: in base64, in hexadecimal, in a URL, escaped for a literal, for markup, SQL or a file of properties. */
function formsOf(value: string): Forms {
  const bytes = Buffer.from(value, 'utf8');
  const alone = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  const inside = [bytes.toString('hex')];
  // In a longer text it begins at the first, second or third byte of a group; its edges are mixed with what stands there.
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
    const form = whole.toString('base64').slice(shift === 0 ? 0 : shift + 1);
    if (form.length >= shortestShifted) inside.push(form);
  }
  if (!marked.test(value)) return { alone, inside };
  alone.push(
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("'", "''"),
    value.replace(/[=:#! \\]/g, '\\$&'),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  );
  // Half a surrogate pair has no form in a URL.
  if (!/[\ud800-\udfff]/.test(value)) {
    const inUrl = encodeURIComponent(value);
    const strict = inUrl.replace(/[!'()*~]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
    for (const form of [inUrl, strict])
      alone.push(
        form,
        form.replace(/%[0-9A-F]{2}/g, one => one.toLowerCase()),
      );
  }
  return { alone, inside };
}

/** Something that is written otherwise somewhere. */
const marked = /[^A-Za-z0-9_.-]/;
/** Fewer characters of base64 than this stand elsewhere by accident. */
const shortestShifted = 8;
/** How far a run is replaced around a value in it, in characters. */
const longestRun = 4096;

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
  const inside = new Set<string>();
  for (const [value, hit] of [...sources].slice(0, mostEncoded)) {
    if (value.length > longestEncoded) continue;
    const forms = formsOf(value);
    for (const form of [...forms.alone, ...forms.inside])
      if (!sources.has(form)) {
        sources.set(form, { ...hit, core: 0 });
        if (forms.inside.includes(form)) inside.add(form);
      }
  }
  const values = [...sources.keys()];
  const matcher = new Matcher(values);
  for (const section of sections) {
    const { text, hits } = section;
    const more: Hit[] = [];
    let runEnd = 0;
    matcher.visit(text, (number, start, end) => {
      const value = values[number]!;
      const isLong = value.length >= followedAnywhere;
      if (isCovered(hits, start, end)) return isLong;
      if (inside.has(value)) {
        if (end <= runEnd) return true;
        const run = runAround(text, start, end);
        runEnd = run.end;
        more.push({ ...sources.get(value)!, ...run, keep: 0 });
        return true;
      }
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

/** The run of base64 around a place. */
function runAround(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (start - from < longestRun && isBase64(text.charCodeAt(from - 1))) from--;
  let to = end;
  while (to - end < longestRun && isBase64(text.charCodeAt(to))) to++;
  // Padding belongs to it; before it, `=` is an operator.
  for (let pad = 0; pad < 2 && text.charCodeAt(to) === 61; pad++) to++;
  return { start: from, end: to };
}

/** Letters, digits, `+` `/` `-` `_` */
const isBase64 = (unit: number): boolean =>
  isAlphanumeric(unit) || unit === 43 || unit === 47 || unit === 45 || unit === 95;
