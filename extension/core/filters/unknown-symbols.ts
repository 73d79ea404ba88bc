import type { Filter } from '../candidate.ts';
import { scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';

/** Part of the confidence that is left for each symbol that nobody knows, and how many count at most. */
const cost = { perSymbol: 0.8, most: 3 } as const;

/** Shorter names are variables of a line, or too common to say anything. */
const shortestSymbol = 4;

/** What is called, made or reached into: a name that must exist already. What the answer itself declares may be new. */
const used =
  /(?<=\bnew\s+)\p{L}[\p{L}\p{N}_$]*|(?<!\b(?:def|fun|func|function|class|record|interface)\s+)\p{L}[\p{L}\p{N}_$]*(?=\s*\()/gu;

/** Words of many languages that a bracket follows and that nobody declares. */
const ofLanguages = new Set(
  'assert await case catch elif else except for foreach function lambda match print raise return sizeof super switch synchronized this throw typeof using values when where while with yield'.split(
    ' ',
  ),
);

/**
 * Symbols that stand in neither the file nor the workspace lower the model's confidence; below what policy asks for, the
 * answer is dropped. Silent without a workspace or without figures.
 */
export const dropUnknownSymbols: Filter = (candidate, { situation, evidence }) => {
  if (evidence?.confidence === undefined || !evidence.knows || evidence.leastConfidence === 0) return candidate;
  const unknown = unknownSymbols(candidate.text, situation, evidence.knows);
  const lowered = evidence.confidence * cost.perSymbol ** Math.min(cost.most, unknown.length);
  return lowered < evidence.leastConfidence ? null : candidate;
};

export function unknownSymbols(text: string, situation: Situation, knows: (word: string) => boolean): string[] {
  const symbols = new Set<string>();
  for (const { 0: symbol, index } of text.matchAll(used)) {
    if (symbol.length < shortestSymbol || ofLanguages.has(symbol.toLowerCase()) || symbols.has(symbol)) continue;
    if (isInFile(symbol, situation) || knows(symbol)) continue;
    if (isCode(text.slice(0, index), situation)) symbols.add(symbol);
  }
  return [...symbols];
}

function isInFile(symbol: string, { prefix, suffix }: Situation): boolean {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${symbol.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`, 'u');
  return word.test(prefix) || word.test(suffix);
}

function isCode(before: string, { pack, mode, open }: Situation): boolean {
  return scan(before, pack.lexical, { mode, outer: open }).mode.kind === 'code';
}
