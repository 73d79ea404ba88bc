import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dispatcher } from 'undici';
import { CommandError, exit } from '../cli/command.ts';
import { catalog } from './catalog.ts';
import { displayUrl } from './download.ts';
import { SourceFailure } from './failure.ts';
import { fetchModel } from './fetch.ts';
import { sha256OfFile } from './hash.ts';
import { type ModelFile, modelOfFile } from './model-file.ts';
import type { ModelReporter } from './progress.ts';

/** The model that the bank names itself in `INTRAMURAL_MODEL`: a file, or the address of one at the bank's mirror. */

export interface BankOptions {
  env: NodeJS.ProcessEnv;
  folder: string;
  reporter: ModelReporter;
  allowFetch: boolean;
  dispatcher?: Dispatcher;
  signal?: AbortSignal;
}

export async function bankModel(given: string, options: BankOptions): Promise<ModelFile> {
  const pin = pinned(options.env);
  const url = urlOf(given);
  if (!url) return verified(pathOf(given), 'INTRAMURAL_MODEL', pin, options.reporter);

  const source = `INTRAMURAL_MODEL (${displayUrl(url)})`;
  const target = join(options.folder, `${nameInCache(url, pin)}`);
  const isThere = async () => (await stat(target).catch(() => null))?.isFile() === true;
  if (await isThere()) return verified(target, source, pin, options.reporter);
  if (!options.allowFetch)
    throw new CommandError(`${source} is not in the cache yet.`, {
      mend: 'Run: npx --no-install intramural model fetch',
    });
  const listed = catalog.find(({ sha256 }) => sha256 === pin);
  const tried = await fetchModel({
    ...options,
    name: listed?.name ?? basename(url.pathname),
    target,
    expected: { sha256: pin, bytes: listed?.bytes ?? null },
    sources: [{ kind: 'hub', url: url.href }],
    isThere,
  });
  const attempt = tried.at(-1)?.attempt;
  if (attempt && attempt.kind !== 'fetched') {
    throw new CommandError(`The model of ${source} can't be had: ${attempt.reason}.`, {
      mend: 'Check the address (and INTRAMURAL_MODEL_SHA256), or set INTRAMURAL_MODEL to a GGUF file on this machine. Without INTRAMURAL_MODEL the built-in list of models is used.',
    });
  }
  return verified(target, source, pin, options.reporter);
}

async function verified(path: string, source: string, pin: string | null, reporter: ModelReporter): Promise<ModelFile> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new CommandError(`INTRAMURAL_MODEL names ${path}, but there is no such file.`, {
      mend: 'Correct the path, or unset INTRAMURAL_MODEL to use the built-in list of models.',
    });
  }
  const sha256 = await sha256OfFile(path).catch(error => {
    throw new CommandError(`${path} can't be read (${(error as NodeJS.ErrnoException).code}).`, {
      mend: 'Check its permissions.',
    });
  });
  if (pin !== null && sha256 !== pin) {
    throw new CommandError(
      `${path} is not the pinned model: its SHA-256 is ${sha256}, but INTRAMURAL_MODEL_SHA256 is ${pin}.`,
      {
        mend: 'Delete the file if it is damaged, or correct the hash if the model was changed on purpose.',
      },
    );
  }
  try {
    const model = await modelOfFile({ path, sha256, bytes: found.size, pinned: pin !== null, source });
    if (!model.pinned) {
      reporter.say(
        `${source}: SHA-256 ${sha256}, not pinned. Set INTRAMURAL_MODEL_SHA256 to it to refuse any other file.`,
      );
    }
    return model;
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    throw new CommandError(`${path} can't be used as a model: ${error.message}.`, {
      mend: 'Give a model in the GGUF format.',
    });
  }
}

function pinned(env: NodeJS.ProcessEnv): string | null {
  const given = env.INTRAMURAL_MODEL_SHA256?.trim().toLowerCase();
  if (!given) return null;
  if (/^[0-9a-f]{64}$/.test(given)) return given;
  throw new CommandError('INTRAMURAL_MODEL_SHA256 is no SHA-256: it must be 64 hexadecimal digits.', {
    exitCode: exit.usage,
  });
}

function urlOf(given: string): URL | null {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(given) || /^file:/i.test(given)) return null;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new CommandError('INTRAMURAL_MODEL is an address that is not understood.', {
    mend: 'Give a path, or an address that begins with https:// or http://.',
    exitCode: exit.usage,
  });
}

function pathOf(given: string): string {
  return resolve(/^file:\/\//i.test(given) ? fileURLToPath(given) : given);
}

/** The same file name may mean different files at different addresses, or under different pins. */
function nameInCache(url: URL, pin: string | null): string {
  const key = createHash('sha256')
    .update(pin ?? displayUrl(url))
    .digest('hex')
    .slice(0, 12);
  const name = basename(url.pathname).replace(/[^\w.-]/g, '_') || 'model.gguf';
  return `${key}-${name}`;
}
