import type { AuditRecord } from '../records.ts';

/**
 * Audit records as events of the Open Cybersecurity Schema Framework 1.8.0: API Activity with the `ai_operation` profile for
 * inferences and administration, a Data Security Finding for each redaction, Authentication for sign-ins, Event Log Activity
 * for the log itself, Network Activity for egress. The whole record goes along in `unmapped`.
 */

export const ocsfVersion = '1.8.0';

export interface OcsfContext {
  /** Name of the log. */
  origin: string;
  /** Version of Intramural. */
  software: string;
}

export type OcsfEvent = Record<string, unknown>;
type RecordOf<K extends AuditRecord['kind']> = Extract<AuditRecord, { kind: K }>;

const classes = {
  apiActivity: { class_uid: 6003, category_uid: 6 },
  dataSecurityFinding: { class_uid: 2006, category_uid: 2 },
  authentication: { class_uid: 3002, category_uid: 3 },
  eventLogActivity: { class_uid: 1008, category_uid: 1 },
  networkActivity: { class_uid: 4001, category_uid: 4 },
} as const;

const severity = { informational: 1, low: 2, medium: 3, high: 4 } as const;
const status = { success: 1, failure: 2, other: 99 } as const;
const create = 1;
const read = 2;
const update = 3;
const remove = 4;

interface Base {
  class: keyof typeof classes;
  activity: number;
  severity: number;
  /** Distinguishes several events of one record. */
  part?: number;
}

function base(record: AuditRecord, context: OcsfContext, what: Base): OcsfEvent {
  const { class_uid, category_uid } = classes[what.class];
  return {
    class_uid,
    category_uid,
    activity_id: what.activity,
    type_uid: class_uid * 100 + what.activity,
    severity_id: what.severity,
    time: record.time,
    metadata: {
      version: ocsfVersion,
      uid: what.part === undefined ? record.id : `${record.id}.${what.part}`,
      log_name: context.origin,
      sequence: record.index,
      event_code: record.kind,
      product: { name: 'Intramural', vendor_name: 'Intramural', version: context.software },
      ...(what.class === 'apiActivity' && { profiles: ['ai_operation'] }),
      ...('audit_id' in record && { correlation_uid: record.audit_id }),
    },
    unmapped: { record },
  };
}

const endpoint = { svc_name: 'intramural', name: 'intramural' };

interface Subject {
  pseudonym: string;
  by: string;
  team?: string | undefined;
}

function user(subject: Subject | undefined): OcsfEvent {
  if (!subject) return { uid: 'unknown' };
  return { uid: subject.pseudonym, ...(subject.team && { groups: [{ name: subject.team }] }) };
}

function actor(subject: Subject | undefined): OcsfEvent {
  return subject ? { user: user(subject) } : { app_name: 'intramural' };
}

function apiActivity(
  record: AuditRecord,
  context: OcsfContext,
  activity: number,
  level: number,
  fields: OcsfEvent,
): OcsfEvent {
  return {
    ...base(record, context, { class: 'apiActivity', activity, severity: level }),
    src_endpoint: endpoint,
    actor: { app_name: 'intramural' },
    ...fields,
  };
}

function inferenceStart(record: RecordOf<'inference.start'>, context: OcsfContext): OcsfEvent[] {
  const refused = record.decisions.some(({ decision }) => decision === 'deny' || decision === 'fail');
  const client = record.client ?? { name: 'unknown' };
  const event = apiActivity(record, context, create, refused ? severity.low : severity.informational, {
    actor: actor(record.subject),
    src_endpoint: { name: client.name, svc_name: client.name },
    api: {
      operation: 'completions.create',
      service: { name: 'intramural' },
      request: { uid: record.request_id ?? record.audit_id },
    },
    ...(refused && { status_id: status.failure }),
    ...(record.model && {
      ai_model: {
        name: record.model.name,
        ai_provider: record.model.engine,
        ...(record.model.weights && { uid: record.model.weights }),
      },
      message_context: { service: { name: record.model.upstream ?? record.model.engine }, uid: record.audit_id },
    }),
  });
  return [event, ...record.redactions.map((redaction, part) => finding(record, context, redaction, part))];
}

function finding(
  record: RecordOf<'inference.start'>,
  context: OcsfContext,
  redaction: RecordOf<'inference.start'>['redactions'][number],
  part: number,
): OcsfEvent {
  const level = redaction.allowed ? severity.medium : severity.low;
  return {
    ...base(record, context, { class: 'dataSecurityFinding', activity: create, severity: level, part }),
    actor: actor(record.subject),
    confidence_score: Math.round(redaction.confidence * 100),
    finding_info: {
      uid: `${record.id}.${part}`,
      title: redaction.class,
      types: [redaction.class],
      analytic: { uid: redaction.rule, name: redaction.rule, type_id: 1 },
    },
    data_security: {
      category: redaction.class,
      detection_pattern: redaction.rule,
      detection_system: 'intramural',
      detection_system_id: 99,
      policy: { uid: record.policy_version, name: 'intramural' },
    },
    // The record would be repeated with every finding.
    unmapped: { index: record.index, part: redaction.part, start: redaction.start, end: redaction.end },
  };
}

function inferenceEnd(record: RecordOf<'inference.end'>, context: OcsfContext): OcsfEvent {
  const failed = record.result === 'failed' || record.result === 'refused';
  const total = record.timings.total;
  const counts = {
    ...(record.prompt_tokens !== undefined && { prompt_tokens: record.prompt_tokens }),
    ...(record.completion_tokens !== undefined && { completion_tokens: record.completion_tokens }),
  };
  return apiActivity(record, context, create, failed ? severity.low : severity.informational, {
    api: {
      operation: 'completions.create',
      service: { name: 'intramural' },
      request: { uid: record.audit_id },
      response: { ...(record.status && { code: record.status }), ...(record.error && { error: record.error.code }) },
    },
    status_id: failed ? status.failure : record.result === 'completed' ? status.success : status.other,
    status: record.result,
    ...(total !== undefined && { duration: Math.round(total / 1000) }),
    message_context: { service: { name: 'intramural' }, uid: record.audit_id, ...counts },
  });
}

/** Event Log Activity: what was done to the log. */
const logActivities: Partial<Record<AuditRecord['kind'], { activity: number; severity: number }>> = {
  'log.start': { activity: 6, severity: severity.informational },
  'log.stop': { activity: 7, severity: severity.informational },
  'log.repaired': { activity: 99, severity: severity.medium },
  'log.gap': { activity: 99, severity: severity.medium },
  'clock.stepped': { activity: 99, severity: severity.medium },
  'segment.sealed': { activity: 5, severity: severity.informational },
  'segment.moved': { activity: 4, severity: severity.informational },
  'segment.deleted': { activity: 2, severity: severity.low },
  export: { activity: 3, severity: severity.informational },
  'export.state': { activity: 99, severity: severity.medium },
  'witness.state': { activity: 99, severity: severity.medium },
  'log.room': { activity: 99, severity: severity.medium },
  erasure: { activity: 2, severity: severity.low },
};

/** API Activity for the rest: what was done, and how serious it is. */
const operations: Partial<Record<AuditRecord['kind'], { activity: number; severity: number }>> = {
  'inference.outcome': { activity: update, severity: severity.informational },
  'configuration.loaded': { activity: update, severity: severity.informational },
  'policy.refused': { activity: update, severity: severity.medium },
  'policy.loaded': { activity: update, severity: severity.informational },
  'key.changed': { activity: update, severity: severity.low },
  'model.loaded': { activity: update, severity: severity.informational },
  'access.refused': { activity: read, severity: severity.low },
  'log.read': { activity: read, severity: severity.informational },
  'telemetry.read': { activity: read, severity: severity.informational },
  'hold.placed': { activity: create, severity: severity.low },
  'hold.released': { activity: remove, severity: severity.low },
  'break_glass.captured': { activity: create, severity: severity.medium },
  'break_glass.asked': { activity: read, severity: severity.medium },
  'break_glass.released': { activity: read, severity: severity.high },
  'break_glass.deleted': { activity: remove, severity: severity.low },
};

function authentication(record: RecordOf<'sign_in' | 'sign_out'>, context: OcsfContext): OcsfEvent {
  const refused = record.kind === 'sign_in' && record.result === 'refused';
  const activity = record.kind === 'sign_in' ? 1 : 2;
  return {
    ...base(record, context, {
      class: 'authentication',
      activity,
      severity: refused ? severity.low : severity.informational,
    }),
    user: user(record.subject),
    service: { name: 'intramural' },
    status_id: refused ? status.failure : status.success,
    ...(record.kind === 'sign_in' && record.reason && { status_detail: record.reason }),
  };
}

function egress(record: RecordOf<'egress.dialled' | 'egress.refused'>, context: OcsfContext): OcsfEvent {
  const refused = record.kind === 'egress.refused';
  const level = refused ? severity.medium : severity.informational;
  return {
    ...base(record, context, { class: 'networkActivity', activity: refused ? 5 : 1, severity: level }),
    src_endpoint: endpoint,
    dst_endpoint: {
      ...(record.host && { hostname: record.host }),
      ...(record.address && { ip: record.address }),
      ...(record.port !== undefined && { port: record.port }),
      svc_name: record.purpose,
    },
    status_id: refused ? status.failure : status.success,
    ...(record.kind === 'egress.refused' && { status_detail: record.reason }),
  };
}

/** The events of one record: one, and one more for each redaction. */
export function ocsfEvents(record: AuditRecord, context: OcsfContext): OcsfEvent[] {
  switch (record.kind) {
    case 'inference.start':
      return inferenceStart(record, context);
    case 'inference.end':
      return [inferenceEnd(record, context)];
    case 'sign_in':
    case 'sign_out':
      return [authentication(record, context)];
    case 'egress.dialled':
    case 'egress.refused':
      return [egress(record, context)];
  }
  const log = logActivities[record.kind];
  if (log) {
    return [
      {
        ...base(record, context, { class: 'eventLogActivity', activity: log.activity, severity: log.severity }),
        log_name: context.origin,
        ...('subject' in record && record.subject && { actor: actor(record.subject) }),
      },
    ];
  }
  const { activity, severity: level } = operations[record.kind]!;
  const subject = 'subject' in record ? record.subject : 'first' in record ? record.first : undefined;
  const refused = record.kind === 'access.refused';
  return [
    apiActivity(record, context, activity, level, {
      actor: actor(subject),
      api: { operation: record.kind, service: { name: 'intramural' } },
      ...(refused && { status_id: status.failure, status_detail: record.reason }),
    }),
  ];
}
