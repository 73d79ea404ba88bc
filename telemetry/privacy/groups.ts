import { leastPeople } from './least-people.ts';
import { NullSpace } from './null-space.ts';

/** A row of one person as what has a weight in it. */
export interface Told {
  user: string | null;
  columns: readonly number[];
}

/** Weightings that tell nothing of anybody, and those that tell nothing of one group. The first lie within each second. */
export interface System {
  everyone: NullSpace;
  groups: NullSpace[];
}

/** @param everything all rows. @param speaking those that stand for a person. @param columns how many things have a weight. */
export function systemOf(everything: readonly Told[], speaking: readonly Told[], columns: number): System {
  const everyone = new NullSpace(columns);
  for (const { columns: row } of everything) everyone.cut(row);
  const groups = Array.from({ length: leastPeople }, () => new NullSpace(columns));
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

/** Whether no combination tells of four people alone. */
export const isSafe = ({ everyone, groups }: System) => groups.every(group => group.dimension === everyone.dimension);
