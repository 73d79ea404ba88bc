import { describeRealSource } from '../../../test/support/real-source-cases.ts';

const declarations = /^(?:class|interface|enum|record|method|constructor)_declaration$/;

describeRealSource('Java', {
  languageId: 'java',
  files: /\.java$/,
  clean: 0.9,
  declares: declarations,
  declared: 0.96,
  names: /^(?:|type_)identifier$/,
  read: 0.99,
  encloses: declarations,
});
