import type { Metric } from '../../metrics/definitions.ts';
import type { FiguresRow } from '../../metrics/figures.ts';
import { formatFigure } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';

interface ComparisonProps {
  title: string;
  dimension: string;
  metrics: readonly Metric[];
  /** Totals of the period: of all, and of each value. */
  totals: readonly FiguresRow[];
}

/** The values of a dimension beside each other, the most used first; a bar for each rate. */
export function Comparison({ title, dimension, metrics, totals }: ComparisonProps) {
  const text = useText();
  const language = useLanguage();
  const size = (row: FiguresRow) => row.figures.shown?.value ?? 0;
  const rows = [...totals].sort((a, b) => Number(a.value === null) - Number(b.value === null) || size(b) - size(a));
  return (
    <section class="card">
      <h2>{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="table-scroll" tabIndex={0} aria-label={title}>
        <table class="comparison">
          <thead>
            <tr>
              <th scope="col">{dimension}</th>
              {metrics.map(metric => (
                <th scope="col" class="number" key={metric.id}>
                  {metric.title[language]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.value} class={row.value === null ? 'total' : undefined}>
                <th scope="row">{row.value ?? text.adoption.total}</th>
                {metrics.map(metric => (
                  <Cell key={metric.id} metric={metric} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Cell({ metric, row }: { metric: Metric; row: FiguresRow }) {
  const language = useLanguage();
  const figure = row.figures[metric.id];
  const value = figure?.value ?? null;
  return (
    <td class={figure?.small ? 'number small' : 'number'}>
      <span class="with-bar">
        {metric.unit === 'ratio' && value !== null && (
          <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-ground" width="100" height="6" />
            <rect class="bar-value" width={Math.min(100, value * 100)} height="6" />
          </svg>
        )}
        <b>{formatFigure(value, metric.unit, language)}</b>
      </span>
    </td>
  );
}
