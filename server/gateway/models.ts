import type { ModelConfig } from '../config/schema.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Capacity } from './admit.ts';
import { Refusal } from './refusal.ts';
import { createSlots, type Slots } from './slots.ts';

/** A model that clients may ask for, with the server that answers. */
export interface Model {
  config: ModelConfig;
  upstream: Upstream;
  slots: Slots;
  capacity: Capacity;
}

export type Models = ReadonlyMap<string, Model>;

export function serveModels(
  configs: readonly ModelConfig[],
  upstreamOf: (config: ModelConfig) => Upstream,
  concurrent: number,
): Models {
  return new Map(
    configs.map(config => {
      const upstream = upstreamOf(config);
      const capacity = { most: concurrent, slots: Math.min(upstream.slots, concurrent) };
      return [config.id, { config, upstream, slots: createSlots(capacity.slots), capacity }];
    }),
  );
}

/** @throws {Refusal} 404 naming the models there are. */
export function findModel(models: Models, id: string): Model {
  const model = models.get(id);
  if (model !== undefined) return model;
  const known = [...models.keys()].join(', ');
  throw new Refusal('model_not_found', `There is no model of this name here. There is: ${known}.`, { param: 'model' });
}

/** `GET /v1/models`. */
export function listModels(models: Models): object {
  return {
    object: 'list',
    data: [...models.values()].map(({ config }) => ({
      id: config.id,
      object: 'model',
      created: 0,
      owned_by: 'intramural',
      tier: config.tier,
      context_tokens: config.context_tokens,
    })),
  };
}
