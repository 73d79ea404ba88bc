import { Language, Parser } from 'web-tree-sitter';
import { grammars } from './manifest.ts';

/** The runtime's own WebAssembly, beside those of the grammars. */
export const runtimeWasm = 'web-tree-sitter.wasm';

/** Reads one of the WebAssembly files, by its name in the manifest. */
export type ReadWasm = (file: string) => Promise<Uint8Array>;

let runtime: Promise<void> | undefined;

/** Loads grammars on demand, each once, and keeps a parser for each. */
export class WebGrammars {
  readonly #read: ReadWasm;
  readonly #parsers = new Map<string, Promise<Parser>>();

  constructor(read: ReadWasm) {
    this.#read = read;
  }

  /** @throws when the grammar is unknown, its file is missing or its ABI does not fit the runtime. */
  parser(grammarId: string): Promise<Parser> {
    let loading = this.#parsers.get(grammarId);
    if (!loading) {
      loading = this.#load(grammarId);
      this.#parsers.set(grammarId, loading);
    }
    return loading;
  }

  async #load(grammarId: string): Promise<Parser> {
    const grammar = grammars[grammarId];
    if (!grammar) throw new Error(`no grammar is called ${grammarId}`);
    runtime ??= this.#read(runtimeWasm).then(wasmBinary => Parser.init({ wasmBinary }));
    await runtime;
    const language = await Language.load(await this.#read(grammar.wasm));
    const parser = new Parser();
    parser.setLanguage(language);
    return parser;
  }
}
