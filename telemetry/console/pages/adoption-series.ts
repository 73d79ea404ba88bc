import type { AdoptionAnswer } from '../../metrics/adoption.ts';
import type { FiguresRow } from '../../metrics/figures.ts';
import type { Series } from '../parts/small-multiples.tsx';

/** From the rows of an answer to what is drawn. Every day of the period has its place; one without data is a gap. */

const dayMs = 86_400_000;

type Rows = Pick<AdoptionAnswer, 'rows'>;

export function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

export function totalsOf({ rows }: Rows): FiguresRow[] {
  return rows.filter(({ day }) => day === null);
}

/** One figure of one value, day by day. */
export function valuesByDay(
  answer: Rows & { from: string; to: string },
  metric: string,
  value: string | null,
): (number | null)[] {
  const found = new Map(
    answer.rows.filter(row => row.value === value).map(({ day, figures }) => [day, figures[metric]?.value ?? null]),
  );
  return daysOf(answer).map(day => found.get(day) ?? null);
}

/** One line for each value of the dimension, the most shown first. */
export function seriesOf(
  answer: Rows & { from: string; to: string },
  metric: string,
  days: readonly string[],
): Series[] {
  const size = ({ figures }: FiguresRow) => figures.shown?.value ?? 0;
  const values = totalsOf(answer)
    .filter(({ value }) => value !== null)
    .sort((a, b) => size(b) - size(a))
    .map(({ value }) => value!);
  const cells = new Map(
    answer.rows.map(({ day, value, figures }) => [`${day} ${value}`, figures[metric]?.value ?? null]),
  );
  return values.map(name => ({ name, values: days.map(day => cells.get(`${day} ${name}`) ?? null) }));
}
