import type { ModelConfig } from '../config/schema.ts';
import type { Rules, TierQuestion } from '../policy/decide.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Capacity } from './admit.ts';
import { createQueue, type Queue } from './queue.ts';
import { Refusal } from './refusal.ts';

/** A model that clients may ask for, with the servers that answer. */
export interface Model {
  config: ModelConfig;
  upstream: Upstream;
  queue: Queue;
  capacity: Capacity;
}

export type Models = ReadonlyMap<string, Model>;

/** The name under which a client leaves the choice of the model to the policy. */
export const automatic = 'auto';

export function serveModels(
  configs: readonly ModelConfig[],
  upstreamOf: (config: ModelConfig) => Upstream,
  concurrent: number,
  now: () => number,
): Models {
  return new Map(
    configs.map(config => {
      const upstream = upstreamOf(config);
      const capacity = { most: concurrent, slots: Math.min(upstream.slots, concurrent) };
      const queue = createQueue({ places: capacity.slots, most: capacity.most, now });
      return [config.id, { config, upstream, queue, capacity }];
    }),
  );
}

/** Null for `auto`: policy chooses. @throws {Refusal} 404 naming the models there are. */
export function findModel(models: Models, id: string): Model | null {
  if (id === automatic) return null;
  const model = models.get(id);
  if (model !== undefined) return model;
  const known = [...models.keys()].join(', ');
  throw new Refusal('model_not_found', `There is no model of this name here. There is: ${known}.`, { param: 'model' });
}

export interface Chosen {
  model: Model;
  /** A word for the audit record. */
  reason: string;
}

/**
 * The model for a request that leaves it to the policy: one of the tier that the first fitting line names, or where the
 * policy has no lines, the first that its data may reach. A model with a place free comes before one without.
 * @param count requests under way at a model.
 * @returns null where policy leaves none.
 */
export function chooseModel(
  models: Models,
  rules: Rules,
  question: Omit<TierQuestion, 'served' | 'idle'>,
  count: (model: string) => number,
): Chosen | null {
  const idle = ({ config, capacity, upstream }: Model) => upstream.available && count(config.id) < capacity.slots;
  const of = (tier: string) => [...models.values()].filter(({ config }) => config.tier === tier);
  const best = (among: readonly Model[]) =>
    among.find(idle) ?? among.find(({ upstream }) => upstream.available) ?? among[0] ?? null;

  if (rules.policy.tiers.length === 0) {
    const reachable = rules.tiersOf(question.dataClass).value;
    const model = best([...models.values()].filter(({ config }) => reachable?.includes(config.tier) ?? true));
    return model === null ? null : { model, reason: 'first_reachable_model' };
  }
  const chosen = rules.chooseTier({
    ...question,
    served: tier => of(tier).length > 0,
    idle: tier => of(tier).some(idle),
  });
  const model = chosen === null ? null : best(of(chosen.value));
  return chosen === null || model === null ? null : { model, reason: `tier_rule_${Number(chosen.place[1]) + 1}` };
}

/** `GET /v1/models`: `auto` first where the policy has lines for it, since clients take the first. */
export function listModels(models: Models, rules: Rules): object {
  const entry = (id: string, more: object) => ({ id, object: 'model', created: 0, owned_by: 'intramural', ...more });
  const named = [...models.values()].map(({ config }) =>
    entry(config.id, { tier: config.tier, context_tokens: config.context_tokens }),
  );
  const least = Math.min(...[...models.values()].map(({ config }) => config.context_tokens));
  const chosen = rules.policy.tiers.length > 0 ? [entry(automatic, { tier: automatic, context_tokens: least })] : [];
  return { object: 'list', data: [...chosen, ...named] };
}
