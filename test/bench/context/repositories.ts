import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { dialectOf } from './names.ts';

/** Where the sample repositories lie, relative to the project's root. */
export const corpusFolder = join('..', 'shared', 'corpora', 'repositories');

export interface SourceFile {
  /** Relative to its repository, with `/`. */
  path: string;
  text: string;
}

export interface Repository {
  name: string;
  folder: string;
  files: SourceFile[];
}

const longestFile = 1_000_000;

/** Names of the repositories that are there; empty where the corpus is absent. */
export function repositoryNames(folder = corpusFolder): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(file => file.endsWith('.tar.gz'))
    .map(file => file.slice(0, -'.tar.gz'.length))
    .sort();
}

/** Unpacks a repository into a scratch folder; `use` may read it, afterwards it is gone. */
export async function withRepository<Result>(
  name: string,
  use: (repository: Repository) => Promise<Result> | Result,
): Promise<Result> {
  const scratch = mkdtempSync(join(tmpdir(), 'intramural-bench-'));
  try {
    execFileSync('tar', ['xzf', join(corpusFolder, `${name}.tar.gz`), '-C', scratch]);
    return await use({ name, folder: scratch, files: readFiles(scratch) });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The same for a folder that lies open, with the files that identifiers can be told in. */
export function withFolder(folder: string): typeof withRepository {
  return async (name, use) =>
    use({ name, folder, files: readFiles(folder).filter(({ path }) => dialectOf(path) !== undefined) });
}

export function readFiles(root: string): SourceFile[] {
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && statSync(path).size <= longestFile) {
        files.push({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') });
      }
    }
  };
  walk(root);
  return files;
}
