import type { AuditRecord } from './records.ts';

/** One record as a line for people: time, kind, model, language, what was stripped, what was decided. */

const columns = { index: 8, time: 23, kind: 18, model: 24, language: 12, redacted: 26 } as const;

export const tailHeading = [
  'index'.padStart(columns.index),
  'time (UTC)'.padEnd(columns.time),
  'kind'.padEnd(columns.kind),
  'model'.padEnd(columns.model),
  'language'.padEnd(columns.language),
  'redacted'.padEnd(columns.redacted),
  'decision',
].join('  ');

function countsByClass(redactions: readonly { class: string }[]): string {
  if (redactions.length === 0) return '-';
  const counts = new Map<string, number>();
  for (const redaction of redactions) counts.set(redaction.class, (counts.get(redaction.class) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

interface Cells {
  model?: string;
  language?: string;
  redacted?: string;
  decision: string;
}

function decided(decisions: readonly { stage: string; decision: string; reason: string }[]): string {
  const refusal = decisions.find(({ decision }) => decision === 'deny' || decision === 'fail');
  return refusal ? `${refusal.decision} at ${refusal.stage}: ${refusal.reason}` : 'allow';
}

function endOf(record: Extract<AuditRecord, { kind: 'inference.end' }>): string {
  const total = record.timings.total === undefined ? '' : ` in ${(record.timings.total / 1000).toFixed(0)} ms`;
  const tokens = record.completion_tokens === undefined ? '' : `, ${record.completion_tokens} tokens`;
  const guarded = record.guards.length > 0 ? `, guards ${countsByClass(record.guards)}` : '';
  const enough = record.cancellation?.by === 'client' && (record.output?.characters_after ?? 0) > 0;
  if (enough) return `ended early by the editor, which had what it needed${total}${tokens}${guarded}`;
  const why = record.error ? ` (${record.error.code})` : record.cancellation ? ` by ${record.cancellation.by}` : '';
  return `${record.result}${why}${total}${tokens}${guarded}`;
}

/** The fields of an administrative record that say most, as `name value`. */
function summary(record: AuditRecord): string {
  const { v, index, time, id, kind, subject, ...fields } = record as unknown as Record<string, unknown>;
  const parts = Object.entries(fields)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name} ${value}`);
  return parts.join(', ');
}

function cellsOf(record: AuditRecord): Cells {
  switch (record.kind) {
    case 'inference.start':
      return {
        model: record.model?.name,
        language: record.document?.language,
        redacted: countsByClass(record.redactions),
        decision: decided(record.decisions),
      };
    case 'inference.end':
      return { decision: endOf(record) };
    case 'inference.outcome':
      return {
        decision: record.characters === undefined ? record.state : `${record.state}, ${record.characters} characters`,
      };
    case 'model.loaded':
      return { model: record.name, decision: `by ${record.engine}` };
    default:
      return { decision: summary(record) };
  }
}

export function tailLine(record: AuditRecord): string {
  const cells = cellsOf(record);
  return [
    String(record.index).padStart(columns.index),
    new Date(record.time).toISOString().replace('T', ' ').slice(0, columns.time),
    record.kind.padEnd(columns.kind),
    (cells.model ?? '-').padEnd(columns.model),
    (cells.language ?? '-').padEnd(columns.language),
    (cells.redacted ?? '-').padEnd(columns.redacted),
    cells.decision,
  ].join('  ');
}
