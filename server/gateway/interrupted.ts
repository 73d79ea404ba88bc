import type { EndedBy } from './life.ts';
import { Refusal } from './refusal.ts';

/** What a client hears whose request was ended before the first word of its answer. */
export function interrupted(by: EndedBy | null): Refusal {
  switch (by) {
    case 'client':
      return new Refusal('client_left', 'The client has gone.');
    case 'superseded':
      return new Refusal('superseded', 'A newer request for the same document took the place of this one.');
    case 'shed':
      return new Refusal('speculative_shed', 'The model was needed for a request that somebody waits for.');
    case 'shutdown':
      return new Refusal('draining', 'The proxy is stopping. Ask again shortly.');
    case 'unrecorded':
      return auditUnavailable();
    default:
      return new Refusal('deadline_exceeded', 'There was no answer within the time that this request may take.');
  }
}

export function auditUnavailable(): Refusal {
  return new Refusal(
    'audit_unavailable',
    'The audit log can not be written, and nothing is answered that is not recorded. The proxy tries again by itself; its operator finds the cause in its log.',
    { retryAfter: 2, errorClass: 'audit' },
  );
}
