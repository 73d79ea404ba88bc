import { cLike, continuesBraceBlock, continuesBraceStatement } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'Java',
  languageIds: ['java'],
  context,
  lexical: {
    ...cLike,
    strings: [{ open: '"""', close: '"""', escape: 'backslash', multiline: true }, ...cLike.strings],
  },
  blocks: 'brackets',
  continuesBlock: continuesBraceBlock,
  continuesStatement: continuesBraceStatement,
  syntax: {
    grammar: 'java',
    scopes: {
      class_declaration: 'body',
      interface_declaration: 'body',
      enum_declaration: 'body',
      record_declaration: 'body',
      annotation_type_declaration: 'body',
      method_declaration: 'body',
      constructor_declaration: 'body',
      compact_constructor_declaration: 'body',
    },
    blocks: [
      'block',
      'constructor_body',
      'class_body',
      'interface_body',
      'enum_body',
      'annotation_type_body',
      'switch_block',
      'array_initializer',
    ],
    comments: ['line_comment', 'block_comment'],
    strings: ['string_literal', 'character_literal'],
  },
};
