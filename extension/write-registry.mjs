// Writes languages/registry.ts: one import for each folder in languages/. The build calls it, so that adding a language touches no other file.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function registryText(folder = join(import.meta.dirname, 'languages')) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, 'index.ts')))
    .map(entry => entry.name)
    .sort();
  const identifier = name => name.replace(/\W+(\w)/g, (_, letter) => letter.toUpperCase());
  return [
    '// Written by extension/write-registry.mjs (npm run build) from the folders beside this file.',
    "import type { LanguagePack } from '../core/pack.ts';",
    ...names.map(name => `import { pack as ${identifier(name)} } from './${name}/index.ts';`),
    '',
    `export const packs: readonly LanguagePack[] = [`,
    ...names.map(name => `  ${identifier(name)},`),
    '];',
    '',
  ].join('\n');
}

export function writeRegistry(folder = join(import.meta.dirname, 'languages')) {
  const file = join(folder, 'registry.ts');
  const text = registryText(folder);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}
