import { cLike, continuesBraceBlock, continuesBraceStatement } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'Kotlin',
  languageIds: ['kotlin', 'kotlinscript'],
  context,
  lexical: {
    ...cLike,
    strings: [
      { open: '"""', close: '"""', escape: 'none', multiline: true, interpolation: '${' },
      { open: '"', close: '"', escape: 'backslash', multiline: false, interpolation: '${' },
      { open: "'", close: "'", escape: 'backslash', multiline: false },
    ],
  },
  blocks: 'brackets',
  continuesBlock: continuesBraceBlock,
  continuesStatement: continuesBraceStatement,
};
