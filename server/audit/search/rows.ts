import type { Column, Value } from '../../../telemetry/store/database.ts';
import type { AuditRecord } from '../records.ts';

/** What the search keeps of a record: what one can filter by, and where the record stands. Never more than the record holds. */

export const lineColumns: Column[] = [
  { name: 'writer', type: 'text' },
  { name: 'idx', type: 'bigint' },
  { name: 'time', type: 'bigint' },
  { name: 'kind', type: 'text' },
  { name: 'audit_id', type: 'uuid' },
  { name: 'pseudonym', type: 'text' },
  { name: 'team', type: 'text' },
  { name: 'repository', type: 'text' },
  { name: 'path', type: 'text' },
  { name: 'language', type: 'text' },
  { name: 'model', type: 'text' },
  { name: 'tier', type: 'text' },
  { name: 'decision', type: 'text' },
  { name: 'result', type: 'text' },
  { name: 'state', type: 'text' },
];

export const findingColumns: Column[] = [
  { name: 'writer', type: 'text' },
  { name: 'idx', type: 'bigint' },
  { name: 'time', type: 'bigint' },
  { name: 'audit_id', type: 'uuid' },
  { name: 'rule', type: 'text' },
  { name: 'class', type: 'text' },
  { name: 'allowed', type: 'boolean' },
];

export const egressColumns: Column[] = [
  { name: 'writer', type: 'text' },
  { name: 'idx', type: 'bigint' },
  { name: 'time', type: 'bigint' },
  { name: 'refused', type: 'boolean' },
  { name: 'host', type: 'text' },
  { name: 'address', type: 'text' },
  { name: 'port', type: 'integer' },
  { name: 'purpose', type: 'text' },
  { name: 'reason', type: 'text' },
];

/** Every update of a suggestion that was recorded: by it, one that comes twice is known. */
export const outcomeColumns: Column[] = [
  { name: 'writer', type: 'text' },
  { name: 'idx', type: 'bigint' },
  { name: 'time', type: 'bigint' },
  { name: 'suggestion_id', type: 'uuid' },
  { name: 'seq', type: 'bigint' },
  { name: 'state', type: 'text' },
];

const typeNames: Record<Column['type'], string> = {
  uuid: 'UUID',
  text: 'VARCHAR',
  date: 'DATE',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  'double precision': 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
};

const definition = (columns: Column[]) => columns.map(({ name, type }) => `${name} ${typeNames[type]}`).join(', ');

/** Tables with rows of records: what retention deletes goes from all of them. */
export const rowTables = ['audit_line', 'audit_finding', 'audit_egress', 'audit_outcome'] as const;

/** Counts up with each change of the tables: an index of another version is made again. */
export const indexVersion = 2;

export const tables = [
  `CREATE TABLE IF NOT EXISTS audit_line (${definition(lineColumns)})`,
  `CREATE TABLE IF NOT EXISTS audit_finding (${definition(findingColumns)})`,
  `CREATE TABLE IF NOT EXISTS audit_egress (${definition(egressColumns)})`,
  `CREATE TABLE IF NOT EXISTS audit_outcome (${definition(outcomeColumns)})`,
  'CREATE TABLE IF NOT EXISTS audit_cursor (writer VARCHAR PRIMARY KEY, next BIGINT)',
];

const gravity = ['allow', 'skip', 'change', 'deny', 'fail'] as const;

/** The gravest of what the stages decided. */
function gravest(decisions: readonly { decision: (typeof gravity)[number] }[]): string {
  const worst = Math.max(0, ...decisions.map(({ decision }) => gravity.indexOf(decision)));
  return gravity[worst]!;
}

export interface Rows {
  lines: Value[][];
  findings: Value[][];
  egress: Value[][];
  outcomes: Value[][];
}

export function noRows(): Rows {
  return { lines: [], findings: [], egress: [], outcomes: [] };
}

/** Adds the rows of one record. */
export function addRows(rows: Rows, writer: string, record: AuditRecord): void {
  const { index, time, kind } = record;
  const auditId = 'audit_id' in record ? record.audit_id : null;
  const subject = 'subject' in record ? record.subject : undefined;
  const start = kind === 'inference.start' ? record : null;
  const end = kind === 'inference.end' ? record : null;
  const decisions = start?.decisions ?? end?.decisions;
  rows.lines.push([
    writer,
    index,
    time,
    kind,
    auditId,
    subject?.pseudonym ?? null,
    subject?.team ?? null,
    start?.document?.repository ?? null,
    start?.document?.path ?? null,
    start?.document?.language ?? null,
    start?.model?.name ?? null,
    start?.model?.tier ?? null,
    decisions ? gravest(decisions) : null,
    end?.result ?? null,
    kind === 'inference.outcome' ? record.state : null,
  ]);
  for (const { rule, class: name, allowed } of start?.redactions ?? []) {
    rows.findings.push([writer, index, time, auditId, rule, name, allowed ?? false]);
  }
  if (kind === 'inference.outcome') {
    rows.outcomes.push([writer, index, time, record.suggestion_id, record.seq, record.state]);
  }
  if (kind === 'egress.dialled' || kind === 'egress.refused') {
    const reason = kind === 'egress.refused' ? record.reason : null;
    const { host, address, port, purpose } = record;
    rows.egress.push([
      writer,
      index,
      time,
      kind === 'egress.refused',
      host ?? null,
      address ?? null,
      port ?? null,
      purpose,
      reason,
    ]);
  }
}
