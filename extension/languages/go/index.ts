import { cLike } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'Go',
  languageIds: ['go'],
  context,
  lexical: { ...cLike, strings: [{ open: '`', close: '`', escape: 'none', multiline: true }, ...cLike.strings] },
  blocks: 'brackets',
  syntax: {
    grammar: 'go',
    scopes: { function_declaration: 'body', method_declaration: 'body', func_literal: 'body' },
    blocks: ['block', 'field_declaration_list', 'interface_type', 'literal_value'],
    comments: ['comment'],
    strings: ['interpreted_string_literal', 'raw_string_literal', 'rune_literal'],
  },
};
