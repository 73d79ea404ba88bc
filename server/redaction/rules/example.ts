/** Values for the examples of rules: made from the pattern by a fixed generator, the same on every run, and nobody's. */

import { isAlphanumeric } from '../scan/characters.ts';
import { type CharacterSet, compilePattern } from '../scan/pattern.ts';
import type { TokenRule } from './rule.ts';

/** An example with its templates filled in. */
export function exampleOf(rule: TokenRule, template: string): string {
  if (!template.includes('{')) return template;
  const value = sampleOf(rule.pattern, rule.id, rule.ignoreCase);
  const head = rule.keep ?? compilePattern(rule.pattern, rule.ignoreCase).rows[0]!.head;
  const crossed = [...value].map((character, index) =>
    index < head || !isAlphanumeric(character.charCodeAt(0)) ? character : 'x',
  );
  return template
    .replaceAll('{value}', value)
    .replaceAll('{masked}', crossed.join(''))
    .replaceAll('{cut}', value.slice(0, Math.ceil(value.length / 2)));
}

/** A value that the pattern takes; lengths near the shortest. The same name gives the same value. */
export function sampleOf(pattern: string, name: string, ignoreCase?: boolean): string {
  const row = compilePattern(pattern, ignoreCase).rows[0]!;
  const random = generator(name);
  let value = '';
  for (const atom of row.atoms) {
    const count = atom.min === 0 ? 0 : Math.min(atom.max, atom.min + (atom.max > atom.min ? 2 : 0));
    for (let i = 0; i < count; i++)
      value += atom.set === null ? String.fromCharCode(atom.unit) : pick(atom.set, random());
  }
  return value;
}

function pick(set: CharacterSet, random: number): string {
  const units: number[] = [];
  set.has.forEach((has, unit) => {
    if (has === 1) units.push(unit);
  });
  // Letters and digits where the class has them: punctuation at an end would not stand alone.
  const plain = units.filter(isAlphanumeric);
  const from = plain.length > 0 ? plain : units;
  return String.fromCharCode(from[Math.floor(random * from.length)]!);
}

/** Numbers from 0 to 1, seeded by a name (mulberry32). */
function generator(name: string): () => number {
  let state = 0x9e3779b9;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
