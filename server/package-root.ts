import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package, whether this code runs from `dist/` or from its sources. */
export function packageRoot(from: string = fileURLToPath(import.meta.url)): string {
  const folder = dirname(from);
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'server', 'intramural.mjs'))) return folder;
  if (folder === from) throw new Error('the package is incomplete: its package.json is missing');
  return packageRoot(folder);
}
