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
}

export interface Decision {
  stage: string;
  decision: string;
  reason: string;
}

export interface StartRecord extends AuditRecord {
  audit_id: string;
  document?: { language?: string };
  trigger?: string;
  model?: { name: string; tier: string; engine: string; template: string; weights?: string };
  prompt?: { characters: number; tokens?: number };
  redactions: Redaction[];
  redactions_omitted?: number;
  decisions: Decision[];
}

export interface EndRecord extends AuditRecord {
  result: 'completed' | 'cancelled' | 'refused' | 'failed';
  status?: number;
  output?: { characters_after: number };
  prompt_tokens?: number;
  completion_tokens?: number;
  decisions: Decision[];
  timings: Record<string, number | undefined>;
  cancellation?: { by: string; stage: string; upstream_stop: string };
  error?: { class: string; code: string };
}

export interface InferenceLine {
  start: StartRecord;
  end: EndRecord | null;
}

export interface AuditList {
  lines: (InferenceLine | AuditRecord)[];
  next: number | null;
  size: number;
}
