import { readFileSync } from 'node:fs';
import { CommandError } from '../cli/command.ts';
import type { ModelConfig } from '../config/schema.ts';
import type { Egress } from './egress.ts';
import { OpenAiServer } from './openai.ts';
import { createPool, type PoolListener } from './pool.ts';
import { createReplica } from './replica.ts';
import type { Upstream } from './upstream.ts';

type RemoteConfig = Exclude<ModelConfig['upstream'], 'embedded'>;

export interface RemoteOptions {
  model: ModelConfig;
  config: RemoteConfig;
  /** Requests that all its servers work on at once before another has to wait. */
  slots: number;
  egress: Egress;
  env: NodeJS.ProcessEnv;
  listener: PoolListener;
  /** Milliseconds, steady. */
  now(): number;
}

/**
 * The bank's OpenAI-compatible servers of one model.
 * @throws {CommandError} where their key or certificate authority can't be read.
 */
export function remoteUpstream({ model, config, slots, egress, env, listener, now }: RemoteOptions): Upstream {
  const key = readKey(model.id, config.api_key_env, env);
  const ca = readAuthority(model.id, config.ca_file);
  const dispatcher = egress.dispatcher(ca === null ? {} : { ca });
  const named: { id?: string; url: string }[] = config.replicas ?? [{ url: config.url! }];
  const replicas = named.map(({ id, url: given }) => {
    const url = given.replace(/\/+$/, '');
    const server = new OpenAiServer({ url, model: config.model ?? model.id, key }, dispatcher, egress);
    return createReplica({ id: id ?? hostOf(url), server, cacheTokens: config.cache_tokens, now });
  });
  return createPool({
    id: replicas.length === 1 ? replicas[0]!.id : model.id,
    engine: config.engine,
    weightsSha256: model.weights_sha256 ?? null,
    replicas,
    slotsEach: config.slots ?? Math.ceil(slots / replicas.length),
    hedgeAfterMs: config.hedge_after_ms,
    // One server alone has nobody to take its place: its answers say how it fares.
    healthEveryMs: replicas.length === 1 ? null : config.health_every_ms,
    listener,
    close: () => dispatcher.destroy(),
  });
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function readKey(id: string, variable: string | undefined, env: NodeJS.ProcessEnv): string | null {
  if (variable === undefined) return null;
  const key = env[variable];
  if (key) return key;
  throw new CommandError(`The environment variable ${variable}, which holds the key for the model ${id}, is not set.`, {
    mend: `Set ${variable}, or take api_key_env out of the model's upstream.`,
  });
}

function readAuthority(id: string, file: string | undefined): string | null {
  if (file === undefined) return null;
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch {
    // Said below, in the same words as for a file that holds something else.
  }
  throw new CommandError(`The certificate authority of the model ${id} can't be read from ${file}.`, {
    mend: 'Name a PEM file with at least one certificate in ca_file.',
  });
}
