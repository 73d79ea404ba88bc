import { readFileSync } from 'node:fs';
import { CommandError } from '../cli/command.ts';
import type { ModelConfig } from '../config/schema.ts';
import type { Egress } from './egress.ts';
import { OpenAiServer } from './openai.ts';
import { retryingOnce } from './retry.ts';
import type { Upstream } from './upstream.ts';

type RemoteConfig = Exclude<ModelConfig['upstream'], 'embedded'>;

/**
 * An OpenAI-compatible server of the bank's.
 * @param slots requests it serves at once before another has to wait.
 * @throws {CommandError} where its key or its certificate authority can't be read.
 */
export function remoteUpstream(
  model: ModelConfig,
  config: RemoteConfig,
  slots: number,
  egress: Egress,
  env: NodeJS.ProcessEnv,
): Upstream {
  const key = readKey(model.id, config.api_key_env, env);
  const ca = readAuthority(model.id, config.ca_file);
  const dispatcher = egress.dispatcher(ca === null ? {} : { ca });
  const url = config.url.replace(/\/+$/, '');
  const server = new OpenAiServer({ url, model: config.model ?? model.id, key }, dispatcher, egress);
  return {
    id: new URL(url).hostname.replace(/^\[|\]$/g, ''),
    engine: 'openai-compatible',
    weightsSha256: model.weights_sha256 ?? null,
    slots,
    complete: (ask, signal) => retryingOnce(() => server.complete(ask, signal)),
    check: signal => server.check(signal),
    close: () => dispatcher.destroy(),
  };
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
