import { cLike, continuesBraceBlock } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'C and C++',
  languageIds: ['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp'],
  context,
  lexical: cLike,
  blocks: 'brackets',
  continuesBlock: continuesBraceBlock,
  continuesStatement: /^(?:\.|->|&&|\|\||<<|[?:+]\s)/,
};
