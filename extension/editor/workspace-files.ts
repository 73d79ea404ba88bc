import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { editorPatterns, IgnoreRules, ignoreFiles } from '../context/ignore.ts';
import type { KnowledgeFile } from '../context/types.ts';
import { folderPrefix } from '../engine/workspace-path.ts';

/** Bytes of the longest file that is read. */
const longestFile = 1_000_000;
const mostFiles = 20_000;
const mostKnowledge = 100;
const knowledgePattern = '.intramural/knowledge/*.md';
/** Folders whose rule files are not looked for: nothing in them is read in any case. */
const neverSearched = '**/{node_modules,.git,.hg,.svn}/**';

/** Relative to its workspace folder; undefined outside the workspace. */
export function pathInFolder(uri: vscode.Uri): string | undefined {
  if (!vscode.workspace.getWorkspaceFolder(uri)) return undefined;
  return vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
}

/** The path that stands for a file of the workspace, in whichever of its folders; undefined outside the workspace. */
export function workspacePath(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder && prefixOf(folder) + pathInFolder(uri);
}

/** By the folder's place now: its own `index` is that of the moment at which VS Code has met it. */
function prefixOf({ uri }: vscode.WorkspaceFolder): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = uri.toString();
  return folderPrefix(
    folders,
    folders.findIndex(folder => folder.uri.toString() === own),
  );
}

/** The files of the workspace, or of a folder in it, in the order of their paths; without what `files.exclude` hides. */
export async function filesBelow(folder?: vscode.Uri): Promise<vscode.Uri[]> {
  const pattern = folder ? new vscode.RelativePattern(folder, '**/*') : '**/*';
  const files = await vscode.workspace.findFiles(pattern, undefined, mostFiles);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** By which a file is known to be the same as before. */
export interface Stamp {
  size: number;
  mtime: number;
}

/** Undefined for what is gone, too large, no file, or a link: what it leads to inside is met anyway. */
export async function stampOf(uri: vscode.Uri): Promise<Stamp | undefined> {
  try {
    const { size, mtime, type } = await vscode.workspace.fs.stat(uri);
    if (size > longestFile || type !== vscode.FileType.File || (await isBehindLink(uri))) return undefined;
    return { size, mtime };
  } catch {
    return undefined;
  }
}

/** In the encoding that the editor would open it in. Undefined for what has no stamp, and what is binary. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  if (!(await stampOf(uri))) return undefined;
  try {
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
  } catch {
    return undefined;
  }
}

/** A folder on the way to the file is a link: it may lead out of the workspace, or in a circle. */
async function isBehindLink(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (uri.scheme !== 'file' || !folder) return false;
  const [file, root] = await Promise.all([realpath(uri.fsPath), realpath(folder.uri.fsPath)]);
  return relative(root, file).toLowerCase() !== relative(folder.uri.fsPath, uri.fsPath).toLowerCase();
}

/** What ignore files and `files.exclude` keep out of the index. */
export async function readRules(): Promise<IgnoreRules> {
  const rules = new IgnoreRules();
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const hidden = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude', {});
    rules.add(prefixOf(folder).slice(0, -1), editorPatterns(hidden).join('\n'));
  }
  for (const name of ignoreFiles) {
    const files = await vscode.workspace.findFiles(`**/${name}`, neverSearched, mostFiles);
    for (const uri of files) {
      const path = workspacePath(uri);
      if (path === undefined) continue;
      const folder = path.slice(0, Math.max(0, path.length - name.length - 1));
      // A rule file that cannot be read closes its folder.
      rules.add(folder, (await textOf(uri)) ?? '**');
    }
  }
  return rules;
}

export async function readKnowledge(): Promise<KnowledgeFile[]> {
  if (!vscode.workspace.isTrusted) return [];
  const files = await vscode.workspace.findFiles(knowledgePattern, null, mostKnowledge);
  const read = await Promise.all(
    files.map(async uri => ({ path: workspacePath(uri) ?? '', text: (await textOf(uri)) ?? '' })),
  );
  return read.filter(({ path, text }) => path !== '' && text !== '').sort((a, b) => (a.path < b.path ? -1 : 1));
}
