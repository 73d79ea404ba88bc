/** The whole request with placeholders instead of values. */
import { checks } from '../checksum/checks.ts';
import type { Restorable } from '../restore/restorer.ts';
import type { CheckName } from '../rules/rule.ts';
import { type Hit, partsOf } from '../scan/hit.ts';
import type { Section } from '../sections.ts';
import type { KeyedDigest } from './keyed-digest.ts';
import { placeholderFor } from './placeholder.ts';

export interface Substitution {
  /** The texts of the sections, in their order; each as long as it was. */
  texts: string[];
  /** What can be put back. */
  restorables: Restorable[];
}

/** Classes with a check digit: a placeholder must not pass it. */
const checkOf: Readonly<Record<string, CheckName>> = {
  'payment-card': 'luhn-card',
  iban: 'iban',
  'resident-id': 'resident-id',
  'credit-code': 'credit-code',
  'routing-number': 'routing-number',
  ssn: 'social-security-number',
  'provider-token': 'crc32-base62',
  jwt: 'json-base64',
};

interface Value {
  hit: Hit;
  placeholder: string;
  isMask: boolean;
}

/** Rounds in which placeholders that turned out to stand in the text are made anew. Two would do but for hostile text. */
const mostRounds = 4;

export function substitute(sections: readonly Section[], digest: KeyedDigest): Substitution {
  const values = collect(sections);
  if (values.size === 0) return { texts: sections.map(({ text }) => text), restorables: [] };
  const taken = new Set<string>();
  for (const [value, entry] of values) make(value, entry, digest, taken);
  // A placeholder must be nothing that stands in the request already: what the user pasted back stays the user's.
  for (let round = 0; round < mostRounds; round++) {
    const standing = standingIn(sections, values);
    if (standing.size === 0) break;
    for (const placeholder of standing) taken.add(placeholder);
    for (const [value, entry] of values) if (standing.has(entry.placeholder)) make(value, entry, digest, taken);
  }
  const texts = sections.map(section => replaced(section, values));
  const restorables: Restorable[] = [];
  for (const [value, { placeholder, isMask }] of values) if (!isMask) restorables.push({ placeholder, value });
  return { texts, restorables };
}

function collect(sections: readonly Section[]): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const { text, hits } of sections) {
    for (const hit of hits) {
      for (const [start, end] of partsOf(hit)) {
        const value = text.slice(start, end);
        if (!values.has(value)) values.set(value, { hit, placeholder: '', isMask: false });
      }
    }
  }
  return values;
}

function make(value: string, entry: Value, digest: KeyedDigest, taken: Set<string>): void {
  const { hit } = entry;
  const check = checkOf[hit.class];
  const made = placeholderFor(value, {
    digest,
    keep: hit.keep,
    isNumber: /^[0-9][0-9A-Za-z_]*$/.test(value),
    refuse: candidate => taken.has(candidate) || (check !== undefined && checks[check].holds(candidate)),
  });
  entry.placeholder = made.text;
  entry.isMask = made.isMask;
  if (!made.isMask) taken.add(made.text);
}

/** Characters at the end of a placeholder by which its occurrences are looked for; its beginning may be a prefix that many share. */
const tailLength = 6;

/** So few placeholders are looked for one after the other, which the engine does fastest. */
const fewPlaceholders = 12;

/** The placeholders that stand in the request as it came. */
function standingIn(sections: readonly Section[], values: ReadonlyMap<string, Value>): Set<string> {
  const standing = new Set<string>();
  const placeholders: string[] = [];
  for (const { placeholder, isMask } of values.values())
    if (!isMask && placeholder.length >= tailLength) placeholders.push(placeholder);
  if (placeholders.length > fewPlaceholders) return standingTails(sections, placeholders);
  for (const placeholder of placeholders)
    if (sections.some(({ text }) => text.includes(placeholder))) standing.add(placeholder);
  return standing;
}

function standingTails(sections: readonly Section[], placeholders: readonly string[]): Set<string> {
  const byTail = new Map<number, string[]>();
  const maybe = new Uint8Array(65536);
  for (const placeholder of placeholders) {
    const hash = tailHash(placeholder, placeholder.length);
    maybe[hash & 65535] = 1;
    const list = byTail.get(hash);
    if (list === undefined) byTail.set(hash, [placeholder]);
    else list.push(placeholder);
  }
  const standing = new Set<string>();
  for (const { text } of sections) {
    let rolling = 0;
    for (let end = 1; end <= text.length; end++) {
      rolling = (Math.imul(rolling, base) + text.charCodeAt(end - 1)) | 0;
      if (end < tailLength) continue;
      if (end > tailLength) rolling = (rolling - Math.imul(text.charCodeAt(end - 1 - tailLength), basePower)) | 0;
      const hash = rolling ^ (rolling >>> 16);
      if (maybe[hash & 65535] === 0) continue;
      for (const placeholder of byTail.get(hash) ?? []) {
        if (text.startsWith(placeholder, end - placeholder.length)) standing.add(placeholder);
      }
    }
  }
  return standing;
}

const base = 31;
/** What a character weighs that has just left the tail. */
const basePower = base ** tailLength;

/** A number for the characters before `end`. */
function tailHash(text: string, end: number): number {
  let hash = 0;
  for (let at = end - tailLength; at < end; at++) hash = (Math.imul(hash, base) + text.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 16);
}

function replaced({ text, hits }: Section, values: ReadonlyMap<string, Value>): string {
  if (hits.length === 0) return text;
  let out = '';
  let from = 0;
  for (const hit of hits) {
    for (const [start, end] of partsOf(hit)) {
      out += text.slice(from, start) + values.get(text.slice(start, end))!.placeholder;
      from = end;
    }
  }
  return out + text.slice(from);
}
