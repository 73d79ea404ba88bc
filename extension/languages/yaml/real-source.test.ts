import { describeRealSource } from '../../../test/support/real-source-cases.ts';

describeRealSource('YAML', {
  languageId: 'yaml',
  files: /\.ya?ml$/,
  clean: 0.9,
  declares: /^block_mapping_pair$/,
  declared: 0.96,
});
