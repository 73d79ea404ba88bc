import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The editors whose command line installs a VSIX, in the order of preference. */
const editors = ['code', 'code-server'] as const;

/** The first editor on the path; null where there is none. */
export function findEditor(path = process.env.PATH ?? '', platform: string = process.platform): string | null {
  const endings = platform === 'win32' ? ['.cmd', '.exe'] : [''];
  for (const editor of editors) {
    for (const folder of path.split(delimiter)) {
      if (folder && endings.some(ending => existsSync(join(folder, editor + ending)))) return editor;
    }
  }
  return null;
}

/** Installs the VSIX in the editor; null when done, else what the editor said. */
export function installVsix(editor: string, vsix: string): string | null {
  // On Windows `code` is a .cmd file, which only a shell can run; both words are ours, and the path is quoted.
  const shell = process.platform === 'win32';
  const { status, stderr, error } = spawnSync(editor, ['--install-extension', shell ? `"${vsix}"` : vsix], {
    shell,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status === 0) return null;
  return (error?.message ?? stderr.trim()) || `${editor} ended with exit code ${status}`;
}
