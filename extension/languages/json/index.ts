import { cLike, doubleQuoted } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';

export const pack: LanguagePack = {
  name: 'JSON',
  languageIds: ['json', 'jsonc', 'jsonl'],
  lexical: { ...cLike, strings: [doubleQuoted] },
  blocks: 'brackets',
};
