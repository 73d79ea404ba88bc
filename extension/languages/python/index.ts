import { doubleQuoted, singleQuoted } from '../../core/common-lexical.ts';
import { commonBrackets } from '../../core/lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'Python',
  languageIds: ['python'],
  context,
  lexical: {
    lineComments: ['#'],
    blockComments: [],
    strings: [
      { open: '"""', close: '"""', escape: 'backslash', multiline: true },
      { open: "'''", close: "'''", escape: 'backslash', multiline: true },
      doubleQuoted,
      singleQuoted,
    ],
    brackets: commonBrackets,
  },
  blocks: 'indentation',
  opensBlock:
    /^\s*(?:(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b.*|.*\)\s*(?:->.*)?):\s*(?:#.*)?$/,
  continuesBlock: /^(?:except|finally)\b/,
  syntax: {
    grammar: 'python',
    scopes: { class_definition: 'body', function_definition: 'body' },
    blocks: ['block'],
    comments: ['comment'],
    strings: ['string'],
  },
};
