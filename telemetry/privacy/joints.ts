import type { System } from './groups.ts';
import type { NullSpace } from './null-space.ts';
import { costOf, type Part } from './parts.ts';
import type { KindRow } from './shown-values.ts';

/** Two parts of one dimension, to be told of together. */
export interface Joint {
  dimension: number;
  a: Part;
  b: Part;
}

/** How many people of another dimension are held back rather than one of a dimension that people look at first. */
const foremostWorth = 6;

/**
 * The joining that removes most of what tells of few, for the least that is held back: of two parts, or, for parts of
 * several dimensions that are of the same suggestions, of each with the smallest other of its dimension: joined one by one
 * they would still be told apart.
 */
export function cheapest(
  systems: readonly System[],
  parts: readonly Part[][],
  same: readonly (readonly string[])[],
  foremost: ReadonlySet<number>,
): readonly Joint[] | null {
  const worth = (dimension: number) => (foremost.has(dimension) ? foremostWorth : 1);
  let best: Choice | null = null;
  for (const joints of candidates(parts, same)) {
    const gain = gainOf(systems, joints);
    if (gain === null) continue;
    const choice = {
      joints,
      gain,
      cost: joints.reduce((sum, { dimension, a, b }) => sum + worth(dimension) * (costOf(a) + costOf(b)), 0),
      name: joints.flatMap(({ a, b }) => [...a.values, ...b.values].sort()).join('\n'),
    };
    if (best === null || order(choice, best) < 0) best = choice;
  }
  return best?.joints ?? null;
}

function* candidates(parts: readonly Part[][], same: readonly (readonly string[])[]): Generator<Joint[]> {
  for (const [dimension, all] of parts.entries()) {
    const rest = all.find(({ values }) => values.length > 1);
    for (const [at, a] of all.entries()) {
      for (const b of rest ? [rest] : all.slice(at + 1)) if (a !== b) yield [{ dimension, a, b }];
    }
  }
  for (const values of same) {
    const joints = values.flatMap((value, dimension): Joint[] => {
      const all = parts[dimension]!;
      const a = all.find(part => part.values.length === 1 && part.values[0] === value);
      const others = all.filter(part => part !== a && part.suggestions);
      const rest = others.find(part => part.values.length > 1);
      const b = rest ?? others.sort((one, other) => one.people.size - other.people.size)[0];
      return a && b ? [{ dimension, a, b }] : [];
    });
    if (joints.length > 1) yield joints;
  }
}

/** Rows of a value beyond which it is not looked for elsewhere: what so many did is told apart in any case. */
const mostRows = 1_000;

/** Values of several dimensions that are of the same suggestions: for each dimension one, or '' where there is none. */
export function ofTheSame(rows: readonly KindRow[], dimensions: number): string[][] {
  const places = Array.from({ length: dimensions }, () => new Map<string, number[]>());
  for (const [at, { counts, values }] of rows.entries()) {
    if (!counts.suggestions) continue;
    for (const [dimension, value] of values.entries()) {
      const of = places[dimension]!.get(value);
      if (!of) places[dimension]!.set(value, [at]);
      else if (of.length <= mostRows) of.push(at);
    }
  }
  const found = new Map<string, string[]>();
  for (const [dimension, all] of places.entries()) {
    for (const [value, of] of all) {
      if (of.length > mostRows) continue;
      const key = of.join();
      const values = found.get(key) ?? Array.from({ length: dimensions }, () => '');
      values[dimension] = value;
      found.set(key, values);
    }
  }
  return [...found.values()].filter(values => values.filter(value => value !== '').length > 1);
}

/** By how many dimensions the groups come nearer to everyone; null where nothing changes for anyone. */
function gainOf(systems: readonly System[], joints: readonly Joint[]): number | null {
  let gain = 0;
  let changes = false;
  for (const { everyone, groups } of systems) {
    const lost = (space: NullSpace) => {
      const [first] = joints;
      if (first && joints.length === 1) return space.vanishes(first.a.column, first.b.column) ? 0 : 1;
      const left = space.copy();
      return joints.filter(({ a, b }) => left.cut(a.column, b.column)).length;
    };
    const ofEveryone = lost(everyone);
    for (const group of groups) {
      const ofGroup = lost(group);
      changes ||= ofGroup > 0;
      gain += ofGroup - ofEveryone;
    }
  }
  return changes ? gain : null;
}

interface Choice {
  joints: Joint[];
  gain: number;
  cost: number;
  name: string;
}

/** Most gain for the cost; else least cost; else the name, for there must be an order. */
function order(a: Choice, b: Choice): number {
  return (
    a.cost * b.gain - b.cost * a.gain ||
    b.gain - a.gain ||
    a.cost - b.cost ||
    (a.name < b.name ? -1 : Number(a.name > b.name))
  );
}
