import { publishable, totalIsPublishable } from '../privacy/suppression.ts';
import type { Row, Value } from '../store/database.ts';
import type { Metric } from './definitions.ts';
import type { DimensionId, FilterId } from './dimensions.ts';
import { figuresQuery, readableSql, type Selection } from './query.ts';

export interface Figure {
  /** Null where nothing can be said: no denominator (a gap), or hidden. */
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  /** The denominator is so small that chance moves the rate by ten points and more. */
  small: boolean;
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
  /** Days with data of which nothing may be shown, and cells hidden beyond them. */
  hidden: { days: number; cells: number };
  /** By metric: the query that computed it. */
  sql: Record<string, string>;
}

export type RunQuery = (sql: string, parameters: readonly Value[]) => Promise<Row[]>;

/**
 * Below it the 95 % interval of a rate near 30 % is wider than ± 9 points even if every suggestion were independent of
 * the others, which they are not.
 */
export const smallSample = 100;

interface Sum {
  numerator: number;
  denominator: number;
}
type Sums = Map<string, Sum>;
interface Cell {
  day: string;
  value: string | null;
  users: number;
  sums: Sums;
}

/** Asks the store, hides what must be hidden, and divides. */
export async function figures(run: RunQuery, request: FiguresRequest): Promise<FiguresAnswer> {
  const selection: Selection = { from: request.from, to: request.to, filters: {}, user: request.user };
  const ask = (metrics: readonly Metric[], dimension: FilterId | null) => {
    const query = figuresQuery(metrics, grouping(dimension), selection);
    return run(query.sql, query.parameters);
  };

  const groups = bySource(request.metrics);
  // People are counted in `daily` alone; what it shows of a day decides for the other sources too.
  if (!groups.has('daily')) groups.set('daily', []);
  const totals = new Map<string, Cell>();
  const cells = new Map<string, Cell>();
  for (const [source, metrics] of groups) {
    const asked = metrics.length > 0 ? metrics : [peopleOnly];
    collect(totals, await ask(asked, null), asked, null);
    if (request.by !== null && knows(source, request.by)) {
      collect(cells, await ask(asked, request.by), asked, request.by);
    }
  }

  const shown = hide(request, [...totals.values()], [...cells.values()]);
  return {
    rows: present(request, shown.cells),
    hidden: shown.hidden,
    // What ran computed several figures at once; for each the reader gets its own part of it.
    sql: Object.fromEntries(
      request.metrics.map(metric => {
        const dimension = request.by !== null && knows(metric.source, request.by) ? request.by : null;
        return [metric.id, readableSql(figuresQuery([metric], grouping(dimension), selection))];
      }),
    ),
  };
}

const grouping = (dimension: FilterId | null): DimensionId[] => (dimension === null ? ['day'] : ['day', dimension]);

/** Stands in where no figure of `daily` is asked for: the query then only counts people. */
const peopleOnly: Metric = {
  id: 'people',
  title: { en: '', zh: '' },
  definition: { en: '', zh: '' },
  numerator: 'sum(seen)',
  denominator: null,
  source: 'daily',
  unit: 'count',
};

const answerDimensions: ReadonlySet<FilterId> = new Set(['language', 'team', 'model', 'tier']);
const knows = (source: Metric['source'], dimension: FilterId) => source === 'daily' || answerDimensions.has(dimension);

function bySource(metrics: readonly Metric[]): Map<Metric['source'], Metric[]> {
  const groups = new Map<Metric['source'], Metric[]>();
  for (const metric of metrics) groups.set(metric.source, [...(groups.get(metric.source) ?? []), metric]);
  return groups;
}

function collect(into: Map<string, Cell>, rows: readonly Row[], metrics: readonly Metric[], by: FilterId | null): void {
  for (const row of rows) {
    const day = String(row.day);
    const value = by === null ? null : String(row[by]);
    const key = `${day} ${value}`;
    const cell = into.get(key) ?? { day, value, users: 0, sums: new Map() };
    into.set(key, cell);
    cell.users += Number(row.users ?? 0);
    for (const { id, denominator } of metrics) {
      cell.sums.set(id, {
        numerator: Number(row[`${id}_numerator`] ?? 0),
        denominator: denominator === null ? 0 : Number(row[`${id}_denominator`] ?? 0),
      });
    }
  }
}

function hide(request: FiguresRequest, totals: readonly Cell[], cells: readonly Cell[]) {
  const ofDay = new Map<string, Cell[]>();
  for (const cell of cells) ofDay.set(cell.day, [...(ofDay.get(cell.day) ?? []), cell]);
  const kept: Cell[] = [];
  const hidden = { days: 0, cells: 0 };
  for (const total of totals) {
    const values = ofDay.get(total.day) ?? [];
    if (request.user !== null) {
      kept.push(total, ...values);
    } else if (totalIsPublishable(total)) {
      const allowed = publishable(total, values);
      const visible = values.filter(({ value }) => allowed.has(String(value)));
      hidden.cells += values.filter(({ value }) => isAsked(request, value)).length;
      hidden.cells -= visible.filter(({ value }) => isAsked(request, value)).length;
      kept.push(total, ...visible);
    } else {
      hidden.days += 1;
    }
  }
  return { cells: kept.filter(({ value }) => isAsked(request, value)), hidden };
}

/** With `only`, the figures of that value are asked for, and the total is not. */
function isAsked({ only }: FiguresRequest, value: string | null): boolean {
  return only === null || value === only;
}

function present(request: FiguresRequest, cells: readonly Cell[]): FiguresRow[] {
  const overall = new Map<string | null, Sums>();
  const rows: FiguresRow[] = [];
  for (const { day, value, sums } of cells) {
    rows.push({ day, value, figures: figuresOf(request.metrics, sums) });
    const total: Sums = overall.get(value) ?? new Map();
    overall.set(value, total);
    for (const [id, sum] of sums) {
      const before = total.get(id) ?? { numerator: 0, denominator: 0 };
      total.set(id, {
        numerator: before.numerator + sum.numerator,
        denominator: before.denominator + sum.denominator,
      });
    }
  }
  rows.sort((a, b) => String(a.day).localeCompare(String(b.day)) || compareValues(a.value, b.value));
  const totals = [...overall].sort(([a], [b]) => compareValues(a, b));
  return [...totals.map(([value, sums]) => ({ day: null, value, figures: figuresOf(request.metrics, sums) })), ...rows];
}

function compareValues(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return a.localeCompare(b, 'en');
}

function figuresOf(metrics: readonly Metric[], sums: Sums): Record<string, Figure> {
  return Object.fromEntries(metrics.map(metric => [metric.id, figureOf(metric, sums.get(metric.id))]));
}

function figureOf(metric: Metric, sum: Sum | undefined): Figure {
  if (!sum) return { value: null, numerator: null, denominator: null, small: false };
  const { numerator, denominator } = sum;
  if (metric.denominator === null) return { value: numerator, numerator, denominator: null, small: false };
  return {
    value: denominator === 0 ? null : numerator / denominator,
    numerator,
    denominator,
    small: denominator > 0 && denominator < smallSample,
  };
}
