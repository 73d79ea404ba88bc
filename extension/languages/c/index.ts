import { cLike, continuesBraceBlock } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'C and C++',
  languageIds: ['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp'],
  context,
  lexical: cLike,
  blocks: 'brackets',
  opensBlock: /^\s*(?:public|protected|private)\s*:\s*$/,
  continuesBlock: continuesBraceBlock,
  continuesStatement: /^(?:\.|->|&&|\|\||<<|[?:+]\s)/,
  syntax: {
    grammar: 'cpp',
    grammarFor: { c: 'c', 'objective-c': null, 'objective-cpp': null },
    scopes: {
      namespace_definition: 'body',
      class_specifier: 'body',
      struct_specifier: 'body',
      union_specifier: 'body',
      enum_specifier: 'body',
      function_definition: 'body',
    },
    blocks: ['compound_statement', 'field_declaration_list', 'enumerator_list', 'declaration_list', 'initializer_list'],
    comments: ['comment'],
    strings: ['string_literal', 'raw_string_literal', 'char_literal'],
  },
};
