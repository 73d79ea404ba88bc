/** What the audit pages read of a record. The server's schema is closed; these are the parts that are shown. */

export interface AuditRecord {
  index: number;
  time: number;
  id: string;
  kind: string;
  audit_id?: string;
  subject?: { pseudonym: string; by: string; team?: string };
  policy_version?: string;
  [field: string]: unknown;
}

export interface Redaction {
  rule: string;
  class: string;
  part: string;
  start: number;
  end: number;
  confidence: number;
  allowed?: boolean;
}

export interface GuardEvent {
  rule: string;
  class: string;
  action: string;
  start: number;
  end: number;
}

export interface Decision {
  stage: string;
  decision: string;
  reason: string;
}

export interface StartRecord extends AuditRecord {
  audit_id: string;
  client?: { name: string; version?: string };
  document?: { language?: string; repository?: string; path?: string };
  trigger?: string;
  priority?: string;
  model?: {
    name: string;
    tier: string;
    engine: string;
    template: string;
    template_version?: number;
    weights?: string;
    upstream?: string;
  };
  parameters?: Record<string, string | number | boolean>;
  prompt?: { characters: number; characters_after?: number; context_items?: number; tokens?: number };
  redactions: Redaction[];
  redactions_omitted?: number;
  decisions: Decision[];
}

export interface EndRecord extends AuditRecord {
  result: 'completed' | 'cancelled' | 'refused' | 'failed';
  status?: number;
  finish_reason?: string;
  output?: { characters: number; characters_after: number; restored?: number };
  prompt_tokens?: number;
  completion_tokens?: number;
  guards?: GuardEvent[];
  decisions: Decision[];
  timings: Record<string, number | undefined>;
  cancellation?: { by: string; stage: string; upstream_stop: string };
  error?: { class: string; code: string };
}

export interface OutcomeRecord extends AuditRecord {
  state: string;
  characters?: number;
  lines?: number;
  shown_ms?: number;
  after_s?: number;
}

export interface InferenceLine {
  start: StartRecord;
  end: EndRecord | null;
  outcome: string | null;
}

/** A record and the log it stands in. */
export interface Placed {
  writer: string;
  record: AuditRecord;
}

export interface LifeStep extends Placed {
  person: string | null;
  foreign?: true;
}

interface Indexed {
  size: number;
  /** Records that the index has yet to take in. */
  behind: number;
}

export type AuditList = Indexed & { next: string | null } & (
    | { shape: 'inferences'; lines: InferenceLine[] }
    | { shape: 'records'; lines: Placed[] }
  );

export interface RuleCount {
  rule: string;
  class: string;
  findings: number;
  allowed: number;
  inferences: number;
}

export type RedactionsAnswer = Indexed & { rules: RuleCount[] };

export interface EgressLine {
  host: string | null;
  address: string | null;
  port: number | null;
  purpose: string;
  refused: boolean;
  reason: string | null;
  count: number;
  first: number;
  last: number;
}

export type EgressAnswer = Indexed & { addresses: EgressLine[] };

export type ResultName = 'completed' | 'enough' | 'cancelled' | 'refused' | 'failed' | 'under_way';

/**
 * How an inference ended, as the record can tell. An editor that lets go of a stream after text has come has what it
 * needed: nothing was lost by it.
 */
export function resultOf(end: EndRecord | null): ResultName {
  if (end === null) return 'under_way';
  const enough = end.cancellation?.by === 'client' && (end.output?.characters_after ?? 0) > 0;
  return end.result === 'cancelled' && enough ? 'enough' : end.result;
}
