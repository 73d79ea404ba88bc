import type { Metric } from '../../metrics/definitions.ts';
import type { Figure } from '../../metrics/figures.ts';
import { formatCount, formatFigure, formatPercent } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';
import { FigureTable } from './figure-table.tsx';
import { Sparkline } from './sparkline.tsx';

interface TileProps {
  metric: Metric;
  figure: Figure | undefined;
  /** The same figure day by day; null is a gap. */
  days: readonly (number | null)[];
  /** The names of these days. */
  names: readonly string[];
  /** How much the figures cover, and how fresh they are. */
  note: string;
  /** Address of the figure as a file. */
  csv: string;
  sql: string;
}

/** One figure: what it is, how large, of what, day by day, and on demand what it means and how it was computed. */
export function Tile({ metric, figure, days, names, note, csv, sql }: TileProps) {
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
          note,
        ]}
        sql={sql}
        more={() => (
          <>
            <FigureTable
              label={metric.title[language]}
              head={[text.adoption.day, metric.title[language]]}
              rows={names
                .map((name, at) => ({ name, cells: [formatFigure(days[at] ?? null, metric.unit, language)] }))
                .reverse()}
            />
            <a class="no-print" href={csv}>
              {text.adoption.csv}
            </a>
          </>
        )}
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
