import { cLike } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';

export const pack: LanguagePack = {
  name: 'Go',
  languageIds: ['go'],
  lexical: { ...cLike, strings: [{ open: '`', close: '`', escape: 'none', multiline: true }, ...cLike.strings] },
  blocks: 'brackets',
};
