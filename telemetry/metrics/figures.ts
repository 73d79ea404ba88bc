import type { Row, Value } from '../store/database.ts';
import type { Metric } from './definitions.ts';
import type { FilterId } from './dimensions.ts';
import { intervalOf, intervalsQuery } from './intervals.ts';
import { type LatencyRow, latencyQuery, latencyRows } from './latency.ts';
import { figuresQuery, hiddenQuery, readableSql, type Selection, tileQuery } from './query.ts';
import { type RetentionPoint, retentionPoints, retentionQuery } from './retention.ts';
import { type Standardised, standardise, standardisedQuery } from './standardised.ts';

export interface Figure {
  /** Null where there is nothing to divide by (a gap). */
  value: number | null;
  numerator: number;
  denominator: number | null;
  /** The denominator is so small that chance moves the rate by ten points and more. */
  small: boolean;
  /** 95 % interval, clustered by person: of rates over the whole period, from ten people on. */
  interval: [number, number] | null;
}

export interface FiguresRequest {
  metrics: readonly Metric[];
  from: string;
  to: string;
  /** One dimension: to divide by, or (with `only`) to look at one value of. */
  by: FilterId | null;
  only: string | null;
  /** The person whose own data is asked for; null: everyone's, with what privacy hides left out. */
  user: string | null;
}

/** Figures of one value of the dimension (null: of all) over one day, or over all days (null). */
export interface FiguresRow {
  day: string | null;
  value: string | null;
  figures: Record<string, Figure>;
}

export interface FiguresAnswer {
  rows: FiguresRow[];
  /** Every value of the dimension of which something may be shown, also where one is looked at. */
  values: string[];
  /** Days with data of which nothing may be shown, and values of other days that may not. */
  hidden: { days: number; cells: number };
  /** By value of the dimension: the rate it would have with everyone's mix of languages. */
  standardised: Record<string, Standardised>;
  /** What is left after a while, over the whole period. */
  retention: RetentionPoint[];
  /** Of all, whatever the dimension. */
  latency: LatencyRow[];
  /** By metric (and for `retention` and `latency`): the query whose result its tile shows. */
  sql: Record<string, string>;
}

export type RunQuery = (sql: string, parameters: readonly Value[]) => Promise<Row[]>;

/**
 * Below it the 95 % interval of a rate near 30 % is wider than ± 9 points even if every suggestion were independent of
 * the others, which they are not.
 */
export const smallSample = 100;

/** Asks the store and divides. */
export async function figures(run: RunQuery, request: FiguresRequest): Promise<FiguresAnswer> {
  const { metrics, from, to, by, only, user } = request;
  const selection: Selection = { from, to, by, user };
  const ask = async (divided: FilterId | null) => {
    const { sql, parameters } = figuresQuery(metrics, { ...selection, by: divided });
    return (await run(sql, parameters)).map(row => cellOf(row, divided, metrics));
  };
  const divided = by === null ? [] : await ask(by);
  const cells = [...(only === null ? await ask(null) : []), ...divided].filter(
    cell => only === null || cell.value === only,
  );
  const hidden = hiddenQuery(selection);
  const [held] = hidden ? await run(hidden.sql, hidden.parameters) : [];
  const rows = present(metrics, cells);
  if (user === null) {
    if (only === null) await addIntervals(run, request, rows, { ...selection, by: null });
    if (by !== null) await addIntervals(run, request, rows, selection);
  }
  const retention = retentionQuery(selection, only);
  const latency = latencyQuery(selection);
  return {
    rows,
    values: [...new Set(divided.flatMap(({ value }) => (value === null ? [] : [value])))].sort(compare),
    retention: retentionPoints(await run(retention.sql, retention.parameters)),
    latency: latencyRows(await run(latency.sql, latency.parameters), user === null),
    hidden: { days: Number(held?.days ?? 0), cells: Number(held?.cells ?? 0) },
    standardised: await standardisedOf(run, selection),
    sql: Object.fromEntries([
      ...metrics.map(metric => [metric.id, readableSql(tileQuery(metric, selection, only))]),
      ['retention', readableSql(retention)],
      ['latency', readableSql(latency)],
    ]),
  };
}

async function addIntervals(run: RunQuery, request: FiguresRequest, rows: FiguresRow[], selection: Selection) {
  // Coverage is about answers, of which a person has no say.
  // A product of two ratios has none of its own.
  const rates = request.metrics.filter(
    ({ unit, denominator, times }) => unit === 'ratio' && denominator !== 'answers' && !times,
  );
  if (rates.length === 0) return;
  const { sql, parameters } = intervalsQuery(rates, selection);
  for (const found of await run(sql, parameters)) {
    const value = selection.by === null ? null : String(found.value);
    const total = rows.find(row => row.day === null && row.value === value);
    for (const rate of rates) {
      const figure = total?.figures[rate.id];
      if (figure && figure.value !== null) figure.interval = intervalOf(rate, found);
    }
  }
}

async function standardisedOf(run: RunQuery, selection: Selection): Promise<Record<string, Standardised>> {
  const { by, user } = selection;
  if (by === null || by === 'language' || user !== null) return {};
  const { sql, parameters } = standardisedQuery({ ...selection, by });
  return standardise(await run(sql, parameters));
}

interface Sum {
  numerator: number;
  denominator: number;
  /** Of the ratio by which it is multiplied, where there is one. */
  times: number;
  timesOf: number;
}
const nothing: Sum = { numerator: 0, denominator: 0, times: 0, timesOf: 0 };
const plus = (a: Sum, b: Sum): Sum => ({
  numerator: a.numerator + b.numerator,
  denominator: a.denominator + b.denominator,
  times: a.times + b.times,
  timesOf: a.timesOf + b.timesOf,
});
interface Cell {
  day: string;
  value: string | null;
  /** In the order of the metrics. */
  sums: Sum[];
}

function cellOf(row: Row, by: FilterId | null, metrics: readonly Metric[]): Cell {
  return {
    day: String(row.day),
    value: by === null ? null : String(row.value),
    sums: metrics.map(({ id }) => ({
      numerator: Number(row[`${id}_numerator`] ?? 0),
      denominator: Number(row[`${id}_denominator`] ?? 0),
      times: Number(row[`${id}_times`] ?? 0),
      timesOf: Number(row[`${id}_times_of`] ?? 0),
    })),
  };
}

function present(metrics: readonly Metric[], cells: readonly Cell[]): FiguresRow[] {
  const totals = new Map<string | null, Sum[]>();
  for (const { value, sums } of cells) {
    const before = totals.get(value) ?? metrics.map(() => nothing);
    totals.set(
      value,
      before.map((sum, at) => plus(sum, sums[at]!)),
    );
  }
  const rows = [
    ...[...totals].map(([value, sums]) => ({ day: null, value, sums })),
    ...cells.toSorted((a, b) => compare(a.day, b.day)),
  ];
  return rows.map(({ day, value, sums }) => ({
    day,
    value,
    figures: Object.fromEntries(metrics.map((metric, at) => [metric.id, figureOf(metric, sums[at]!)])),
  }));
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function figureOf(metric: Metric, { numerator, denominator, times, timesOf }: Sum): Figure {
  if (metric.denominator === null)
    return { value: numerator, numerator, denominator: null, small: false, interval: null };
  const gap = denominator === 0 || (metric.times !== undefined && timesOf === 0);
  const part = metric.times && !gap ? times / timesOf : 1;
  return {
    value: gap ? null : (numerator / denominator) * part,
    numerator: Math.round(numerator * part),
    denominator,
    small: denominator > 0 && denominator < smallSample,
    interval: null,
  };
}
