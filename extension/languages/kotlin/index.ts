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
  syntax: {
    grammar: 'kotlin',
    scopes: {
      class_declaration: 'class_body',
      object_declaration: 'class_body',
      companion_object: 'class_body',
      function_declaration: 'function_body',
    },
    blocks: ['block', 'class_body', 'enum_class_body', 'lambda_literal', 'when_expression'],
    comments: ['line_comment', 'block_comment'],
    strings: ['string_literal', 'multiline_string_literal', 'character_literal'],
  },
};
