import { Edit, type Parser, type Tree } from 'web-tree-sitter';
import type { WebGrammars } from '../../grammars/web.ts';
import type { Parse } from '../core/syntax.ts';
import { grammarFor } from '../languages/index.ts';

/** Longest text that is parsed between two keys: about 20 ms at the slowest grammar's 6 MB/s. */
const longestParsedText = 120_000;

export const withoutTree: Parse = () => null;

/** Parsers by language. A grammar is loaded when its language is first met; until then there is no tree. */
export class SyntaxTrees {
  readonly #grammars: WebGrammars;
  readonly #ready = new Map<string, Parse>();
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
      this.#ready.set(grammarId, incremental(await this.#grammars.parser(grammarId)));
    } catch (error) {
      this.#ready.set(grammarId, withoutTree);
      this.#report(grammarId, error);
    }
  }

  /** The parse function for a language as far as it is loaded. */
  for(languageId: string): Parse {
    const grammarId = grammarFor(languageId);
    return (grammarId === undefined ? undefined : this.#ready.get(grammarId)) ?? withoutTree;
  }
}

/** Parses each text from the tree of the one before: between two keys, and before and after a suggestion, little differs. */
function incremental(parser: Parser): Parse {
  let last: { text: string; tree: Tree } | undefined;
  return text => {
    if (text.length > longestParsedText) return null;
    if (last?.text === text) return last.tree.copy();
    if (last) last.tree.edit(editBetween(last.text, text));
    const tree = parser.parse(text, last?.tree);
    last?.tree.delete();
    last = tree ? { text, tree: tree.copy() } : undefined;
    return tree;
  };
}

function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  const oldEnd = before.length - same;
  const newEnd = after.length - same;
  const startPosition = pointAt(after, start);
  return new Edit({
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition,
    oldEndPosition: pointAt(before, oldEnd),
    newEndPosition: pointAt(after, newEnd),
  });
}

/** Row, and column in UTF-16 units, as the WebAssembly build counts. */
function pointAt(text: string, index: number): { row: number; column: number } {
  let row = 0;
  let start = 0;
  for (let newline = text.indexOf('\n'); newline >= 0 && newline < index; newline = text.indexOf('\n', start)) {
    row++;
    start = newline + 1;
  }
  return { row, column: index - start };
}
