import { cLike, continuesBraceBlock, continuesBraceStatement } from '../../core/common-lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

export const pack: LanguagePack = {
  name: 'TypeScript and JavaScript',
  languageIds: ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'],
  context,
  lexical: {
    ...cLike,
    strings: [{ open: '`', close: '`', escape: 'backslash', multiline: true, interpolation: '${' }, ...cLike.strings],
    regularExpressions: true,
  },
  blocks: 'brackets',
  // Elements of JSX stand between the lines.
  opensBlock: /(?:\breturn|=>)\s*\($/,
  continuesBlock: continuesBraceBlock,
  continuesStatement: continuesBraceStatement,
  syntax: {
    grammar: 'tsx',
    grammarFor: { typescript: 'typescript', javascript: 'javascript', javascriptreact: 'javascript' },
    scopes: {
      class_declaration: 'body',
      abstract_class_declaration: 'body',
      interface_declaration: 'body',
      enum_declaration: 'body',
      internal_module: 'body',
      function_declaration: 'body',
      generator_function_declaration: 'body',
      method_definition: 'body',
      function_expression: 'body',
      arrow_function: 'body',
    },
    blocks: [
      'statement_block',
      'class_body',
      'interface_body',
      'enum_body',
      'switch_body',
      'object',
      'object_type',
      'object_pattern',
    ],
    comments: ['comment'],
    strings: ['string', 'template_string', 'regex'],
  },
};
