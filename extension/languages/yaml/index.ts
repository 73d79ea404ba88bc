import { doubleQuoted } from '../../core/common-lexical.ts';
import { commonBrackets } from '../../core/lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'YAML',
  languageIds: ['yaml', 'dockercompose', 'github-actions-workflow', 'azure-pipelines'],
  context,
  lexical: {
    lineComments: ['#'],
    blockComments: [],
    strings: [doubleQuoted],
    brackets: commonBrackets,
    commentAtWordStart: true,
  },
  blocks: 'indentation',
  opensBlock: /^\s*(?:- )*[^\s#'"{[][^#]*:\s*(?:[|>][+-]?\d?)?\s*(?:#.*)?$/,
};
