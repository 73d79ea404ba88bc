import type { Captures } from '../audit/break-glass/captures.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rules } from '../policy/decide.ts';
import type { FullPolicyDocument } from '../policy/schema.ts';
import type { Redactor } from '../redaction/redaction.ts';
import type { StageTimings } from '../wire/completion.ts';
import type { Answer } from './answer.ts';
import type { Client } from './client.ts';
import type { Life } from './life.ts';
import type { LiveRequests } from './live.ts';
import type { Meter } from './meter.ts';
import type { Model, Models } from './models.ts';
import type { Asked } from './request.ts';
import type { Shared } from './shared.ts';

/** One authenticated, well-formed request. */
export interface Call {
  auditId: string;
  asked: Asked;
  identity: Identity;
  client: Client | null;
  /** As the client named it; null where it leaves the choice to the policy. */
  named: Model | null;
  /** Who answers. Until policy has chosen: the one named, else the first there is. */
  model: Model;
  /** W3C trace context to pass on. */
  traceparent: string | null;
  life: Life;
  answer: Answer;
  /** On the clock of `now`. */
  receivedAt: number;
}

/** What a request is served with, from its receipt to its end: a policy that comes meanwhile holds for the next one. */
export interface Gateway {
  audit: AuditLog;
  policy: FullPolicyDocument;
  rules: Rules;
  models: Models;
  redactor: Redactor;
  live: LiveRequests;
  meter: Meter;
  /** Null where this proxy runs alone. */
  shared: Shared | null;
  /** Break glass: keeps what the policy wants kept, encrypted. */
  captures: Pick<Captures, 'keep'>;
  /** Milliseconds, steady. */
  now(): number;
  /** Milliseconds since 1970. */
  clock(): number;
  observe(summary: Summary): void;
  /** A defect of ours: to be logged without its message, which may hold what it failed on. */
  failed(auditId: string, error: unknown): void;
}

/** What became of a request, for metrics and log. Without content. */
export interface Summary {
  auditId: string;
  model: string;
  status: number | null;
  /** `completed`, or the code of what went wrong. */
  outcome: string;
  endedBy: string | null;
  redactions: { class: string; count: number }[];
  promptTokens: number | null;
  completionTokens: number | null;
  timings: StageTimings;
  /** Microseconds. */
  stages: Readonly<Record<string, number>>;
  recorded: boolean;
}
