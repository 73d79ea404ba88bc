import { cp, mkdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../cli/command.ts';
import { cacheDirectory } from '../data.ts';
import { takeLock } from '../model/lock.ts';
import { createReporter, type ModelReporter } from '../model/progress.ts';
import { packageRoot } from '../package-root.ts';
import { assemble } from './assemble.ts';
import {
  type Editor,
  editorFingerprint,
  editorFolder,
  editorIn,
  findEditor,
  markerFile,
  partsFolder,
  vscodeVersion,
} from './editor.ts';
import { watchFolderSize } from './folder-size.ts';
import { installLocked } from './npm.ts';
import { type Machine, requireSupported, thisMachine } from './platform.ts';

/** Bytes, measured with an empty npm cache (docs/measurements.md). */
export const editorSize = {
  download: 160e6,
  /** While npm unpacks, before what is not needed is taken away. */
  unpacked: 508e6,
  installed: 270e6,
} as const;

export interface InstallOptions {
  cache?: string;
  reporter?: ModelReporter;
  install?: (folder: string) => Promise<void>;
  machine?: Machine;
}

/**
 * Returns the editor, installed on first use into the cache folder. Whole or not at all: it is put together in a folder
 * aside and moved into place. Of two processes, one installs and the other waits. A broken run is repeated; npm's own
 * cache keeps what was fetched.
 * @throws {CommandError} on a platform it does not run on, without room, or where npm fails
 */
export async function installEditor(options: InstallOptions = {}): Promise<Editor> {
  const cache = options.cache ?? cacheDirectory();
  const reporter = options.reporter ?? createReporter(process.stderr);
  requireSupported(options.machine ?? thisMachine(), join(packageRoot(), 'dist', 'intramural.vsix'));
  const found = findEditor(cache);
  if (found) return found;

  const folder = editorFolder(cache);
  await mkdir(cache, { recursive: true });
  const lock = await takeLock(`${folder}.lock`, {
    onWait: ({ pid }) => reporter.say(`Waiting for process ${pid}, which is installing VS Code…`),
  });
  try {
    return findEditor(cache) ?? (await installInto(folder, reporter, options.install ?? installLocked));
  } finally {
    await lock.release();
  }
}

async function installInto(
  folder: string,
  reporter: ModelReporter,
  install: (folder: string) => Promise<void>,
): Promise<Editor> {
  await requireRoom(folder);
  reporter.say(
    `VS Code ${vscodeVersion} with its Node, through npm: ${megabytes(editorSize.download)} to download, ${megabytes(editorSize.installed)} on disk\n` +
      `in ${folder} (npm's cache keeps another copy). Nothing is compiled, no install script runs.`,
  );
  const staged = `${folder}.staged`;
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged);
  const parts = partsFolder();
  for (const file of ['package.json', 'package-lock.json']) await cp(join(parts, file), join(staged, file));

  const stopWatching = watchFolderSize(staged, bytes => reporter.progress(bytes, editorSize.unpacked));
  try {
    await install(staged);
  } finally {
    await stopWatching();
    reporter.end();
  }
  await assemble(staged);
  await writeFile(join(staged, markerFile), `${JSON.stringify({ fingerprint: editorFingerprint() })}\n`);

  const outdated = `${folder}.outdated`;
  await rm(outdated, { recursive: true, force: true });
  await rename(folder, outdated).catch(ignoreMissing);
  await rename(staged, folder);
  await rm(outdated, { recursive: true, force: true });
  reporter.say('VS Code is installed.');
  return editorIn(folder);
}

/** @throws {CommandError} where the disk has no room for it */
async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(folder));
  const needed = editorSize.unpacked + editorSize.download;
  if (bavail * bsize >= needed) return;
  throw new CommandError(
    `VS Code needs ${megabytes(needed)} while it is installed; ${dirname(folder)} has ${megabytes(bavail * bsize)} left.`,
    { mend: 'Make room, or set INTRAMURAL_CACHE to a folder on another disk.' },
  );
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
