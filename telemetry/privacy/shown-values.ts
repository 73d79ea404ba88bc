import { leastPeople } from './least-people.ts';
import { NullSpace } from './null-space.ts';

/**
 * Which values of each dimension may be shown of one day, so that whatever is added up and taken away among all figures
 * of the day, over all dimensions at once, nothing is left that fewer than five active people did.
 *
 * A combination of figures gives every figure a weight; what it tells of a suggestion is the sum of the weights of the
 * values that the suggestion has. It tells of few people alone where that sum is nothing for the suggestions of all others.
 * We look for five groups of people, nobody in two of them, each so mixed that a combination which tells nothing of its
 * active suggestions tells nothing of anybody's. Where there are five, no combination tells of four people alone: those
 * four leave one of the groups untouched, it tells nothing of that group, so it tells nothing of anybody.
 *
 * Where there are no five such groups, values are held back until there are: they are told of together, as the rest of
 * their dimension, of which only total minus shown speaks. Two at least, for a rest of one value is that value.
 */

/** What is counted apart, each in figures of its own: suggestions, answers of models, characters entered. */
export const families = ['suggestions', 'answers', 'entered'] as const;
export type Family = (typeof families)[number];

/** What one person did of one kind on the day. */
export interface KindRow {
  /** Null: nobody knows who; it counts, and stands for nobody. */
  user: string | null;
  counts: Readonly<Record<Family, boolean>>;
  /** Whether one of the suggestions makes a person active. */
  active: boolean;
  /** A value for each dimension, in one order for all rows. */
  values: readonly string[];
}

export interface Shown {
  /** What may be told of the day at all: not what fewer than five people did. */
  told: Family[];
  /** For each dimension, in the order of the rows' values: the values that may be shown. */
  values: string[][];
}

interface Told {
  user: string | null;
  columns: readonly number[];
}

/** Weightings that tell nothing of anybody, and those that tell nothing of one group. The first lie within each second. */
interface System {
  everyone: NullSpace;
  groups: NullSpace[];
}

/** Values of one dimension that are told of together; most often one alone. */
interface Part {
  values: string[];
  /** What a row of one of its values has of its own. */
  column: readonly number[];
  /** Who was active; empty where there are answers alone. */
  people: ReadonlySet<string>;
  /** Whether there are suggestions. */
  suggestions: boolean;
}

/** What is lost with it, in people: nothing where it can't be shown in any case. */
const costOf = ({ values, people }: Part) => (values.length > 1 || people.size < leastPeople ? 0 : people.size);

/** @param rows of one day. @param dimensions how many values each has. */
export function shownValues(rows: readonly KindRow[], dimensions: number): Shown {
  const parts = partsOf(rows, dimensions).map(enoughTogether);
  const columns = numbered(parts);
  const numberedRows = rows.map(row => ({ ...row, columns: columnsOf(row.values, columns) }));
  const told = families.filter(family => speakersOf(rows, family).size >= leastPeople);
  const systems = told.map(family => {
    const everything = numberedRows.filter(({ counts }) => counts[family]);
    return systemOf(
      everything,
      everything.filter(row => speaks(row, family)),
      columns,
    );
  });
  const same = ofTheSame(rows, parts);
  while (!systems.every(isSafe)) {
    const found = cheapest(systems, parts, same);
    // Nothing is left that could be told together: not of a day on which five people were active.
    if (found === null) return { told: [], values: parts.map(() => []) };
    for (const { dimension, a, b } of found) {
      for (const { everyone, groups } of systems) {
        for (const space of [everyone, ...groups]) space.cut(a.column, b.column);
      }
      parts[dimension] = joined(parts[dimension]!, a, b);
    }
  }
  return { told, values: parts.map(all => all.filter(part => costOf(part) > 0).map(({ values }) => values[0]!)) };
}

/** Whether a row stands for a person of whom these figures speak. */
const speaks = ({ user, counts, active }: KindRow, family: Family) =>
  user !== null && counts[family] && (family !== 'suggestions' || active);

const speakersOf = (rows: readonly KindRow[], family: Family) =>
  new Set(rows.filter(row => speaks(row, family)).map(({ user }) => user));

/** Values by dimension, in an order that does not hang on that of the rows. */
function partsOf(rows: readonly KindRow[], dimensions: number): Part[][] {
  const found = Array.from(
    { length: dimensions },
    () => new Map<string, { people: Set<string>; suggestions: boolean }>(),
  );
  for (const row of rows) {
    const speaking = speaks(row, 'suggestions') ? row.user : null;
    for (const [dimension, value] of row.values.entries()) {
      const part = found[dimension]!.get(value) ?? { people: new Set(), suggestions: false };
      found[dimension]!.set(value, part);
      part.suggestions ||= row.counts.suggestions;
      if (speaking !== null) part.people.add(speaking);
    }
  }
  return found.map(values =>
    [...values]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, { people, suggestions }]): Part => ({ values: [value], column: [], people, suggestions })),
  );
}

/** Values of too few people are told of together, and with them the smallest others until they are enough. */
function enoughTogether(parts: readonly Part[]): Part[] {
  const few = ({ people }: Part) => people.size < leastPeople;
  let now = [...parts];
  for (;;) {
    const bySize = now.filter(({ suggestions }) => suggestions).sort((a, b) => a.people.size - b.people.size);
    const [a, b] = bySize;
    if (!a || !b || !few(a)) return now;
    now = joined(now, a, b);
  }
}

function joined(parts: readonly Part[], a: Part, b: Part): Part[] {
  const rest = {
    values: [...a.values, ...b.values],
    column: a.column,
    people: new Set([...a.people, ...b.people]),
    suggestions: a.suggestions || b.suggestions,
  };
  return [...parts.filter(part => part !== a && part !== b), rest];
}

interface Columns {
  count: number;
  /** By dimension and value. */
  of: readonly ReadonlyMap<string, readonly number[]>[];
}

/**
 * A column for all, and one for each part but the first of its dimension, whose weight can be had from the weight of all:
 * so two weightings that tell the same are the same.
 */
function numbered(parts: readonly Part[][]): Columns {
  let count = 1;
  const of = parts.map(all => {
    for (const [at, part] of all.entries()) part.column = at === 0 ? [] : [count++];
    return new Map(all.flatMap(({ values, column }) => values.map(value => [value, column] as const)));
  });
  return { count, of };
}

const columnsOf = (values: readonly string[], { of }: Columns) => [
  0,
  ...values.flatMap((value, dimension) => of[dimension]!.get(value)!),
];

function systemOf(everything: readonly Told[], speaking: readonly Told[], { count }: Columns): System {
  const everyone = new NullSpace(count);
  for (const { columns: row } of everything) everyone.cut(row);
  const groups = Array.from({ length: leastPeople }, () => new NullSpace(count));
  for (const rows of rarestFirst(speaking)) {
    const open = groups.map((group, at) => ({ group, at })).filter(({ group }) => group.dimension > everyone.dimension);
    if (open.length === 0) break;
    let best: { at: number; left: NullSpace; gain: number } | null = null;
    for (const { group, at } of open) {
      if (rows.every(row => group.vanishes(row))) continue;
      const left = group.copy();
      for (const row of rows) left.cut(row);
      const gain = group.dimension - left.dimension;
      // Among equals the group that needs most: so none stays empty where there are people enough.
      if (best === null || gain > best.gain || (gain === best.gain && left.dimension > best.left.dimension)) {
        best = { at, left, gain };
      }
    }
    if (best) groups[best.at] = best.left;
  }
  return { everyone, groups };
}

/** The rows of each person; first who has a value that few have, so that these come into different groups. */
function rarestFirst(speaking: readonly Told[]): (readonly number[])[][] {
  const people = new Map<string, (readonly number[])[]>();
  for (const { user, columns } of speaking) {
    if (user === null) continue;
    const rows = people.get(user);
    if (rows) rows.push(columns);
    else people.set(user, [columns]);
  }
  const having = new Map<number, number>();
  for (const rows of people.values()) {
    for (const column of new Set(rows.flat())) having.set(column, (having.get(column) ?? 0) + 1);
  }
  const ranked = [...people].map(([user, rows]) => ({
    user,
    rows,
    rarest: Math.min(...rows.flatMap(row => row.map(column => having.get(column)!))),
  }));
  ranked.sort((a, b) => a.rarest - b.rarest || (a.user < b.user ? -1 : 1));
  return ranked.map(({ rows }) => rows);
}

const isSafe = ({ everyone, groups }: System) => groups.every(group => group.dimension === everyone.dimension);

/** Two parts of one dimension, to be told of together. */
interface Joint {
  dimension: number;
  a: Part;
  b: Part;
}

/**
 * The joining that removes most of what tells of few, for the least that is held back: of two parts, or, for parts of
 * several dimensions that are of the same suggestions, of each with the smallest other of its dimension: joined one by one
 * they would still be told apart.
 */
function cheapest(
  systems: readonly System[],
  parts: readonly Part[][],
  same: readonly (readonly string[])[],
): readonly Joint[] | null {
  let best: Choice | null = null;
  for (const joints of candidates(parts, same)) {
    const gain = gainOf(systems, joints);
    if (gain === null) continue;
    const choice = {
      joints,
      gain,
      cost: joints.reduce((sum, { a, b }) => sum + costOf(a) + costOf(b), 0),
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

/** Values of several dimensions that are of the same suggestions: for each dimension one, or '' where there is none. */
function ofTheSame(rows: readonly KindRow[], parts: readonly Part[][]): string[][] {
  // Sets are known by their size and a sum over their rows; to take two different ones for the same costs nothing but figures.
  const sums = parts.map(() => new Map<string, [number, number]>());
  for (const [at, { counts, values }] of rows.entries()) {
    if (!counts.suggestions) continue;
    for (const [dimension, value] of values.entries()) {
      const [count, sum] = sums[dimension]!.get(value) ?? [0, 0];
      sums[dimension]!.set(value, [count + 1, (sum + at * at) % 4_294_967_291]);
    }
  }
  const found = new Map<string, string[]>();
  for (const [dimension, all] of sums.entries()) {
    for (const [value, sum] of all) {
      const values = found.get(sum.join()) ?? parts.map(() => '');
      values[dimension] = value;
      found.set(sum.join(), values);
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
