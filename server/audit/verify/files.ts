import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listSegments, type SegmentFile } from '../tail.ts';
import { Bad, type VerifyOptions } from './evidence.ts';

/** The files of a log in the hands of one who trusts nobody: a file may be anything, and may change while it is read. */

/** All segments; those that were moved, where the caller says that they are. @throws Bad */
export async function segmentsOf(directory: string, { archive }: VerifyOptions): Promise<SegmentFile[]> {
  const segments = await readable(join(directory, 'segments'), null, () => listSegments(directory));
  const moved = segments.filter(({ path }) => dirname(path) !== join(directory, 'segments'));
  for (const segment of moved) {
    if (archive !== undefined) segment.path = join(archive, basename(segment.path));
    await mustBeFile(segment.path, segment.path, segment.first);
  }
  return segments;
}

/** What a file system refuses is said as what it is: that file cannot be read. @throws Bad */
export async function readable<T>(path: string, index: number | null, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code;
    if (typeof code === 'string') throw new Bad(index, `${path} can't be read (${code})`);
    throw error;
  }
}

/** Reading a pipe or a device would never end. What is not there is for the reader to miss. */
async function mustBeFile(path: string, name: string, index: number | null): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw new Bad(index, `${name} is no file`);
}

const folders = ['tile', 'segments', 'personal', 'removed'];
const files = ['checkpoint', 'checkpoint.witnessed', 'holds.json'];

/** Folders must be folders, files files, or links to such. @throws Bad */
export async function mustBePlain(directory: string): Promise<void> {
  for (const name of files) await mustBeFile(join(directory, name), name, null);
  for (const name of folders) {
    const found = await stat(join(directory, name)).catch(() => null);
    if (found && !found.isDirectory()) throw new Bad(null, `${name} is no folder`);
    if (found) await folderMustBePlain(join(directory, name), name);
  }
}

async function folderMustBePlain(folder: string, name: string): Promise<void> {
  for (const { entry, path } of await entriesOf(folder, name)) {
    if (entry.isFile()) continue;
    if (entry.isDirectory()) await folderMustBePlain(join(folder, entry.name), path);
    else {
      const digits = name === 'segments' ? /^\d{16}/.exec(entry.name)?.[0] : undefined;
      await mustBeFile(join(folder, entry.name), path, digits === undefined ? null : Number(digits));
    }
  }
}

/** What lies in a folder; nothing where the folder itself is gone: a writer at work takes folders of old tiles away. */
async function entriesOf(folder: string, name: string): Promise<{ entry: Dirent; path: string }[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Bad(null, `${name} can't be read (${error.code})`);
  });
  return found.map(entry => ({ entry, path: `${name}/${entry.name}` }));
}

/** Paths of all files below a folder. @param name what the folder is called in them. */
export async function filesUnder(folder: string, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const { entry, path } of await entriesOf(folder, name)) {
    if (entry.isDirectory()) found.push(...(await filesUnder(join(folder, entry.name), path)));
    else found.push(path);
  }
  return found;
}

/** Tells whether a log was written to between two moments. */
export async function stateOf(directory: string): Promise<string> {
  const parts = [await readFile(join(directory, 'checkpoint'), 'latin1').catch(() => '')];
  const folder = join(directory, 'segments');
  for (const name of (await readdir(folder).catch(() => [] as string[])).sort()) {
    const found = await stat(join(folder, name)).catch(() => null);
    parts.push(`${name} ${found?.size} ${found?.mtimeMs}`);
  }
  return parts.join('\n');
}
