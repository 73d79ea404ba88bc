import { cLike } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'Go',
  languageIds: ['go'],
  context,
  lexical: { ...cLike, strings: [{ open: '`', close: '`', escape: 'none', multiline: true }, ...cLike.strings] },
  blocks: 'brackets',
};
