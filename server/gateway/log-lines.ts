import type { Logger } from 'pino';
import { InvalidAuditRecord } from '../audit/records.ts';
import type { Summary } from './call.ts';

/** Log lines without content: ids, codes, sizes, times. */

export function logSummary(
  log: Logger,
  { auditId, model, status, outcome, endedBy, timings, recorded }: Summary,
): void {
  const line = { audit_id: auditId, model, status, outcome, ended_by: endedBy, ...timings };
  if (recorded) log.info(line, 'completion');
  else log.error(line, 'completion could not be recorded');
}

/** The kind of fault and where it is; not its text, which may quote what it was about. */
export function logFailure(log: Logger, error: unknown, auditId?: string): void {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)) : [];
  const name = error instanceof Error ? error.name : typeof error;
  // This one names fields, never their values.
  const detail = error instanceof InvalidAuditRecord ? error.message : undefined;
  log.error({ audit_id: auditId, fault: name, detail, at: frames.slice(0, 8).map(line => line.trim()) }, 'a defect');
}
