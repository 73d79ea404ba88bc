import { describeRealSource } from '../../../test/support/real-source-cases.ts';

const declarations = /^(?:class|interface|enum|record|struct|method|constructor)_declaration$/;

describeRealSource('C#', {
  languageId: 'csharp',
  files: /\.cs$/,
  clean: 0.9,
  declares: declarations,
  declared: 0.96,
  names: /^identifier$/,
  read: 0.99,
  encloses: declarations,
});
