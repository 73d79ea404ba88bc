import { describeRealSource } from '../../../test/support/real-source-cases.ts';

describeRealSource('Go', {
  languageId: 'go',
  files: /\.go$/,
  clean: 0.9,
  declares: /^(?:function_declaration|method_declaration|type_spec)$/,
  declared: 0.96,
  names: /^(?:|type_|field_|package_)identifier$/,
  read: 0.99,
  encloses: /^(?:function|method)_declaration$/,
});
