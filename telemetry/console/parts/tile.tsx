import type { Metric } from '../../metrics/definitions.ts';
import type { Figure } from '../../metrics/figures.ts';
import { formatCount, formatFigure, formatPercent } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';
import { Sparkline } from './sparkline.tsx';

interface TileProps {
  metric: Metric;
  figure: Figure | undefined;
  /** The same figure day by day; null is a gap. */
  days: readonly (number | null)[];
  sql: string;
}

/** One figure: what it is, how large, of what, day by day, and on demand what it means and how it was computed. */
export function Tile({ metric, figure, days, sql }: TileProps) {
  const text = useText();
  const language = useLanguage();
  const small = figure?.small ?? false;
  return (
    <article class={small ? 'tile tile-small' : 'tile'} data-metric={metric.id}>
      <h3>{metric.title[language]}</h3>
      <p class="tile-value">
        {formatFigure(figure?.value ?? null, metric.unit, language)}
        {small && (
          <span class="badge" title={text.adoption.smallHelp}>
            {text.adoption.small}
          </span>
        )}
      </p>
      <p class="tile-parts">{parts(figure, metric, text.adoption, language)}</p>
      <p class="tile-parts">
        {figure?.interval
          ? text.adoption.interval(
              formatPercent(figure.interval[0], language),
              formatPercent(figure.interval[1], language),
            )
          : '\u00a0'}
      </p>
      <Sparkline values={days} fromZero={metric.denominator === null} />
      <Definition
        words={[
          metric.definition[language],
          ...(figure?.interval ? [text.adoption.intervalHelp] : []),
          ...(small ? [text.adoption.smallHelp] : []),
        ]}
        sql={sql}
      />
    </article>
  );
}

function parts(
  figure: Figure | undefined,
  metric: Metric,
  text: { of: (a: string, b: string) => string; gap: string },
  language: 'en' | 'zh',
): string {
  if (metric.denominator === null) return '\u00a0';
  if (!figure || figure.numerator === null || !figure.denominator) return text.gap;
  return text.of(formatCount(figure.numerator, language), formatCount(figure.denominator, language));
}
