/** The whole request with placeholders instead of values. */
import { checks } from '../checksum/checks.ts';
import { Matcher } from '../restore/matcher.ts';
import type { Restorable } from '../restore/restorer.ts';
import type { CheckName } from '../rules/rule.ts';
import { type Hit, partsOf } from '../scan/hit.ts';
import type { Section } from '../sections.ts';
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

export function substitute(sections: readonly Section[], key: Buffer): Substitution {
  const values = collect(sections);
  if (values.size === 0) return { texts: sections.map(({ text }) => text), restorables: [] };
  const taken = new Set<string>();
  for (const [value, entry] of values) make(value, entry, key, taken);
  // A placeholder must be nothing that stands in the request already: what the user pasted back stays the user's.
  for (let round = 0; round < mostRounds; round++) {
    const standing = standingIn(sections, values);
    if (standing.size === 0) break;
    for (const placeholder of standing) taken.add(placeholder);
    for (const [value, entry] of values) if (standing.has(entry.placeholder)) make(value, entry, key, taken);
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

function make(value: string, entry: Value, key: Buffer, taken: Set<string>): void {
  const { hit } = entry;
  const check = checkOf[hit.class];
  const made = placeholderFor(value, {
    key,
    keep: hit.keep,
    isNumber: /^[0-9][0-9A-Za-z_]*$/.test(value),
    refuse: candidate => taken.has(candidate) || (check !== undefined && checks[check].holds(candidate)),
  });
  entry.placeholder = made.text;
  entry.isMask = made.isMask;
  if (!made.isMask) taken.add(made.text);
}

/** The placeholders that stand in the request as it came. */
function standingIn(sections: readonly Section[], values: ReadonlyMap<string, Value>): Set<string> {
  const placeholders = [...values.values()].filter(({ isMask }) => !isMask).map(({ placeholder }) => placeholder);
  const standing = new Set<string>();
  if (placeholders.length === 0) return standing;
  const matcher = new Matcher(placeholders);
  for (const { text } of sections) matcher.visit(text, number => standing.add(placeholders[number]!));
  return standing;
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
