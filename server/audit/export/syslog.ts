import type { AuditRecord } from '../records.ts';

/** Audit records as syslog messages (RFC 5424), framed for TLS by counting octets (RFC 5425). */

/** Facility 13, log audit. */
const facility = 13;
const levels = { warning: 4, notice: 5, informational: 6 } as const;

const warnings = new Set<AuditRecord['kind']>(['log.gap', 'log.repaired', 'clock.stepped', 'egress.refused']);
const notices = new Set<AuditRecord['kind']>([
  'access.refused',
  'key.changed',
  'erasure',
  'segment.deleted',
  'witness.state',
  'log.room',
  'export.state',
  'break_glass.captured',
  'break_glass.asked',
  'break_glass.released',
]);

export interface SyslogContext {
  /** Name of this machine. */
  host: string;
  /** Private enterprise number of the structured data; 32473 is the one reserved for documentation. */
  enterprise?: number;
}

function levelOf({ kind }: AuditRecord): number {
  if (warnings.has(kind)) return levels.warning;
  return notices.has(kind) ? levels.notice : levels.informational;
}

/** A header field: printable ASCII without spaces, or `-`. */
function headerField(text: string, longest: number): string {
  const printable = text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, longest);
  return printable === '' ? '-' : printable;
}

/** One message, without a frame; its text is the record as JSON. */
export function syslogMessage(record: AuditRecord, context: SyslogContext): string {
  const priority = facility * 8 + levelOf(record);
  const time = new Date(record.time).toISOString();
  const host = headerField(context.host, 255);
  // Index and id hold no character that structured data would have to escape.
  const data = `[audit@${context.enterprise ?? 32_473} index="${record.index}" id="${record.id}"]`;
  return `<${priority}>1 ${time} ${host} intramural - ${headerField(record.kind, 32)} ${data} ${JSON.stringify(record)}`;
}

/** The message behind its length in octets. */
export function frame(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
}
