import { describeRealSource } from '../../../test/support/real-source-cases.ts';

const declarations = /^(?:class_declaration|function_declaration|method_definition|interface_declaration)$/;
const names = /^(?:|type_|property_|shorthand_property_)identifier$/;

describeRealSource('TypeScript', {
  languageId: 'typescript',
  files: /(?<!\.d)\.ts$/,
  clean: 0.9,
  declares: declarations,
  declared: 0.96,
  names,
  read: 0.99,
  encloses: declarations,
});

describeRealSource('JavaScript', {
  languageId: 'javascript',
  files: /\.[cm]?js$/,
  clean: 0.9,
  declares: declarations,
  declared: 0.96,
  names,
  read: 0.99,
  encloses: declarations,
});
