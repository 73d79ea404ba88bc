import { type Versus, versusDefinition, versusTitle } from '../../metrics/versus.ts';
import { formatPercent, formatPoints } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';
import { FigureTable } from './figure-table.tsx';

/** Two values or two periods: how far apart, and how sure that is. */
export function SideBySide({ versus }: { versus: Versus }) {
  const { adoption } = useText();
  const language = useLanguage();
  const { a, b, rates, difference, standardised, sampleRatioP, sql } = versus;
  const rate = (value: number | null) => (value === null ? '–' : formatPercent(value, language));
  return (
    <section class="card">
      <h2>{versusTitle[language]}</h2>
      <FigureTable
        label={versusTitle[language]}
        head={[adoption.acceptedOfShown, a, b]}
        rows={[{ name: adoption.rate, cells: [rate(rates[0]), rate(rates[1])] }]}
      />
      {difference === null ? (
        <p class="help">{adoption.versusFew}</p>
      ) : (
        <>
          <p class="verdict">
            {adoption.verdict(
              formatPoints(difference.difference, language),
              formatPoints(difference.interval[0], language),
              formatPoints(difference.interval[1], language),
            )}{' '}
            <b>{difference.alwaysValidP < 0.05 ? adoption.differs : adoption.mayBeChance}</b>
          </p>
          <p class="help">
            {adoption.alwaysValid(String(difference.alwaysValidP))}{' '}
            {standardised !== null && adoption.standardisedDifference(formatPoints(standardised, language))}{' '}
            {sampleRatioP !== null && adoption.sampleRatio(String(sampleRatioP))}
          </p>
        </>
      )}
      <Definition words={[versusDefinition[language]]} sql={sql} />
    </section>
  );
}
