import { type RetentionPoint, retentionDefinition, retentionTitle } from '../../metrics/retention.ts';
import { formatCount, formatPercent } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';

const width = 100;
const height = 46;

/** How much of what was accepted is still there as time goes by: a bar for each look, and the figures under it. */
export function Retention({ points, sql }: { points: readonly RetentionPoint[]; sql: string }) {
  const text = useText();
  const language = useLanguage();
  const { adoption } = text;
  if (points.length === 0) return null;
  return (
    <section class="card">
      <h2>{retentionTitle[language]}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="table-scroll retention" tabIndex={0} aria-label={retentionTitle[language]}>
        <table>
          <thead>
            <tr>
              <th scope="col">{adoption.afterwards}</th>
              {points.map(({ after_s }) => (
                <th scope="col" class="number" key={after_s}>
                  {adoption.after(after_s)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{adoption.kept}</th>
              {points.map(({ after_s, value }) => (
                <td class="number retention-kept" key={after_s}>
                  <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
                    <rect class="bar-ground" width={width} height={height} />
                    <rect
                      class="bar-value"
                      width={width}
                      y={height * (1 - Math.min(1, value ?? 0))}
                      height={height * Math.min(1, value ?? 0)}
                    />
                  </svg>
                  <b>{value === null ? '–' : formatPercent(value, language)}</b>
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{adoption.looks}</th>
              {points.map(({ after_s, looks }) => (
                <td class="number" key={after_s}>
                  {formatCount(looks, language)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{adoption.censored}</th>
              {points.map(({ after_s, censored }) => (
                <td class="number" key={after_s}>
                  {formatCount(censored, language)}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </section>
      <Definition words={[retentionDefinition[language]]} sql={sql} />
    </section>
  );
}
