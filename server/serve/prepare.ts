import { mkdirSync } from 'node:fs';
import { CommandError } from '../cli/command.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { ensureLocalToken } from '../identity/local-token.ts';
import { ensureModel, type ModelFile } from '../model/ensure.ts';
import type { FullPolicyDocument } from '../policy/schema.ts';
import { configuredPolicy } from '../policy/source.ts';

/** Everything that must be true before a process starts. */
export interface Prepared {
  loaded: LoadedConfig;
  policy: FullPolicyDocument;
  token: string;
  model: ModelFile | null;
}

/** @throws {CommandError} naming what is wrong with configuration, policy, data folder or model, and the mend. */
export async function prepare(configFile: string | undefined): Promise<Prepared> {
  const loaded = loadConfig(configFile);
  try {
    mkdirSync(loaded.dataDirectory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CommandError(
      `The data folder ${loaded.dataDirectory} can't be made (${(error as NodeJS.ErrnoException).code}).`,
      {
        mend: 'Make it writable, or name another with INTRAMURAL_HOME or data_dir.',
      },
    );
  }
  const policy = configuredPolicy(loaded, Date.now);
  const token = ensureLocalToken(loaded.dataDirectory);
  const embedded = loaded.config.models.find(model => model.upstream === 'embedded');
  if (!embedded) return { loaded, policy, token, model: null };
  const model = await ensureModel();
  // Without a configuration the embedded model is whatever file there is; with one, its words hold.
  if (loaded.file === null) {
    embedded.id = model.id;
    embedded.template = model.template;
    embedded.context_tokens = Math.min(embedded.context_tokens, model.contextTokens);
  }
  embedded.weights_sha256 ??= model.sha256;
  return { loaded, policy, token, model };
}
