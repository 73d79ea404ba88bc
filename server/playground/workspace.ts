import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/**
 * Copies the sample workspace; a file that is already there is the user's and stays as it is.
 * @returns the files copied, relative to the folder
 */
export async function layOutWorkspace(sample: string, folder: string): Promise<string[]> {
  const entries = await readdir(sample, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => relative(sample, join(entry.parentPath, entry.name)))
    .sort();
  const copied: string[] = [];
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    if (await copyNew(join(sample, file), join(folder, file))) copied.push(file);
  }
  return copied;
}

async function copyNew(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
