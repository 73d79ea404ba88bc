import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Editor, editorFingerprint, editorFolder } from '../../../server/playground/editor.ts';

/**
 * A VS Code that refuses proposed API as the desktop's does. code-server grants every proposal to every extension, which
 * would hide an extension that uses one: this copy restores VS Code's own rule.
 */

interface Patch {
  file: string;
  from: string;
  to: string;
}

/** The bundler's names differ from file to file, so that each place is named by its exact text. */
const patches: readonly Patch[] = [
  ...(
    [
      ['vs/workbench/api/node/extensionHostProcess.js', 'Oe', 'M', 'i', 't'],
      ['vs/workbench/api/worker/extensionHostWorkerMain.js', '_e', 'A', 'i', 't'],
      ['vs/code/browser/workbench/workbench.js', 'uc', 'Dst', 's', 'o'],
    ] as const
  ).map(([file, isEnabled, check, extension, proposal]) => ({
    file,
    from: `function ${isEnabled}(${extension},${proposal}){return!0}function ${check}(`,
    to: `function ${isEnabled}(${extension},${proposal}){return!!${extension}.enabledApiProposals?.includes(${proposal})}function ${check}(`,
  })),
  {
    file: 'vs/code/browser/workbench/workbench.js',
    from: 'this._envEnablesProposedApiForAll=!0',
    to: 'this._envEnablesProposedApiForAll=!1',
  },
];

/** Returns the strict copy of the installed editor, made on first use beside it. @throws where a place is not found. */
export async function strictCopy(editor: Editor, folder = `${editorFolder()}.strict`): Promise<Editor> {
  const strict = { ...editor, vscode: folder };
  const marker = join(folder, 'strict.json');
  const wanted = JSON.stringify({ fingerprint: editorFingerprint(), editor, patches });
  if ((await readFile(marker, 'utf8').catch(() => '')) === wanted) return strict;

  const staged = `${folder}.${process.pid}`;
  await mkdir(staged, { recursive: true });
  try {
    for (const name of ['out', 'package.json', 'product.json']) {
      await cp(join(editor.vscode, name), join(staged, name), { recursive: true });
    }
    for (const name of ['extensions', 'node_modules']) await symlink(join(editor.vscode, name), join(staged, name));
    for (const patch of patches) await apply(patch, join(staged, 'out'));
    await writeFile(join(staged, 'strict.json'), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(staged, folder);
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
  return strict;
}

async function apply({ file, from, to }: Patch, folder: string): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  await writeFile(path, patchOnce(text, from, to, file));
}

/** @throws unless `from` is there exactly once: another version of VS Code needs another patch. */
export function patchOnce(text: string, from: string, to: string, file: string): string {
  const parts = text.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new Error(`strict copy: found ${parts.length - 1} times instead of once in ${file}: ${from}`);
}
