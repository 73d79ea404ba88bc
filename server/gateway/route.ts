import { type Picked, UpstreamError } from '../upstream/upstream.ts';
import { busy } from './admit.ts';
import type { Call } from './call.ts';
import { interrupted } from './interrupted.ts';
import type { Decided } from './ledger.ts';
import type { Ticket } from './queue.ts';
import type { Prompt } from './render.ts';
import { upstreamRefusal } from './upstream-refusal.ts';

export interface Route extends Decided {
  picked: Picked;
}

/**
 * Waits for the place at the model, and chooses the server that answers.
 * @throws {Refusal} where the request ended or lost its place while it waited, or no server can be asked.
 */
export async function route(
  { model, life, asked, identity }: Pick<Call, 'model' | 'life' | 'asked' | 'identity'>,
  { ask }: Pick<Prompt, 'ask'>,
  ticket: Ticket,
): Promise<Route> {
  const settled = await ticket.settled;
  if (settled === 'ended') throw interrupted(life.endedBy);
  if (settled !== 'placed') throw busy(0);
  try {
    const { repository, path } = asked.text;
    const picked = model.upstream.pick(ask, `${identity.subject}\0${repository}\0${path}`);
    return { picked, decision: 'allow', reason: picked.reason };
  } catch (error) {
    throw error instanceof UpstreamError ? upstreamRefusal(error) : error;
  }
}
