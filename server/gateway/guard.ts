import type { Guard } from '../redaction/guard/guard.ts';
import type { Decided } from './ledger.ts';
import { Refusal } from './refusal.ts';

/** What the guard made of an answer, for the audit record. */
export function guardDecision({ events }: Pick<Guard, 'events'>): Decided {
  if (events.some(({ action }) => action === 'blocked')) return { decision: 'deny', reason: 'output_blocked' };
  if (events.some(({ action }) => action !== 'noted')) return { decision: 'change', reason: 'output_changed' };
  return { decision: 'allow', reason: events.length > 0 ? 'output_noted' : 'nothing_found' };
}

/** The class of what the answer was ended before, or null. */
export const blockedClass = ({ events }: Pick<Guard, 'events'>): string | null =>
  events.find(({ action }) => action === 'blocked')?.class ?? null;

/**
 * An answer of which nothing is left says so; one of which the first lines were let through ends with them.
 * @throws {Refusal} naming the class of what was found, never the text.
 */
export function refuseBlocked(guard: Pick<Guard, 'events'>, sent: string): void {
  const blocked = blockedClass(guard);
  if (blocked === null || sent !== '') return;
  throw new Refusal('output_blocked', `The answer held something that the policy does not let through (${blocked}).`, {
    errorClass: 'guard',
  });
}
