import { createRequire } from 'node:module';
import Parser from 'tree-sitter';
import { grammars } from './manifest.ts';

const require = createRequire(import.meta.url);
const parsers = new Map<string, Parser>();

/** The native parser of a grammar, for processes that read whole files. Never beside the WebAssembly of the same grammar. */
export function nativeParser(grammarId: string): Parser {
  const known = parsers.get(grammarId);
  if (known) return known;
  const grammar = grammars[grammarId];
  if (!grammar) throw new Error(`no grammar is called ${grammarId}`);
  const loaded = require(grammar.package);
  const parser = new Parser();
  parser.setLanguage(grammar.nativeExport === undefined ? loaded : loaded[grammar.nativeExport]);
  parsers.set(grammarId, parser);
  return parser;
}

/** Parses a text of any length: the native binding reads at most 32,767 units from a string at once. */
export function parseNatively(grammarId: string, text: string): Parser.Tree {
  return nativeParser(grammarId).parse(index => text.slice(index, index + 16_384));
}
