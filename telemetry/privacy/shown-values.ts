import { isSafe, systemOf } from './groups.ts';
import { cheapest, ofTheSame } from './joints.ts';
import { leastPeople } from './least-people.ts';
import { columnsOf, costOf, enoughTogether, joined, numbered, partsOf } from './parts.ts';

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

/**
 * @param rows of one day. @param dimensions how many values each has. @param foremost dimensions that people look at first:
 * of them least is held back.
 */
export function shownValues(
  rows: readonly KindRow[],
  dimensions: number,
  foremost: ReadonlySet<number> = new Set(),
): Shown {
  const parts = partsOf(rows, dimensions, row => speaks(row, 'suggestions')).map(enoughTogether);
  const columns = numbered(parts);
  const numberedRows = rows.map(row => ({ ...row, columns: columnsOf(row.values, columns) }));
  const told = families.filter(family => speakersOf(rows, family).size >= leastPeople);
  const systems = told.map(family => {
    const everything = numberedRows.filter(({ counts }) => counts[family]);
    return systemOf(
      everything,
      everything.filter(row => speaks(row, family)),
      columns.count,
    );
  });
  const same = ofTheSame(rows, dimensions);
  while (!systems.every(isSafe)) {
    const found = cheapest(systems, parts, same, foremost);
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
