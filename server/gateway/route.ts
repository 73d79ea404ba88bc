import { type Picked, UpstreamError } from '../upstream/upstream.ts';
import type { Call } from './call.ts';
import { interrupted } from './interrupted.ts';
import type { Decided } from './ledger.ts';
import type { Prompt } from './render.ts';
import { upstreamRefusal } from './upstream-refusal.ts';

export interface Route extends Decided {
  picked: Picked;
  /** Gives the place at the model back. */
  leave(): void;
}

/**
 * A place at the model, and the server that answers.
 * @throws {Refusal} where the request ended while it waited, or no server can be asked.
 */
export async function route(
  { model, life, asked, identity }: Pick<Call, 'model' | 'life' | 'asked' | 'identity'>,
  { ask }: Pick<Prompt, 'ask'>,
): Promise<Route> {
  const leave = await model.slots.take(life.signal);
  if (leave === null) throw interrupted(life.endedBy);
  try {
    const { repository, path } = asked.text;
    const picked = model.upstream.pick(ask, `${identity.subject}\0${repository}\0${path}`);
    return { picked, leave, decision: 'allow', reason: picked.reason };
  } catch (error) {
    leave();
    throw error instanceof UpstreamError ? upstreamRefusal(error) : error;
  }
}
