import { type LatencyRow, latencyDefinition, latencyTitle } from '../../metrics/latency.ts';
import { formatCount } from '../format.ts';
import { useLanguage, useText } from '../text/text.ts';
import { Definition } from './definition.tsx';
import { FigureTable } from './figure-table.tsx';

interface LatencyProps {
  rows: readonly LatencyRow[];
  sql: string;
  /** The address of the figures by time to the answer. */
  effect: string;
  onFollow: (event: MouseEvent) => void;
}

/** Percentiles of each stage, and the way to what waiting does to acceptance. */
export function Latency({ rows, sql, effect, onFollow }: LatencyProps) {
  const { adoption } = useText();
  const language = useLanguage();
  if (rows.length === 0) return null;
  const time = (ms: number | null) => (ms === null ? '–' : `${formatCount(ms, language)} ms`);
  return (
    <section class="card">
      <h2>{latencyTitle[language]}</h2>
      <FigureTable
        label={latencyTitle[language]}
        head={[adoption.stage, 'p50', 'p95', 'p99', adoption.suggestionsCounted]}
        rows={rows.map(({ stage, count, p50, p95, p99 }) => ({
          name: adoption.stages[stage],
          cells: [time(p50), time(p95), time(p99), formatCount(count, language)],
        }))}
      />
      <p class="help no-print">
        <a href={effect} onClick={onFollow}>
          {adoption.waitingEffect}
        </a>
      </p>
      <Definition words={[latencyDefinition[language]]} sql={sql} />
    </section>
  );
}
