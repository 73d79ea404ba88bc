import type { AdoptionAnswer } from '../metrics/adoption.ts';
import { findMetric } from '../metrics/definitions.ts';
import type { Value } from '../store/database.ts';

/**
 * The figures of an answer as flat records: one for each metric, day and value. Totals have no day; what is hidden is
 * not there at all, and a rate without a denominator has no value.
 */
export function figureRecords(
  answer: AdoptionAnswer,
  metric: string | null = null,
): { header: string[]; rows: Value[][] } {
  const header = [
    'from',
    'to',
    'scope',
    'dimension',
    'dimension_value',
    'day',
    'metric',
    'unit',
    'value',
    'numerator',
    'denominator',
  ];
  const rows = answer.rows.flatMap(({ day, value, figures }) =>
    Object.entries(figures)
      .filter(([id]) => metric === null || id === metric)
      .map(([id, figure]): Value[] => [
        answer.from,
        answer.to,
        answer.scope,
        value === null ? null : answer.by,
        value,
        day,
        id,
        findMetric(id)?.unit ?? null,
        figure.value,
        figure.numerator,
        figure.denominator,
      ]),
  );
  return { header, rows };
}
