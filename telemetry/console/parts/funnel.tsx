import { type FunnelRow, funnelDefinition, funnelTitle, stepTitles } from '../../metrics/funnel.ts';
import { formatCount, formatPercent } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';

/** How many people come how far: a bar for each step, on one scale, with the share of the step before. */
export function Funnel({ rows, sql }: { rows: readonly FunnelRow[]; sql: string }) {
  const { adoption } = useText();
  const language = useLanguage();
  if (rows.length === 0) return null;
  const most = Math.max(1, ...rows.map(({ people }) => people ?? 0));
  return (
    <section class="card funnel-card">
      <h2>{funnelTitle[language]}</h2>
      <ol class="funnel">
        {rows.map(({ step, people }, at) => {
          const before = rows[at - 1]?.people ?? null;
          return (
            <li key={step}>
              <span class="funnel-name">{stepTitles[step][language]}</span>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="bar-ground" width="100" height="10" />
                <rect class="bar-value" width={((people ?? 0) / most) * 100} height="10" />
              </svg>
              <b>
                {people === null
                  ? step === 'seats'
                    ? adoption.seatsUnknown
                    : adoption.fewPeople
                  : formatCount(people, language)}
              </b>
              <span class="funnel-share">
                {people !== null && before !== null && before > 0
                  ? adoption.ofBefore(formatPercent(people / before, language))
                  : ''}
              </span>
            </li>
          );
        })}
      </ol>
      <Definition words={[funnelDefinition[language]]} sql={sql} />
    </section>
  );
}
