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
    strings: [doubleQuoted, { open: "'", close: "'", escape: 'double', atWordStart: true, multiline: false }],
    brackets: commonBrackets,
    commentAtWordStart: true,
  },
  blocks: 'indentation',
  opensBlock: /^\s*(?:- )*[^\s#'"{[][^#]*:\s*(?:[|>][+-]?\d?)?\s*(?:#.*)?$/,
  syntax: {
    grammar: 'yaml',
    // Helm, Ansible and pipelines write templates into it.
    dialects: true,
    scopes: {},
    blocks: [],
    comments: ['comment'],
    strings: ['double_quote_scalar', 'single_quote_scalar'],
  },
};
