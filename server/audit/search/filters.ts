import type { Value } from '../../../telemetry/store/database.ts';
import type { Kind } from '../records.ts';

/** What one can ask of the audit log. Every field narrows; absent fields do not. */
export interface AuditFilters {
  /** Milliseconds since 1970, inclusive. */
  from?: number;
  to?: number;
  kinds?: Kind[];
  /** Of one person: one pseudonym for each day. */
  pseudonyms?: string[];
  team?: string;
  /** Keyed digests. */
  repository?: string;
  path?: string;
  language?: string;
  model?: string;
  tier?: string;
  rule?: string;
  class?: string;
  /** The gravest decision of any stage. */
  decision?: 'allow' | 'skip' | 'change' | 'deny' | 'fail';
  /** True: something was found in it, stripped or allowed. */
  found?: true;
  /** How the inference ended; `under_way`: it has not. */
  result?: 'completed' | 'cancelled' | 'refused' | 'failed' | 'under_way';
  /** What became of a suggestion. */
  outcome?: string;
}

/** Fields that only an inference has: asking for one asks for inferences. */
const ofInferences = [
  'repository',
  'path',
  'language',
  'model',
  'tier',
  'rule',
  'class',
  'found',
  'decision',
  'result',
  'outcome',
] as const satisfies (keyof AuditFilters)[];

const columns = ['team', 'repository', 'path', 'language', 'model', 'tier'] as const satisfies (keyof AuditFilters)[];

export interface Condition {
  sql: string;
  parameters: Value[];
}

/** An end or an outcome may come this much later than the start it belongs to. */
const lateMs = 2 * 86_400_000;

/** The filters as an SQL condition on `audit_line`. */
export function conditionOf(filters: AuditFilters): Condition {
  const parameters: Value[] = [];
  const parts: string[] = [];
  const bind = (value: Value) => {
    parameters.push(value);
    return `$${parameters.length}`;
  };
  const oneOf = (values: readonly string[]) => values.map(bind).join(', ');

  if (filters.from !== undefined) parts.push(`time >= ${bind(filters.from)}`);
  if (filters.to !== undefined) parts.push(`time <= ${bind(filters.to)}`);
  if (ofInferences.some(field => filters[field] !== undefined)) parts.push("kind = 'inference.start'");
  else if (filters.kinds) parts.push(filters.kinds.length > 0 ? `kind IN (${oneOf(filters.kinds)})` : 'false');
  if (filters.pseudonyms) {
    parts.push(filters.pseudonyms.length > 0 ? `pseudonym IN (${oneOf(filters.pseudonyms)})` : 'false');
  }
  for (const column of columns) {
    const value = filters[column];
    if (value !== undefined) parts.push(`${column} = ${bind(value)}`);
  }
  // Ends, outcomes and findings are other rows of the same inference, not far from its start.
  const window = () => {
    const bounds: string[] = [];
    if (filters.from !== undefined) bounds.push(`time >= ${bind(filters.from)}`);
    if (filters.to !== undefined) bounds.push(`time <= ${bind(filters.to + lateMs)}`);
    return bounds.map(bound => ` AND ${bound}`).join('');
  };
  const among = (kind: string, column: string, value: string) =>
    `(SELECT audit_id FROM audit_line WHERE kind = '${kind}' AND ${column} = ${bind(value)}${window()})`;
  if (filters.decision !== undefined) {
    parts.push(
      `(decision = ${bind(filters.decision)} OR audit_id IN ${among('inference.end', 'decision', filters.decision)})`,
    );
  }
  if (filters.result === 'under_way') {
    parts.push(`audit_id NOT IN (SELECT audit_id FROM audit_line WHERE kind = 'inference.end'${window()})`);
  } else if (filters.result !== undefined) {
    parts.push(`audit_id IN ${among('inference.end', 'result', filters.result)}`);
  }
  if (filters.outcome !== undefined) parts.push(`audit_id IN ${among('inference.outcome', 'state', filters.outcome)}`);
  if (filters.found || filters.rule !== undefined || filters.class !== undefined) {
    const finding = ['true'];
    if (filters.rule !== undefined) finding.push(`rule = ${bind(filters.rule)}`);
    if (filters.class !== undefined) finding.push(`class = ${bind(filters.class)}`);
    parts.push(`audit_id IN (SELECT audit_id FROM audit_finding WHERE ${finding.join(' AND ')}${window()})`);
  }
  return { sql: parts.length > 0 ? parts.join(' AND ') : 'true', parameters };
}

/** Names of the filters used, as a `log.read` record keeps them. */
export function filtersUsed(filters: AuditFilters): string[] {
  const names: Partial<Record<keyof AuditFilters, string>> = {
    from: 'time',
    to: 'time',
    kinds: 'kind',
    pseudonyms: 'subject',
    result: 'decision',
    found: 'decision',
  };
  const used = (Object.keys(filters) as (keyof AuditFilters)[]).filter(field => filters[field] !== undefined);
  return [...new Set(used.map(field => names[field] ?? field))];
}
