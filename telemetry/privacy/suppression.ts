/**
 * What may be published of other people. One engine for page, API and exports.
 *
 * The published figures of a day are its total and, for one dimension at a time, its values: a figure over a longer
 * period is the sum of days that are themselves published, and there is no figure over two dimensions at once. So the
 * only thing that can be computed from any number of answers, beyond what they say, is total minus published values for
 * one day and one dimension: the sum of what is hidden. It is kept to groups of at least five active people.
 */

/** A displayed cell speaks of at least so many active people. */
export const leastPeople = 5;

export interface Cell {
  /** Null for the total of the day. */
  value: string | null;
  /** Distinct active people. */
  users: number;
}

/** Which values of one dimension may be shown for one day, given the day's total. */
export function publishable(total: Cell, cells: readonly Cell[]): ReadonlySet<string> {
  if (total.users < leastPeople) return new Set();
  const visible = cells.filter(({ users }) => users >= leastPeople);
  // The total minus the visible values must not single out the few: one value that could be shown stays with them.
  // It is the one with the fewest people, by name where several have as few, so that the choice tells nothing.
  if (visible.length < cells.length) {
    visible.sort((a, b) => a.users - b.users || String(a.value).localeCompare(String(b.value), 'en'));
    visible.shift();
  }
  return new Set(visible.map(({ value }) => String(value)));
}

export function totalIsPublishable(total: Cell): boolean {
  return total.users >= leastPeople;
}
