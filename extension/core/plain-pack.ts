import { doubleQuoted } from './common-lexical.ts';
import { commonBrackets } from './lexical.ts';
import type { LanguagePack } from './pack.ts';

/**
 * Serves every language that has no pack: brackets and indentation, and no more than is true of nearly all. An
 * apostrophe is not taken for a quote: it is as often a letter.
 */
export const plainPack: LanguagePack = {
  name: 'plain text',
  languageIds: [],
  lexical: {
    lineComments: ['//'],
    blockComments: [['/*', '*/']],
    strings: [doubleQuoted],
    brackets: commonBrackets,
  },
  blocks: 'brackets',
};
