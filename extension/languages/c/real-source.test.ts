import { describeRealSource } from '../../../test/support/real-source-cases.ts';

const names = /^(?:|type_|field_|namespace_)identifier$/;

describeRealSource('C', {
  languageId: 'c',
  files: /\.c$/,
  // Macros go beyond the grammar.
  clean: 0.6,
  declares: /^(?:function_definition|preproc_def|preproc_function_def)$/,
  declared: 0.96,
  names,
  read: 0.99,
  encloses: /^function_definition$/,
});

describeRealSource('C++', {
  languageId: 'cpp',
  files: /\.(?:cc|cpp|hpp)$/,
  // Macros go beyond the grammar.
  clean: 0.6,
  declares: /^(?:function_definition|preproc_def|preproc_function_def|class_specifier)$/,
  declared: 0.96,
  names,
  read: 0.99,
  encloses: /^(?:function_definition|class_specifier)$/,
});
