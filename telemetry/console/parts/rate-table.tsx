import { formatFigure } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import type { Series } from './small-multiples.tsx';

interface RateTableProps {
  caption: string;
  days: readonly string[];
  /** Days on which the bank does not work: marked in words. */
  daysOff: readonly string[];
  series: readonly Series[];
}

/** The twin of the chart: the same figures, newest day first. */
export function RateTable({ caption, days, daysOff, series }: RateTableProps) {
  const text = useText();
  const language = useLanguage();
  const rows = days.map((day, index) => ({ day, values: series.map(({ values }) => values[index] ?? null) })).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table-scroll" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.adoption.day}</th>
            {series.map(({ name }) => (
              <th scope="col" class="number" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ day, values }) => (
            <tr key={day}>
              <th scope="row">
                {day}
                {daysOff.includes(day) && <span class="day-off"> {text.adoption.dayOff}</span>}
              </th>
              {values.map((value, index) => (
                <td class="number" key={series[index]?.name}>
                  {formatFigure(value, 'ratio', language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
