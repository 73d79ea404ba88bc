import assert from 'node:assert/strict';
import type { Evidence } from '../../../extension/core/evidence.ts';
import { decideMultiline, type LengthMode } from '../../../extension/core/multiline.ts';
import { type Shaped, shape } from '../../../extension/core/shape.ts';
import { type Situation, situate } from '../../../extension/core/situation.ts';
import { SyntaxTrees, withoutTree } from '../../../extension/engine/syntax.ts';
import { packFor } from '../../../extension/languages/index.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { WebGrammars } from '../../../grammars/web.ts';

/**
 * Texts with a cursor, as a reader checks them by eye: `foo(█)` is the document, `foo(├a, b┤)` the document with what is
 * shown in it, and `foo(├a).bar();┼)┤` the same where `)` is overwritten. Case for case, with a syntax tree and without.
 */

const trees = new SyntaxTrees(new WebGrammars(readFromPackages), (grammar, error) => {
  throw new Error(`grammar ${grammar}`, { cause: error });
});

export type Parsing = 'tree' | 'no tree';
export const bothWays: readonly Parsing[] = ['tree', 'no tree'];

export async function situationAt(
  languageId: string,
  text: string,
  parsing: Parsing = 'tree',
  path = 'file',
): Promise<Situation> {
  const parts = text.split('█');
  assert.equal(parts.length, 2, 'one cursor');
  const [prefix, suffix] = parts as [string, string];
  await trees.load(languageId);
  const parse = parsing === 'tree' ? trees.for(languageId) : withoutTree;
  return situate({ prefix, suffix, languageId, path }, packFor(languageId), parse);
}

export interface Asked {
  languageId: string;
  /** With `█`. */
  text: string;
  answer: string;
  mode?: LengthMode;
  parsing?: Parsing;
  evidence?: Evidence;
}

export async function suggest({ languageId, text, answer, mode, parsing, evidence }: Asked): Promise<Shaped> {
  const situation = await situationAt(languageId, text, parsing);
  const { multiline } = decideMultiline(situation, mode ?? 'auto');
  return shape(answer, { situation, multiline, ended: true, ...(evidence && { evidence }) });
}

/** The document as the editor shows it; the document itself where nothing is shown. */
export async function display(asked: Asked): Promise<string> {
  const { shown } = await suggest(asked);
  const [prefix, suffix] = asked.text.split('█') as [string, string];
  if (!shown) return asked.text;
  const over = suffix.slice(0, shown.replaceSuffixLength);
  return `${prefix}├${shown.text}${over === '' ? '' : `┼${over}`}┤${suffix.slice(over.length)}`;
}

/** Text of a template literal without its first line and its common indentation. */
export function lines(strings: TemplateStringsArray, ...values: string[]): string {
  const text = String.raw({ raw: strings.raw }, ...values)
    .replace(/^\n/, '')
    .replace(/\n[ ]*$/, '\n');
  const indents = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => /^ */.exec(line)![0].length);
  const common = Math.min(...indents);
  return text
    .split('\n')
    .map(line => line.slice(common))
    .join('\n');
}
