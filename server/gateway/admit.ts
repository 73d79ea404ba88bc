import { createHash } from 'node:crypto';
import type { Identity } from '../identity/identity.ts';
import type { Load } from '../wire/completion.ts';
import type { Call, Gateway } from './call.ts';
import type { Decided } from './ledger.ts';
import type { Entry } from './live.ts';
import type { UsedUp } from './meter.ts';
import type { Ticket } from './queue.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './request.ts';

export interface Admission extends Decided {
  entry: Entry;
  /** The place at the model, or the wait for it. */
  ticket: Ticket;
  /** Of the model, besides this request. */
  load: Load;
}

/** How much a model takes. */
export interface Capacity {
  /** Requests under way at once, those that wait included, before new ones are refused. */
  most: number;
  /** Requests that it serves without making one wait for another. */
  slots: number;
}

type Admitted = Pick<Call, 'asked' | 'identity' | 'life' | 'model'>;

/**
 * Lets a request in or refuses it at once; nothing waits without bound. A newer request for the same document ends the older
 * one. Speculative work never ends another's, gets in only while the model has room, and goes first when it has none.
 * @throws {Refusal} 429.
 */
export function admit(
  { asked, identity, life, model: { config, capacity, queue } }: Admitted,
  { live, meter, rules, shared, clock }: Pick<Gateway, 'live' | 'meter' | 'rules' | 'shared' | 'clock'>,
): Admission {
  const { priority } = asked;
  const model = config.id;
  const document = documentOf(asked, identity);
  const at = clock();
  let reason = 'room';

  if (priority === 'interactive' && document !== null) {
    const older = live.forDocument(document);
    if (older !== null) {
      older.life.end('superseded');
      reason = 'supersedes_older';
    }
    shared?.supersede(document, at);
  }
  const usedUp = meter.request(identity, rules.policy.quotas);
  if (usedUp !== null) throw overQuota(usedUp);

  const load: Load = live.count(model) >= capacity.slots ? 'busy' : 'idle';
  if (load === 'busy') {
    if (priority === 'speculative') {
      throw new Refusal('speculative_shed', 'The model is busy with requests that somebody waits for.');
    }
    const speculative = live.speculative(model);
    if (speculative !== null) {
      speculative.life.end('shed');
      reason = 'sheds_speculative';
    }
  }
  const ticket = queue.enter({ person: identity.subject, deadlineAt: life.deadlineAt, signal: life.signal });
  if (ticket.kind === 'late') throw busy(ticket.waitMs);
  const entry: Entry = { model, priority, life, at, document };
  live.enter(entry);
  return { entry, ticket, load, decision: 'allow', reason };
}

/** @param waitMs until there would be room. */
export function busy(waitMs: number): Refusal {
  return new Refusal('busy', 'The model has as many requests under way as it can answer in time. Ask again shortly.', {
    retryAfter: Math.min(60, Math.max(1, Math.ceil(waitMs / 1000))),
  });
}

function overQuota({ whose, what, retryAfter }: UsedUp): Refusal {
  const who = whose === 'user' ? 'You have' : 'Your team has';
  return what === 'requests'
    ? new Refusal('rate_limited', `${who} sent as many requests as the policy allows in a minute.`, { retryAfter })
    : new Refusal('quota_exhausted', `${who} used the tokens that the policy allows for this day (UTC).`, {
        retryAfter,
      });
}

function documentOf(asked: Asked, identity: Identity): string | null {
  if (asked.clientSession === null || asked.text.path === '') return null;
  const names = JSON.stringify([identity.subject, asked.clientSession, asked.text.repository, asked.text.path]);
  return createHash('sha256').update(names).digest('base64url');
}
