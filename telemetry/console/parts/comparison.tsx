import type { Metric } from '../../metrics/definitions.ts';
import type { FiguresRow } from '../../metrics/figures.ts';
import type { Standardised } from '../../metrics/standardised.ts';
import { formatFigure, formatPercent } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';

interface ComparisonProps {
  title: string;
  dimension: string;
  metrics: readonly Metric[];
  /** Totals of the period: of all, and of each value. */
  totals: readonly FiguresRow[];
  standardised: Readonly<Record<string, Standardised>>;
}

/** The values of a dimension beside each other, the most used first; a bar for each rate. */
export function Comparison({ title, dimension, metrics, totals, standardised }: ComparisonProps) {
  const text = useText();
  const language = useLanguage();
  const size = (row: FiguresRow) => row.figures.shown?.value ?? 0;
  const rows = [...totals].sort((a, b) => Number(a.value === null) - Number(b.value === null) || size(b) - size(a));
  const withStandardised = Object.keys(standardised).length > 0;
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="help">
        {text.adoption.intervalHelp} {withStandardised && text.adoption.standardisedHelp}
      </p>
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
              {withStandardised && (
                <th scope="col" class="number">
                  {text.adoption.standardised}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.value} class={row.value === null ? 'total' : undefined}>
                <th scope="row">{row.value ?? text.adoption.total}</th>
                {metrics.map(metric => (
                  <Cell key={metric.id} metric={metric} row={row} />
                ))}
                {withStandardised && (
                  <td class="number">{formatFigure(standardised[row.value ?? '']?.rate ?? null, 'ratio', language)}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Cell({ metric, row }: { metric: Metric; row: FiguresRow }) {
  const text = useText();
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
            {figure?.interval && (
              <rect
                class="bar-interval"
                x={figure.interval[0] * 100}
                width={(figure.interval[1] - figure.interval[0]) * 100}
                y="2"
                height="2"
              />
            )}
          </svg>
        )}
        <b>{formatFigure(value, metric.unit, language)}</b>
      </span>
      {figure?.interval && (
        <span class="interval">
          {text.adoption.range(
            formatPercent(figure.interval[0], language),
            formatPercent(figure.interval[1], language),
          )}
        </span>
      )}
    </td>
  );
}
