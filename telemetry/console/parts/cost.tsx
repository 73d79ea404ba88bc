import { type CostRow, costDefinition, costTitle } from '../../metrics/cost.ts';
import { formatCount, formatMoney, formatRounded } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';
import { FigureTable } from './figure-table.tsx';

/** GPU-seconds and money for each line that was kept, by tier. */
export function Cost({ rows, currency, sql }: { rows: readonly CostRow[]; currency: string; sql: string }) {
  const { adoption } = useText();
  const language = useLanguage();
  if (rows.length === 0) return null;
  const number = (value: number | null) => (value === null ? '–' : formatRounded(value, language));
  const money = (value: number | null) => (value === null ? '–' : formatMoney(value, currency, language));
  return (
    <section class="card">
      <h2>{costTitle[language]}</h2>
      <FigureTable
        label={costTitle[language]}
        head={[
          adoption.tier,
          adoption.gpuSeconds,
          adoption.keptLines,
          adoption.gpuSecondsPerLine,
          adoption.money,
          adoption.moneyPerLine,
        ]}
        rows={rows.map(row => ({
          name: row.tier === '' ? adoption.total : row.tier,
          cells: [
            formatCount(Math.round(row.gpu_seconds), language),
            row.kept_lines === null ? '–' : formatCount(Math.round(row.kept_lines), language),
            number(row.gpu_seconds_per_line),
            money(row.money),
            money(row.money_per_line),
          ],
        }))}
      />
      {rows.some(row => row.money === null) && <p class="help">{adoption.noPrice}</p>}
      <Definition words={[costDefinition[language]]} sql={sql} />
    </section>
  );
}
