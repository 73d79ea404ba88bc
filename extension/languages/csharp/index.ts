import { cLike, continuesBraceBlock, continuesBraceStatement } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'C#',
  languageIds: ['csharp'],
  context,
  lexical: {
    ...cLike,
    strings: [
      { open: '"""', close: '"""', escape: 'none', multiline: true },
      { open: '$@"', close: '"', escape: 'double', multiline: true },
      { open: '@$"', close: '"', escape: 'double', multiline: true },
      { open: '@"', close: '"', escape: 'double', multiline: true },
      ...cLike.strings,
    ],
    commentLine: /^\s*#(?:region|endregion|pragma|if|else|elif|endif|nullable)\b/,
  },
  blocks: 'brackets',
  continuesBlock: continuesBraceBlock,
  continuesStatement: continuesBraceStatement,
};
