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
    const entries = readable(() => readdirSync(join(root, folder), { withFileTypes: true })) ?? [];
    for (const name of ignoreFiles) {
      if (entries.some(entry => entry.isFile() && entry.name === name)) {
        // A rule file that cannot be read closes its folder.
        rules.add(folder, readable(() => readSource(join(root, folder, name))) ?? '**');
      }
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (rules.excludes(path)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const stat = readable(() => statSync(join(root, path)));
        if (stat) files.push({ path, size: stat.size });
      }
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
    .flatMap(name => {
      const text = readable(() =>
        statSync(join(folder, name)).size <= longestKnowledge ? readSource(join(folder, name)) : undefined,
      );
      return text === undefined ? [] : [{ path: `${knowledgeFolder}/${name}`, text }];
    });
}

/** UTF-8, and where it is none, GB18030, which holds the others of a Chinese bank; what is neither, byte by byte. */
const encodings = ['utf-8', 'gb18030', 'windows-1252'] as const;

/** A file's text without its byte order mark, which decides where there is one. @throws where it cannot be read. */
export function readSource(file: string): string {
  const bytes = readFileSync(file);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  return bytes.toString('latin1');
}

/** Undefined for what may not be read, or is gone. */
export function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
