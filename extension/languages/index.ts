import type { LanguagePack } from '../core/pack.ts';
import { plainPack } from '../core/plain-pack.ts';
import { packs } from './registry.ts';

const byLanguage = new Map(packs.flatMap(pack => pack.languageIds.map(id => [id, pack] as const)));

/** The language's pack, or the plain one, which serves them all. */
export function packFor(languageId: string): LanguagePack {
  return byLanguage.get(languageId) ?? byLanguage.get(languageId.toLowerCase()) ?? plainPack;
}

/** Id of the grammar that parses the language; undefined where there is none. */
export function grammarFor(languageId: string): string | undefined {
  const { syntax } = packFor(languageId);
  const own = syntax?.grammarFor?.[languageId];
  return own === null ? undefined : (own ?? syntax?.grammar);
}
