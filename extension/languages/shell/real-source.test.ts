import { describeRealSource } from '../../../test/support/real-source-cases.ts';

describeRealSource('shell', {
  languageId: 'shellscript',
  files: /\.(?:sh|bash)$/,
  clean: 0.9,
  declares: /^(?:function_definition|variable_assignment)$/,
  declared: 0.96,
  names: /^variable_name$/,
  read: 0.99,
});
