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
  syntax: {
    grammar: 'csharp',
    scopes: {
      namespace_declaration: 'body',
      class_declaration: 'body',
      struct_declaration: 'body',
      interface_declaration: 'body',
      record_declaration: 'body',
      enum_declaration: 'body',
      method_declaration: 'body',
      constructor_declaration: 'body',
      local_function_statement: 'body',
    },
    blocks: ['block', 'declaration_list', 'enum_member_declaration_list', 'switch_body', 'initializer_expression'],
    comments: ['comment'],
    strings: [
      'string_literal',
      'verbatim_string_literal',
      'raw_string_literal',
      'interpolated_string_expression',
      'character_literal',
    ],
  },
};
