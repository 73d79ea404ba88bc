import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { grammars } from './manifest.ts';
import { type ReadWasm, runtimeWasm } from './web.ts';

const require = createRequire(import.meta.url);

/** Reads the WebAssembly files from the installed packages, and those kept here: for the command line and for tests. */
export const readFromPackages: ReadWasm = async file => {
  if (file === runtimeWasm) return readFile(require.resolve(`web-tree-sitter/${runtimeWasm}`));
  const grammar = Object.values(grammars).find(candidate => candidate.wasm === file);
  if (!grammar) throw new Error(`no grammar has a file ${file}`);
  if (grammar.kept) return gunzipSync(await readFile(join(keptFolder(), `${file}.gz`)));
  return readFile(join(dirname(require.resolve(`${grammar.package}/package.json`)), file));
};

/** `grammars/wasm` of the project, from this file or from the bundle that it went into. */
function keptFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const kept = join(folder, 'grammars', 'wasm');
    if (existsSync(kept)) return kept;
    if (folder === dirname(folder)) throw new Error('the folder grammars/wasm is gone');
  }
}
