import type { Identity } from '../identity/identity.ts';
import type { Load } from '../wire/completion.ts';
import type { Call } from './call.ts';
import type { Decided } from './ledger.ts';
import type { Entry, LiveRequests } from './live.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './request.ts';

export interface Admission extends Decided {
  entry: Entry;
  /** Of the model, besides this request. */
  load: Load;
}

/** How much a model takes. */
export interface Capacity {
  /** Requests under way at once before new ones are refused. */
  most: number;
  /** Requests that it serves without making one wait for another. */
  slots: number;
}

/**
 * Lets a request in or refuses it at once; nothing waits without bound. A newer request for the same document ends the older
 * one. Speculative work never ends another's, gets in only while the model has room, and goes first when it has none.
 * @throws {Refusal} 429.
 */
export function admit(
  { asked, identity, life, model: { config, capacity } }: Pick<Call, 'asked' | 'identity' | 'life' | 'model'>,
  live: LiveRequests,
): Admission {
  const { priority } = asked;
  const model = config.id;
  const document = documentOf(asked, identity);
  let reason = 'room';

  if (priority === 'interactive' && document !== null) {
    const older = live.forDocument(document);
    if (older !== null) {
      older.life.end('superseded');
      reason = 'supersedes_older';
    }
  }
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
  if (live.count(model) >= capacity.most) {
    throw new Refusal(
      'busy',
      `The model has ${capacity.most} requests under way, as many as it takes. Ask again shortly.`,
    );
  }
  const entry: Entry = { model, priority, life, document };
  live.enter(entry);
  return { entry, load, decision: 'allow', reason };
}

function documentOf(asked: Asked, identity: Identity): string | null {
  if (asked.clientSession === null || asked.text.path === '') return null;
  return JSON.stringify([identity.subject, asked.clientSession, asked.text.repository, asked.text.path]);
}
