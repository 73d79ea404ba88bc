import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IgnoreRules, ignoreFiles } from '../context/ignore.ts';

export interface WorkspaceFile {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
}

/**
 * The files of a workspace in the order of their paths, without what its ignore files keep out. Symbolic links are not
 * followed: what they lead to inside is met anyway, what lies outside is nobody's business.
 */
export function workspaceFiles(root: string): { files: WorkspaceFile[]; rules: IgnoreRules } {
  const rules = new IgnoreRules();
  const files: WorkspaceFile[] = [];
  const walk = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const name of ignoreFiles) {
      if (entries.some(entry => entry.isFile() && entry.name === name)) {
        rules.add(folder, readFileSync(join(root, folder, name), 'utf8'));
      }
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (rules.excludes(path)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) files.push({ path, size: statSync(join(root, path)).size });
    }
  };
  walk('');
  return { files, rules };
}

/** Where a workspace keeps what the model should know of the house. */
export const knowledgeFolder = '.intramural/knowledge';
const longestKnowledge = 100_000;

/** The workspace's knowledge files, by path. */
export function knowledgeFiles(root: string): { path: string; text: string }[] {
  const folder = join(root, knowledgeFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => name)
    .sort()
    .filter(name => statSync(join(folder, name)).size <= longestKnowledge)
    .map(name => ({ path: `${knowledgeFolder}/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
}

/** A file's text: UTF-8, and where it is none, GB18030, which holds the others of a Chinese bank. */
export function readSource(file: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
