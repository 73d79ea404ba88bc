import { language as languagePattern, limits } from '../audit/fields.ts';
import type { AuditLog } from '../audit/log.ts';
import type { AuditDraft } from '../audit/records.ts';
import type { Finding } from '../redaction/redaction.ts';
import type { Call } from './call.ts';
import { type Ledger, micros } from './ledger.ts';
import type { EndedBy, Life } from './life.ts';
import type { Model } from './models.ts';
import type { Refusal } from './refusal.ts';
import type { Prompt } from './render.ts';
import type { Asked } from './request.ts';
import type { Route } from './route.ts';
import type { Progress, Streamed } from './stream.ts';

/** What the audit log keeps of one request: sizes, keyed digests, decisions; never text. */

type StartDraft = Extract<AuditDraft, { kind: 'inference.start' }>;
type EndDraft = Extract<AuditDraft, { kind: 'inference.end' }>;

export type RecordedCall = Pick<Call, 'auditId' | 'asked' | 'identity' | 'client' | 'model'> & {
  policyVersion: string;
};

export interface RecordedStart {
  ledger: Ledger;
  findings: readonly Finding[];
  /** Found and left, because policy allows it. */
  allowed: readonly Finding[];
  /** Null where the request ended before that stage. */
  prompt: Prompt | null;
}

export function startDraft(call: RecordedCall, start: RecordedStart, log: Pick<AuditLog, 'digest'>): StartDraft {
  const { asked, identity, model } = call;
  const { prompt, ledger } = start;
  const allowed = start.allowed.map(finding => ({ ...redactionOf(finding), allowed: true }));
  const redactions = [...start.findings.map(redactionOf), ...allowed];
  const omitted = redactions.length - limits.redactions;
  return {
    kind: 'inference.start',
    audit_id: call.auditId,
    ...(asked.requestId === null ? {} : { request_id: asked.requestId }),
    ...(isUuid(asked.clientSession) ? { client_session_id: asked.clientSession.toLowerCase() } : {}),
    subject: { name: identity.subject, by: identity.method, team: identity.team },
    ...(call.client === null ? {} : { client: call.client }),
    document: documentOf(asked, log),
    ...(asked.trigger === null ? {} : { trigger: asked.trigger }),
    priority: asked.priority,
    model: modelOf(model, prompt, ledger.results.route),
    policy_version: call.policyVersion,
    parameters: parametersOf(asked, prompt),
    prompt: promptOf(asked, prompt, log),
    redactions: redactions.slice(0, limits.redactions),
    ...(omitted > 0 ? { redactions_omitted: omitted } : {}),
    decisions: ledger.lines.slice(0, limits.decisions).map(line => ({ ...line })),
    timings: { ...ledger.timings },
  };
}

function redactionOf({ rule, class: kind, part, start, end, confidence }: Finding): StartDraft['redactions'][number] {
  return { rule, class: kind, part, start, end, confidence };
}

function documentOf({ text }: Asked, log: Pick<AuditLog, 'digest'>): StartDraft['document'] {
  return {
    ...(text.repository === '' ? {} : { repository: log.digest('repository', text.repository) }),
    ...(text.path === '' ? {} : { path: log.digest('path', text.path) }),
    // A word that an editor made, or nothing: this is no place for free text.
    ...(languagePattern.safeParse(text.language).success ? { language: text.language } : {}),
  };
}

function modelOf(
  { config, upstream }: Model,
  prompt: Prompt | null,
  route: Route | undefined,
): NonNullable<StartDraft['model']> {
  const weights = upstream.weightsSha256;
  const adapter = prompt?.ask.adapter;
  return {
    name: config.id,
    tier: config.tier,
    ...(weights === null ? {} : { weights }),
    engine: upstream.engine,
    upstream: slug(route?.picked.replica ?? upstream.id),
    ...(adapter === null || adapter === undefined ? {} : { adapter: slug(adapter) }),
    template: config.template,
    ...(prompt === null ? {} : { template_version: prompt.rendered.template.version }),
  };
}

function parametersOf(asked: Asked, prompt: Prompt | null): StartDraft['parameters'] {
  const maxTokens = prompt?.ask.maxTokens ?? asked.maxTokens;
  return {
    ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
    temperature: asked.temperature,
    ...(asked.topP === null ? {} : { top_p: asked.topP }),
    ...(asked.seed === null ? {} : { seed: asked.seed }),
    n: 1,
    stop: asked.stop.length,
    stream: asked.stream,
  };
}

function promptOf({ text }: Asked, prompt: Prompt | null, log: Pick<AuditLog, 'digest'>): StartDraft['prompt'] {
  const context = text.context.map(item => item.text);
  const before = [...context, text.prefix, text.suffix].join('\0');
  return {
    before: log.digest('prompt', before),
    characters: before.length - context.length - 1,
    prefix: text.prefix.length,
    suffix: text.suffix.length,
    context_items: text.context.length,
    ...(prompt === null
      ? {}
      : {
          after: log.digest('prompt', prompt.ask.prompt),
          characters_after: prompt.ask.prompt.length,
          neutralised: prompt.rendered.neutralised,
        }),
  };
}

export interface RecordedEnd {
  ledger: Ledger;
  /** How many of the ledger's lines the start record holds. */
  linesBefore: number;
  life: Life;
  progress: Progress;
  status: number | null;
  streamed: Streamed | null;
  guards: readonly NonNullable<EndDraft['guards']>[number][];
  refusal: Refusal | null;
  /** Milliseconds from receipt to now, and to the moment when the model was asked. */
  totalMs: number;
  queuedMs: number | null;
  /** Milliseconds until the start record was durable; null where it never stood alone. */
  durableMs: number | null;
}

export function endDraft(auditId: string, end: RecordedEnd, log: Pick<AuditLog, 'digest'>): EndDraft {
  const { ledger, life, progress, streamed } = end;
  const usage = streamed?.usage;
  const { raw, sent } = progress;
  const omitted = end.guards.length - limits.guardEvents;
  const cancelled = life.endedBy !== null && life.endedBy !== 'unrecorded';
  return {
    kind: 'inference.end',
    audit_id: auditId,
    result: resultOf(end, cancelled),
    ...(end.status === null ? {} : { status: end.status }),
    ...(streamed === null ? {} : { finish_reason: streamed.finish }),
    ...(progress.askedAt === null
      ? {}
      : {
          output: {
            before: log.digest('output', raw),
            after: log.digest('output', sent),
            characters: raw.length,
            characters_after: sent.length,
          },
        }),
    ...count('prompt_tokens', usage?.promptTokens),
    ...count('completion_tokens', usage?.completionTokens),
    ...count('cached_tokens', usage?.cachedTokens),
    guards: end.guards.slice(0, limits.guardEvents).map(event => ({ ...event })),
    ...(omitted > 0 ? { guards_omitted: omitted } : {}),
    decisions: ledger.lines.slice(end.linesBefore, end.linesBefore + limits.decisions).map(line => ({ ...line })),
    timings: timingsOf(end),
    ...(cancelled ? { cancellation: cancellationOf(end, life.endedBy) } : {}),
    ...errorOf(end),
  };
}

/** The code of what broke a stream that had begun; null where nothing did. */
function faultOf({ streamed }: RecordedEnd): string | null {
  return streamed?.decision === 'fail' ? streamed.reason : null;
}

function resultOf(end: RecordedEnd, cancelled: boolean): EndDraft['result'] {
  const { refusal, life } = end;
  if (cancelled) return 'cancelled';
  if (faultOf(end) !== null || life.endedBy === 'unrecorded') return 'failed';
  if (refusal === null) return 'completed';
  return refusal.errorClass === 'upstream' || refusal.status === 500 ? 'failed' : 'refused';
}

const cancelledBy = {
  client: 'client',
  deadline: 'deadline',
  superseded: 'superseded',
  // Another's request took its place; the decisions tell the two apart.
  shed: 'superseded',
  shutdown: 'shutdown',
} as const;

function cancellationOf({ ledger, life, progress }: RecordedEnd, by: EndedBy | null): EndDraft['cancellation'] {
  const stop = progress.askedAt === null || progress.stoppedAt === null ? null : progress.stoppedAt - life.endedAt!;
  return {
    by: cancelledBy[by as keyof typeof cancelledBy],
    stage: ledger.stage,
    upstream_stop: progress.askedAt === null ? 'not_started' : stop === null ? 'unconfirmed' : 'confirmed',
    ...(stop === null ? {} : { upstream_stop_micros: micros(stop) }),
  };
}

function errorOf(end: RecordedEnd): Pick<EndDraft, 'error'> {
  const { refusal, life } = end;
  const fault = faultOf(end);
  if (life.endedBy === 'unrecorded') return { error: { class: 'audit', code: 'audit_unavailable' } };
  if (refusal !== null)
    return { error: { class: refusal.status === 500 ? 'internal' : refusal.errorClass, code: refusal.code } };
  return fault === null ? {} : { error: { class: 'upstream', code: fault } };
}

function timingsOf({ ledger, progress, totalMs, queuedMs, durableMs }: RecordedEnd): EndDraft['timings'] {
  const { askedAt, firstTextAt } = progress;
  return {
    ...ledger.timings,
    ...(durableMs === null ? {} : { record: micros(durableMs) }),
    ...(queuedMs === null ? {} : { queued: micros(queuedMs) }),
    ...(askedAt === null || firstTextAt === null ? {} : { first_token: micros(firstTextAt - askedAt) }),
    total: micros(totalMs),
  };
}

function count<K extends string>(name: K, value: number | null | undefined): Partial<Record<K, number>> {
  return value === null || value === undefined ? {} : ({ [name]: value } as Record<K, number>);
}

function isUuid(id: string | null): id is string {
  return id !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** A host name or address in the alphabet of the audit's slugs. */
export function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._+#-]/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  return plain === '' ? 'upstream' : plain;
}
