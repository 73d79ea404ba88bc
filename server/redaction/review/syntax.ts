/** The proof that redaction kept a file's syntax: parsed before and after. */
import { createRequire } from 'node:module';

export interface SyntaxProof {
  /** The grammar used, or null if there is none for the file. */
  grammar: string | null;
  errorsAdded: number;
}

export interface SyntaxProver {
  prove(file: string, before: string, after: string): Promise<SyntaxProof>;
}

const grammarByExtension: Readonly<Record<string, string>> = {
  java: 'java',
  py: 'python',
  pyi: 'python',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'typescript',
  mjs: 'typescript',
  cjs: 'typescript',
  tsx: 'tsx',
  jsx: 'tsx',
};

interface Node {
  isError: boolean;
  isMissing: boolean;
  hasError: boolean;
  children: readonly (Node | null)[];
}

/** Parses a text and gives the root of its tree. */
type Parse = (grammar: string, text: string) => Promise<Node>;

export function createSyntaxProver(): SyntaxProver {
  let parse: Promise<Parse> | undefined;
  return {
    async prove(file, before, after) {
      const grammar = grammarByExtension[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];
      if (grammar === undefined) return { grammar: null, errorsAdded: 0 };
      if (before === after) return { grammar, errorsAdded: 0 };
      parse ??= loadParser();
      const parsed = await parse;
      const added = errorsIn(await parsed(grammar, after)) - errorsIn(await parsed(grammar, before));
      return { grammar, errorsAdded: Math.max(0, added) };
    },
  };
}

/**
 * The native parser, which is quicker, or where its binary does not load (it needs a C++ runtime of 2023 or later) the same grammar as
 * WebAssembly. Never both in one process.
 */
async function loadParser(): Promise<Parse> {
  if (nativeLoads()) {
    const { parseNatively } = await import('../../../grammars/native.ts');
    return async (grammar, text) => parseNatively(grammar, text).rootNode;
  }
  const { WebGrammars } = await import('../../../grammars/web.ts');
  const { readFromPackages } = await import('../../../grammars/packages.ts');
  const grammars = new WebGrammars(readFromPackages);
  return async (grammar, text) => {
    const tree = (await grammars.parser(grammar)).parse(text);
    if (tree === null) throw new Error(`${grammar} did not parse`);
    return tree.rootNode;
  };
}

function nativeLoads(): boolean {
  try {
    createRequire(import.meta.url)('tree-sitter');
    return true;
  } catch {
    return false;
  }
}

/** Error and missing nodes of a tree. */
function errorsIn(root: Node): number {
  let errors = 0;
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.isError || node.isMissing) errors++;
    if (node.hasError) for (const child of node.children) if (child !== null) open.push(child);
  }
  return errors;
}
