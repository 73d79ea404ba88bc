import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { formatDay, formatPercent } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';

export interface Series {
  name: string;
  values: readonly (number | null)[];
}

interface SmallMultiplesProps {
  /** `YYYY-MM-DD`, one after the other without a hole. */
  days: readonly string[];
  series: readonly Series[];
  /** The rate of all together, drawn faintly into every panel; null where there is none. */
  overall: Series | null;
  label: string;
}

/** Height of one panel in CSS pixels. */
const panelHeight = 132;

/**
 * A panel for each value, all on one scale: lines of many colours over each other can't be told apart, and by some
 * people never. The pointer reads the same day in all of them. Gaps stay gaps; a lone day is a dot.
 */
export function SmallMultiples({ days, series, overall, label }: SmallMultiplesProps) {
  const language = useLanguage();
  const text = useText();
  const theme = useThemeCount();
  const [pointed, setPointed] = useState<number | null>(null);
  const top = niceTop([...series.flatMap(({ values }) => values), ...(overall?.values ?? [])]);
  const at = pointed ?? days.length - 1;
  return (
    <figure class="multiples" aria-label={label}>
      <figcaption class="help">
        <b>{days[at] === undefined ? '' : formatDay(days[at], language)}</b>
        {overall && (
          <>
            {' · '}
            <span class="faint-key" aria-hidden="true" /> {overall.name} {rateText(overall.values[at], language)}
          </>
        )}
      </figcaption>
      <div class="multiples-grid">
        {series.map(({ name, values }) => (
          <div class="panel" key={name}>
            <p class="panel-head">
              <span>{name}</span>
              <b>{rateText(values[at], language)}</b>
            </p>
            <Panel
              days={days}
              values={values}
              overall={overall?.values ?? null}
              top={top}
              theme={theme}
              label={`${name}. ${text.adoption.chartLabel(days.length)}`}
              onPoint={setPointed}
            />
          </div>
        ))}
      </div>
    </figure>
  );
}

function rateText(value: number | null | undefined, language: 'en' | 'zh'): string {
  return value === null || value === undefined ? '–' : formatPercent(value, language);
}

/** Counts changes between light and dark: what is drawn on a canvas has to be drawn again. */
function useThemeCount(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const update = () => setCount(before => before + 1);
    dark.addEventListener('change', update);
    return () => dark.removeEventListener('change', update);
  }, []);
  return count;
}

interface PanelProps {
  days: readonly string[];
  values: readonly (number | null)[];
  overall: readonly (number | null)[] | null;
  top: number;
  theme: number;
  label: string;
  onPoint: (at: number | null) => void;
}

function Panel({ days, values, overall, top, theme, label, onPoint }: PanelProps) {
  const language = useLanguage();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const data = [days.map(day => Date.parse(day) / 1000), overall ?? days.map(() => null), values];
    const plot = new uPlot(options(element, top, language, onPoint), data as uPlot.AlignedData, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: panelHeight }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [days, values, overall, top, language, theme, onPoint]);
  return <div ref={holder} class="panel-plot" role="img" aria-label={label} />;
}

/** Seconds between two ticks of the time axis that may be used: days, weeks, months of four weeks. */
const steps = [86_400, 172_800, 604_800, 1_209_600, 2_419_200, 4_838_400, 9_676_800];

function options(
  element: HTMLElement,
  top: number,
  language: 'en' | 'zh',
  onPoint: (at: number | null) => void,
): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const accent = colour('--accent');
  const faint = colour('--line-strong');
  const axis = {
    stroke: colour('--ink-quiet'),
    font: `11px ${getComputedStyle(element).fontFamily}`,
    ticks: { show: false },
    gap: 4,
  };
  return {
    width: element.clientWidth,
    height: panelHeight,
    padding: [6, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, sync: { key: 'days' } },
    // Days are days of the bank, drawn as they are named.
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: { x: { time: true }, y: { range: [0, top] } },
    axes: [
      {
        ...axis,
        size: 22,
        grid: { show: false },
        space: 60,
        incrs: steps,
        values: (_plot, ticks) =>
          ticks.map(tick => formatDay(new Date(tick * 1000).toISOString().slice(0, 10), language)),
      },
      {
        ...axis,
        size: 38,
        splits: () => [0, top / 2, top],
        grid: { stroke: colour('--line'), width: 1 },
        values: (_plot, ticks) => ticks.map(tick => (tick === 0 ? '' : `${Math.round(tick * 100)} %`)),
      },
    ],
    series: [
      {},
      { stroke: faint, width: 1, points: { show: false } },
      { stroke: accent, width: 2, points: { show: true, size: 3.5, width: 0, fill: accent } },
    ],
    hooks: { setCursor: [plot => onPoint(plot.cursor.idx ?? null)] },
  };
}

/** The smallest of these that all values fit under: the scale does not jump with every day. */
function niceTop(values: readonly (number | null)[]): number {
  const largest = Math.max(0, ...values.filter(value => value !== null));
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].find(step => step >= largest * 1.04) ?? 1;
}
