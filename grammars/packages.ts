import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { grammars } from './manifest.ts';
import { type ReadWasm, runtimeWasm } from './web.ts';

const require = createRequire(import.meta.url);

/** Reads the WebAssembly files from the installed packages: for the command line and for tests. */
export const readFromPackages: ReadWasm = file => {
  if (file === runtimeWasm) return readFile(require.resolve(`web-tree-sitter/${runtimeWasm}`));
  const grammar = Object.values(grammars).find(candidate => candidate.wasm === file);
  if (!grammar) throw new Error(`no grammar has a file ${file}`);
  return readFile(join(dirname(require.resolve(`${grammar.package}/package.json`)), file));
};
