import { leastPeople } from './least-people.ts';
import type { KindRow } from './shown-values.ts';

/** Values of one dimension that are told of together; most often one alone. */
export interface Part {
  values: string[];
  /** What a row of one of its values has of its own. */
  column: readonly number[];
  /** Who was active; empty where there are answers alone. */
  people: ReadonlySet<string>;
  /** Whether there are suggestions. */
  suggestions: boolean;
}

/** What is lost with it, in people: nothing where it can't be shown in any case. */
export const costOf = ({ values, people }: Part) => (values.length > 1 || people.size < leastPeople ? 0 : people.size);

/** Values by dimension, in an order that does not hang on that of the rows. */
export function partsOf(rows: readonly KindRow[], dimensions: number, speaks: (row: KindRow) => boolean): Part[][] {
  const found = Array.from(
    { length: dimensions },
    () => new Map<string, { people: Set<string>; suggestions: boolean }>(),
  );
  for (const row of rows) {
    const speaking = speaks(row) ? row.user : null;
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
export function enoughTogether(parts: readonly Part[]): Part[] {
  let now = [...parts];
  for (;;) {
    const bySize = now.filter(({ suggestions }) => suggestions).sort((a, b) => a.people.size - b.people.size);
    const [smallest, second] = bySize;
    if (!smallest || !second || smallest.people.size >= leastPeople) return now;
    const rest = bySize.find(part => part !== smallest && part.values.length > 1);
    now = joined(now, smallest, rest ?? second);
  }
}

export function joined(parts: readonly Part[], a: Part, b: Part): Part[] {
  const rest = {
    values: [...a.values, ...b.values],
    column: a.column,
    people: new Set([...a.people, ...b.people]),
    suggestions: a.suggestions || b.suggestions,
  };
  return [...parts.filter(part => part !== a && part !== b), rest];
}

export interface Columns {
  count: number;
  /** By dimension and value. */
  of: readonly ReadonlyMap<string, readonly number[]>[];
}

/**
 * A column for all, and one for each part but the first of its dimension, whose weight can be had from the weight of all:
 * so two weightings that tell the same are the same.
 */
export function numbered(parts: readonly Part[][]): Columns {
  let count = 1;
  const of = parts.map(all => {
    for (const [at, part] of all.entries()) part.column = at === 0 ? [] : [count++];
    return new Map(all.flatMap(({ values, column }) => values.map(value => [value, column] as const)));
  });
  return { count, of };
}

/** What has a weight in a row of these values. */
export function columnsOf(values: readonly string[], { of }: Columns): readonly number[] {
  const columns = [0];
  for (const [dimension, value] of values.entries()) columns.push(...of[dimension]!.get(value)!);
  return columns;
}
