import { type ClusterSums, ratioInterval } from '../statistics/ratio-interval.ts';
import type { Row } from '../store/database.ts';
import type { Metric } from './definitions.ts';
import { type Query, type Selection, sourceOf } from './query.ts';

/** Sums over people within what is published, for the 95 % interval of each rate. One row a value of the dimension. */
export function intervalsQuery(rates: readonly Metric[], selection: Selection): Query {
  const { sql, parameters } = sourceOf(selection);
  const measures = [...new Set(rates.flatMap(({ numerator, denominator }) => [numerator, denominator!]))];
  const joined = selection.by === null ? '' : ` AND daily.${selection.by} = source.value`;
  const sums = (prefix: string, from: string) =>
    measures.map(name => `CAST(sum(${from}${name}) AS double precision) AS ${prefix}${name}`).join(', ');
  const ofRate = ({ id, numerator: a, denominator: b }: Metric) => `
  count(CASE WHEN ${b} > 0 THEN 1 END) AS ${id}_people, sum(${a}) AS ${id}_a, sum(${b}) AS ${id}_b,
  sum(${b} * ${b}) AS ${id}_bb,
  sum(power((${a} - all_${a} / nullif(all_${b}, 0) * ${b}) / nullif(1 - ${b} / nullif(all_${b}, 0), 0), 2)) AS ${id}_squares`;
  return {
    sql: `${sql},
person AS (
  SELECT source.value AS value, daily.user_id AS user_id, ${sums('', 'daily.')}
  FROM daily JOIN source ON source.day = daily.day${joined} GROUP BY source.value, daily.user_id),
together AS (SELECT value AS of_value, ${sums('all_', '')} FROM person GROUP BY value)
SELECT value,${rates.map(ofRate).join(',')}
FROM person JOIN together ON together.of_value = person.value
GROUP BY value`,
    parameters,
  };
}

/** Rounded to a tenth of a point: finer would say more of single people than of the rate. */
const round = (rate: number) => Math.round(rate * 1000) / 1000;

export function intervalOf({ id }: Metric, row: Row): [number, number] | null {
  const sums = Object.fromEntries(
    (['people', 'a', 'b', 'bb', 'squares'] as const).map(name => [name, Number(row[`${id}_${name}`] ?? 0)]),
  ) as unknown as ClusterSums;
  const interval = ratioInterval(sums);
  return interval && [round(interval[0]), round(interval[1])];
}
