import type { Value } from '../store/database.ts';
import type { Metric } from './definitions.ts';
import { type DimensionId, dimensions, type FilterId } from './dimensions.ts';

/** Which part of the data a figure is about. */
export interface Selection {
  /** Business days, both included, `YYYY-MM-DD`. */
  from: string;
  to: string;
  /** Values of one dimension are alternatives; dimensions narrow each other. */
  filters: Partial<Record<FilterId, readonly string[]>>;
  /** The pseudonym of one person: their own data alone. */
  user: string | null;
}

export interface Query {
  sql: string;
  parameters: Value[];
}

/** A person is active in a selection who has seen a suggestion or asked for one by hand. */
export const activeUsers = "count(DISTINCT CASE WHEN seen > 0 OR trigger_kind = 'manual' THEN user_id END)";

/** The rows of `source` within the selection as a WHERE clause. Values are parameters, names come from our own list. */
function where(selection: Selection, source: Metric['source']): { clause: string; parameters: Value[] } {
  const parameters: Value[] = [selection.from, selection.to];
  const parts = ['day BETWEEN CAST($1 AS date) AND CAST($2 AS date)'];
  for (const dimension of dimensions) {
    if (dimension.id === 'day' || (source === 'answer_fate' && !dimension.answers)) continue;
    const values = selection.filters[dimension.id];
    if (!values || values.length === 0) continue;
    parts.push(`${dimension.id} IN (${values.map(value => `$${parameters.push(value)}`).join(', ')})`);
  }
  if (selection.user !== null && source === 'daily') parts.push(`user_id = $${parameters.push(selection.user)}`);
  return { clause: parts.join('\n  AND '), parameters };
}

/**
 * The one query behind a set of figures. Columns: each dimension of `by`, `users` (of `daily` alone), and for each metric
 * `<id>_numerator` and, of a ratio, `<id>_denominator`.
 */
export function figuresQuery(ofOneSource: readonly Metric[], by: readonly DimensionId[], selection: Selection): Query {
  const source = ofOneSource[0]!.source;
  const { clause, parameters } = where(selection, source);
  const columns = [
    ...by.map(dimension => (dimension === 'day' ? 'CAST(day AS text) AS day' : dimension)),
    ...(source === 'daily' ? [`${activeUsers} AS users`] : []),
    ...ofOneSource.flatMap(({ id, numerator, denominator }) => [
      `${numerator} AS ${id}_numerator`,
      ...(denominator === null ? [] : [`${denominator} AS ${id}_denominator`]),
    ]),
  ];
  const grouping = by.length === 0 ? '' : `\nGROUP BY ${by.join(', ')}\nORDER BY ${by.join(', ')}`;
  return { sql: `SELECT\n  ${columns.join(',\n  ')}\nFROM ${source}\nWHERE ${clause}${grouping}`, parameters };
}

/** The query as a person would paste it: parameters written out. For reading only; what runs has parameters. */
export function readableSql({ sql, parameters }: Query): string {
  return sql.replace(/\$(\d+)/g, (_, position) => {
    const value = parameters[Number(position) - 1] ?? null;
    if (value === null) return 'NULL';
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  });
}
