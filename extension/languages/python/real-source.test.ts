import { describeRealSource } from '../../../test/support/real-source-cases.ts';

describeRealSource('Python', {
  languageId: 'python',
  files: /\.py$/,
  clean: 0.9,
  declares: /^(?:class|function)_definition$/,
  declared: 0.96,
  names: /^identifier$/,
  read: 0.99,
  encloses: /^(?:class|function)_definition$/,
});
