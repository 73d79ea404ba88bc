import { leastPeople } from '../privacy/least-people.ts';
import { cellView, familyOf, measures, wholeDay } from '../store/daily.ts';
import type { Value } from '../store/database.ts';
import { toldColumns } from '../store/shown.ts';
import type { Metric } from './definitions.ts';
import type { FilterId } from './dimensions.ts';

/**
 * The SQL behind the figures. Of everyone, it reads cells through `published`, the one place where privacy is kept: a
 * day is published where at least five people were active, and of a dimension the values in `shown`
 * (`privacy/shown-values.ts` decides). Figures of a period are sums of published days. No figure is over two dimensions
 * at once. So whatever is asked, one after another, nothing follows about fewer than five people.
 */

export interface Selection {
  /** Business days, both included, `YYYY-MM-DD`. */
  from: string;
  to: string;
  /** The dimension to divide by; null: not divided. */
  by: FilterId | null;
  /** The pseudonym of one person: their own data alone. Null: everyone. */
  user: string | null;
}

export interface Query {
  sql: string;
  parameters: Value[];
}

/** The measures, each as far as it may be told. */
const told = toldColumns(measures, familyOf);
const period = 'day BETWEEN CAST($1 AS date) AND CAST($2 AS date)';

/** `source`: rows with `day`, `value` and every measure, of which each may be shown. */
export function sourceOf({ from, to, by, user }: Selection): Query {
  const parameters: Value[] = [from, to];
  if (user !== null) {
    parameters.push(user);
    const value = by ?? "''";
    return {
      sql: `WITH source AS (SELECT *, ${value} AS value FROM daily WHERE ${period} AND user_id = $3)`,
      parameters,
    };
  }
  if (by === null) {
    return {
      sql: `WITH source AS (
  SELECT day, value, users, ${told} FROM ${cellView(wholeDay)} WHERE users >= ${leastPeople} AND ${period})`,
      parameters,
    };
  }
  return {
    sql: `WITH ${publishedBy(by)},\nsource AS MATERIALIZED (SELECT day, value, users, ${told} FROM published)`,
    parameters,
  };
}

function publishedBy(by: FilterId): string {
  return `whole AS (
  SELECT day FROM ${cellView(wholeDay)} WHERE users >= ${leastPeople} AND ${period}),
published AS (
  SELECT cell.* FROM ${cellView(by)} AS cell JOIN shown
    ON shown.dimension = '${by}' AND shown.day = cell.day AND shown.value = cell.value
  WHERE users >= ${leastPeople} AND cell.day IN (SELECT day FROM whole))`;
}

/** Rows by day and value. Columns: `day`, `value`, and for each metric `<id>_numerator` and, of a ratio, `<id>_denominator`. */
export function figuresQuery(metrics: readonly Metric[], selection: Selection): Query {
  const { sql, parameters } = sourceOf(selection);
  const sums = metrics.flatMap(({ id, numerator, denominator, times }) => [
    `sum(${numerator}) AS ${id}_numerator`,
    ...(denominator === null ? [] : [`sum(${denominator}) AS ${id}_denominator`]),
    ...(times ? [`sum(${times.numerator}) AS ${id}_times`, `sum(${times.denominator}) AS ${id}_times_of`] : []),
  ]);
  return {
    sql: `${sql}\nSELECT CAST(day AS text) AS day, value,\n  ${sums.join(',\n  ')}\nFROM source\nGROUP BY day, value\nORDER BY day, value`,
    parameters,
  };
}

/** The one number of a metric over the period (or of one value of the dimension), as its tile shows it. */
export function tileQuery({ numerator, denominator, times }: Metric, selection: Selection, only: string | null): Query {
  const { sql, parameters } = sourceOf(only === null ? { ...selection, by: null } : selection);
  const ratio = (a: string, b: string) => `CAST(sum(${a}) AS double precision) / nullif(sum(${b}), 0)`;
  const kept = times ? ` * (${ratio(times.numerator, times.denominator)})` : '';
  const figure = denominator === null ? `sum(${numerator})` : `${ratio(numerator, denominator)}${kept}`;
  const where = only === null ? '' : `\nWHERE value = $${parameters.push(only)}`;
  return { sql: `${sql}\nSELECT ${figure} AS figure\nFROM source${where}`, parameters };
}

/** How much is not shown: days with data, and cells of published days. */
export function hiddenQuery({ from, to, by, user }: Selection): Query | null {
  if (user !== null) return null;
  const days = `SELECT count(*) FROM ${cellView(wholeDay)} WHERE users < ${leastPeople} AND ${period}`;
  if (by === null) return { sql: `SELECT (${days}) AS days, 0 AS cells`, parameters: [from, to] };
  const cells = `(SELECT count(*) FROM ${cellView(by)} WHERE day IN (SELECT day FROM whole)) - (SELECT count(*) FROM published)`;
  return { sql: `WITH ${publishedBy(by)}\nSELECT (${days}) AS days, ${cells} AS cells`, parameters: [from, to] };
}

/** The query as a person would paste it: parameters written out. For reading only; what runs has parameters. */
export function readableSql({ sql, parameters }: Query): string {
  return sql.replace(/\$(\d+)/g, (_, position) => {
    const value = parameters[Number(position) - 1] ?? null;
    if (value === null) return 'NULL';
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  });
}
