import type { Parser } from 'web-tree-sitter';
import type { WebGrammars } from '../../grammars/web.ts';
import type { Parse } from '../core/syntax.ts';
import { grammarFor } from '../languages/index.ts';

/** Longest text that is parsed between two keys: about 20 ms at the slowest grammar's 6 MB/s. */
const longestParsedText = 120_000;

export const withoutTree: Parse = () => null;

/** Parsers by language. A grammar is loaded when its language is first met; until then there is no tree. */
export class SyntaxTrees {
  readonly #grammars: WebGrammars;
  readonly #ready = new Map<string, Parser | null>();
  readonly #report: (grammarId: string, error: unknown) => void;

  constructor(grammars: WebGrammars, report: (grammarId: string, error: unknown) => void) {
    this.#grammars = grammars;
    this.#report = report;
  }

  /** Loads the language's grammar. Never throws: without a grammar, indentation and brackets serve. */
  async load(languageId: string): Promise<void> {
    const grammarId = grammarFor(languageId);
    if (grammarId === undefined || this.#ready.has(grammarId)) return;
    try {
      this.#ready.set(grammarId, await this.#grammars.parser(grammarId));
    } catch (error) {
      this.#ready.set(grammarId, null);
      this.#report(grammarId, error);
    }
  }

  /** The parse function for a language as far as it is loaded. */
  for(languageId: string): Parse {
    const grammarId = grammarFor(languageId);
    const parser = grammarId === undefined ? undefined : this.#ready.get(grammarId);
    if (!parser) return withoutTree;
    return text => (text.length > longestParsedText ? null : parser.parse(text));
  }
}
