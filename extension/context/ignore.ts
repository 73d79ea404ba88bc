import { isExcluded } from '../../server/wire/excluded-paths.ts';

/** Files whose patterns keep others out of the index, in every folder. */
export const ignoreFiles = ['.gitignore', '.intramuralignore'] as const;

/**
 * What VS Code's `files.exclude` hides, as patterns of ours: braces become a pattern each. An entry that holds only beside
 * another file (`when`) is left out.
 */
export function editorPatterns(hidden: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(hidden).flatMap(([glob, on]) => (on === true ? alternatives(glob) : []));
}

function alternatives(glob: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(glob);
  if (!braces) return [glob];
  const [whole, list] = braces as unknown as [string, string];
  const [before, after] = [glob.slice(0, braces.index), glob.slice(braces.index + whole.length)];
  return list.split(',').flatMap(one => alternatives(before + one + after));
}

/** Folders that hold no source of the workspace's own. */
const neverRead = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** Longest ignore file that is read; a longer one excludes its whole folder. */
const longestIgnoreFile = 200_000;

/**
 * The ignore rules of a workspace, folder by folder. A rule of an upper folder cannot be taken back further down: what
 * is excluded once stays excluded.
 */
export class IgnoreRules {
  readonly #rules: { folder: string; patterns: readonly string[] }[] = [];

  /** Adds the patterns of an ignore file that lies in `folder` (empty for the workspace's root). */
  add(folder: string, text: string): void {
    const patterns = text.length > longestIgnoreFile ? ['**'] : text.split(/\r?\n/).map(line => line.trim());
    this.#rules.push({ folder, patterns });
  }

  excludes(path: string): boolean {
    if (path.split('/').some(part => neverRead.has(part))) return true;
    return this.#rules.some(({ folder, patterns }) => {
      if (folder === '') return isExcluded(path, patterns);
      return path.startsWith(`${folder}/`) && isExcluded(path.slice(folder.length + 1), patterns);
    });
  }
}
