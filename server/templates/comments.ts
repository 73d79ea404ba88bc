import type { ContextItem } from '../wire/completion.ts';
import { type Piece, type PromptParts, text } from './template.ts';

/** Context as comments before the prefix: for families that have no markup of their own for further files. */

type Wrap = readonly [before: string, after: string];

const slashes: Wrap = ['// ', ''];
const hash: Wrap = ['# ', ''];
const dashes: Wrap = ['-- ', ''];

/** By the editor's language id. Whatever is not here is commented with `#`, which most small languages share. */
const wraps: Readonly<Record<string, Wrap>> = {
  bat: ['REM ', ''],
  c: slashes,
  clojure: [';; ', ''],
  cobol: ['      * ', ''],
  cpp: slashes,
  csharp: slashes,
  css: ['/* ', ' */'],
  dart: slashes,
  fortran: ['! ', ''],
  fsharp: slashes,
  go: slashes,
  groovy: slashes,
  haskell: dashes,
  html: ['<!-- ', ' -->'],
  java: slashes,
  javascript: slashes,
  javascriptreact: slashes,
  jsonc: slashes,
  kotlin: slashes,
  latex: ['% ', ''],
  less: slashes,
  lua: dashes,
  markdown: ['<!-- ', ' -->'],
  'objective-c': slashes,
  'objective-cpp': slashes,
  php: slashes,
  plsql: dashes,
  proto3: slashes,
  rust: slashes,
  scala: slashes,
  scss: slashes,
  sql: dashes,
  swift: slashes,
  typescript: slashes,
  typescriptreact: slashes,
  vb: ["' ", ''],
  vue: ['<!-- ', ' -->'],
  xml: ['<!-- ', ' -->'],
};

function comment(content: string, language: string): string {
  const [before, after] = Object.hasOwn(wraps, language) ? wraps[language]! : hash;
  return content
    .replace(/\n+$/, '')
    .split('\n')
    .map(line => `${before}${line}${after}`.trimEnd())
    .join('\n');
}

function item(context: ContextItem, language: string): Piece[] {
  return [text(`${comment(`Path: ${context.path}`, language)}\n`), text(`${comment(context.text, language)}\n`)];
}

/** Every item, then the document's own path, each line a comment of the document's language. Nothing without items. */
export function contextAsComments(parts: PromptParts): Piece[] {
  if (parts.context.length === 0) return [];
  const own = parts.path === '' ? [] : [text(`${comment(`Path: ${parts.path}`, parts.language)}\n`)];
  return [...parts.context.flatMap(context => item(context, parts.language)), ...own];
}
