import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { formatDay, formatPercent } from '../format.ts';
import { useLanguage } from '../text/text.ts';

export interface Series {
  name: string;
  values: readonly (number | null)[];
}

interface LineChartProps {
  /** `YYYY-MM-DD`, one after the other without a hole. */
  days: readonly string[];
  series: readonly Series[];
  label: string;
}

/** Lines differ by dash as well as by colour. Lengths in CSS pixels. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2]];
const chartHeight = 300;

function styleOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** Rates over days. Gaps stay gaps; a lone day is a dot. */
export function LineChart({ days, series, label }: LineChartProps) {
  const language = useLanguage();
  const holder = useRef<HTMLDivElement>(null);
  const [theme, setTheme] = useState(0);
  const [at, setAt] = useState<number | null>(null);

  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const update = () => setTheme(before => before + 1);
    dark.addEventListener('change', update);
    return () => dark.removeEventListener('change', update);
  }, []);

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const data: uPlot.AlignedData = [
      days.map(day => Date.parse(day) / 1000),
      ...series.map(({ values }) => [...values]),
    ] as uPlot.AlignedData;
    const plot = new uPlot(options(element, series, language, setAt), data, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: chartHeight }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [days, series, language, theme]);

  const shownAt = at ?? days.length - 1;
  return (
    <figure class="chart">
      <div ref={holder} role="img" aria-label={label} />
      <figcaption>
        <span class="chart-day">{days[shownAt] ? formatDay(days[shownAt], language) : ''}</span>
        <ul class="legend">
          {series.map(({ name, values }, index) => {
            const value = values[shownAt] ?? null;
            return (
              <li key={name}>
                <svg class={`legend-line series-${index}`} viewBox="0 0 28 8" aria-hidden="true">
                  <line x1="1" y1="4" x2="27" y2="4" stroke-dasharray={dashes[index % dashes.length]!.join(' ')} />
                </svg>
                {name}
                <b>{value === null ? '–' : formatPercent(value, language)}</b>
              </li>
            );
          })}
        </ul>
      </figcaption>
    </figure>
  );
}

function options(
  element: HTMLElement,
  series: readonly Series[],
  language: 'en' | 'zh',
  onCursor: (at: number | null) => void,
): uPlot.Options {
  const ink = styleOf(element, '--ink-quiet');
  const line = styleOf(element, '--line');
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: ink, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  return {
    width: element.clientWidth,
    height: chartHeight,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    // Days are days of the bank, drawn as they are named.
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, niceTop(max)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 70,
        incrs: [86_400, 172_800, 604_800, 1_209_600, 2_419_200, 4_838_400, 9_676_800],
        values: (_plot, ticks) =>
          ticks.map(tick => formatDay(new Date(tick * 1000).toISOString().slice(0, 10), language)),
      },
      { ...axis, size: 52, values: (_plot, ticks) => ticks.map(tick => `${Math.round(tick * 100)} %`) },
    ],
    series: [
      {},
      ...series.map(({ name }, index): uPlot.Series => {
        const colour = styleOf(element, `--series-${index}`);
        return {
          label: name,
          stroke: colour,
          width: 2,
          dash: [...dashes[index % dashes.length]!],
          spanGaps: false,
          points: { show: true, size: 4, fill: colour, stroke: colour },
        };
      }),
    ],
    hooks: { setCursor: [plot => onCursor(plot.cursor.idx ?? null)] },
  };
}

/** The smallest of these above the largest value, so that the axis does not jump with every day. */
function niceTop(max: number | null): number {
  const steps = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8];
  return steps.find(step => step >= (max ?? 0) * 1.08) ?? 1;
}
