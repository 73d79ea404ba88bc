import type { Upstream } from '../upstream/upstream.ts';
import { interrupted } from './interrupted.ts';
import type { Decided } from './ledger.ts';
import type { Life } from './life.ts';
import type { Model } from './models.ts';

export interface Route extends Decided {
  upstream: Upstream;
  /** Gives the place at the model back. */
  leave(): void;
}

/** The server that answers, and a place there. @throws {Refusal} where the request ended while it waited. */
export async function route(model: Model, life: Life): Promise<Route> {
  const leave = await model.slots.take(life.signal);
  if (leave === null) throw interrupted(life.endedBy);
  return { upstream: model.upstream, leave, decision: 'allow', reason: 'only_upstream' };
}
