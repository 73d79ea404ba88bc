import { InvalidAuditRecord } from '../audit/records.ts';
import type { Guard } from '../redaction/guard/guard.ts';
import type { Finding } from '../redaction/redaction.ts';
import type { IntramuralHead, IntramuralTail, StageTimings } from '../wire/completion.ts';
import type { Call, Gateway, Summary } from './call.ts';
import { countByClass } from './count-by-class.ts';
import { blockedClass, guardDecision } from './guard.ts';
import { type Ledger, micros, openLedger } from './ledger.ts';
import { endDraft, startDraft } from './record.ts';
import { RedactionRefusal } from './redact.ts';
import type { Refusal } from './refusal.ts';
import type { Restoring } from './restore.ts';
import type { Progress, Streamed } from './stream.ts';

/** Keeps what the audit log will hold of one request, and writes its two records. */
export interface Recorder {
  readonly ledger: Ledger;
  readonly progress: Progress;
  /** The answer's way, once it is known. */
  answering(guard: Guard, restoring: Restoring): void;
  refused(refusal: Refusal): void;
  head(): IntramuralHead;
  tail(streamed: Streamed): IntramuralTail;
  /** Writes the start record. @throws where it could not be made durable. */
  begin(): Promise<void>;
  /** Writes the end record (and the start record of a request that never came so far), and says what became of it. */
  end(): Promise<Summary>;
}

export function openRecorder(call: Call, gateway: Gateway): Recorder {
  const { audit, now, policy } = gateway;
  const { life, answer, receivedAt } = call;
  const ledger = openLedger(now);
  const progress: Progress = { askedAt: null, firstTextAt: null, stoppedAt: null, raw: '', sent: '' };
  let guard: Guard | null = null;
  let restoring: Restoring | null = null;
  let refusal: Refusal | null = null;
  let started: Promise<unknown> | null = null;
  let linesBefore = 0;
  let durableMs: number | null = null;

  const findings = (): readonly Finding[] =>
    refusal instanceof RedactionRefusal ? refusal.findings : (ledger.results.redact?.findings ?? []);

  const timings = (): StageTimings => {
    const { askedAt, firstTextAt } = progress;
    return {
      queued_ms: tenths((askedAt ?? now()) - receivedAt),
      redact_ms: tenths((ledger.timings.redact ?? 0) / 1000),
      first_token_ms: askedAt === null || firstTextAt === null ? null : tenths(firstTextAt - askedAt),
      total_ms: tenths(now() - receivedAt),
    };
  };

  const head = (): IntramuralHead => ({
    audit_id: call.auditId,
    model: call.model.config.id,
    tier: call.model.config.tier,
    ...routeOf(ledger),
    redactions: countByClass(findings()),
    policy_version: policy.policy_version,
  });

  const begin = async (): Promise<void> => {
    linesBefore = ledger.lines.length;
    const { redact, render } = ledger.results;
    const start = { ledger, findings: findings(), allowed: redact?.allowed ?? [], prompt: render ?? null };
    started = audit.append(startDraft({ ...call, policyVersion: policy.policy_version }, start, audit));
    const appendedAt = now();
    await started;
    durableMs = now() - appendedAt;
  };

  const appendEnd = async (): Promise<void> => {
    if (guard !== null) ledger.note('guard', guardDecision(guard));
    if (restoring !== null) ledger.note('restore', restoring.decided());
    ledger.note('record', { decision: 'allow', reason: durableMs === null ? 'refused_before_start' : 'start_durable' });
    const { stream } = ledger.results;
    const end = {
      ledger,
      linesBefore,
      life,
      // An answer that was to be sent whole, and was not, was not sent at all.
      progress: answer.begun ? progress : { ...progress, sent: '' },
      status: answer.status,
      streamed: stream ?? null,
      guards: guard?.events ?? [],
      refusal,
      totalMs: now() - receivedAt,
      durableMs,
      queuedMs: progress.askedAt === null ? null : progress.askedAt - receivedAt,
    };
    await audit.append(endDraft(call.auditId, end, audit));
  };

  return {
    ledger,
    progress,
    answering: (ofAnswer, atEnd) => {
      guard = ofAnswer;
      restoring = atEnd;
    },
    refused: given => {
      refusal = given;
    },
    head,
    tail: ({ usage }) => {
      const blocked = guard === null ? null : blockedClass(guard);
      return {
        ...head(),
        prompt_tokens: usage.promptTokens,
        completion_tokens: usage.completionTokens,
        timings: timings(),
        ...(blocked === null ? {} : { blocked }),
      };
    },
    begin,
    end: async () => {
      const total = timings();
      // A request that was refused before the model was asked has its start recorded with its end.
      const records = started === null ? [begin(), appendEnd()] : [started, appendEnd()];
      // The log counts what it can not take and records the gap itself.
      const failed = (await Promise.allSettled(records)).flatMap(one =>
        one.status === 'rejected' ? [one.reason] : [],
      );
      const invalid = failed.find(error => error instanceof InvalidAuditRecord);
      if (invalid !== undefined) gateway.failed(call.auditId, invalid);
      const { stream } = ledger.results;
      return {
        auditId: call.auditId,
        model: call.model.config.id,
        status: answer.status,
        outcome: refusal?.code ?? (stream?.decision === 'fail' ? stream.reason : 'completed'),
        endedBy: life.endedBy,
        redactions: countByClass(findings()),
        promptTokens: stream?.usage.promptTokens ?? null,
        completionTokens: stream?.usage.completionTokens ?? null,
        timings: total,
        stages: durableMs === null ? ledger.timings : { ...ledger.timings, record: micros(durableMs) },
        recorded: failed.length === 0,
      };
    },
  };
}

function routeOf({ results: { route } }: Ledger): Pick<IntramuralHead, 'replica' | 'route'> {
  return route === undefined ? {} : { replica: route.picked.replica, route: route.reason };
}

/** Tenths of a millisecond: finer than any clock between two machines. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
