import type { Decided } from './ledger.ts';
import type { TextStep } from './text-step.ts';

/** A place in the output that a guard rule looked at. Never holds the text. */
export interface GuardEvent {
  rule: string;
  class: string;
  action: 'noted' | 'cut' | 'replaced' | 'blocked';
  /** UTF-16 units of the model's output. */
  start: number;
  end: number;
}

/** The output filter: one for each answer. */
export interface OutputGuard extends TextStep {
  readonly events: readonly GuardEvent[];
}

/** What the guard made of an answer, for the audit record. */
export function guardDecision({ events }: OutputGuard): Decided {
  if (events.some(({ action }) => action === 'blocked')) return { decision: 'deny', reason: 'output_blocked' };
  if (events.some(({ action }) => action !== 'noted')) return { decision: 'change', reason: 'output_changed' };
  return { decision: 'allow', reason: events.length > 0 ? 'output_noted' : 'nothing_found' };
}
