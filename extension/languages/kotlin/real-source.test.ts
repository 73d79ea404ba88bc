import { describeRealSource } from '../../../test/support/real-source-cases.ts';

describeRealSource('Kotlin', {
  languageId: 'kotlin',
  files: /\.kt$/,
  clean: 0.9,
  declares: /^(?:class|object|function)_declaration$/,
  declared: 0.96,
  names: /^identifier$/,
  read: 0.99,
});
