import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('YAML', [
  ['yaml', 'postgres:16\n    ports:\n      - 5432:5432\n', 'services:\n  db:\n    image: ├postgres:16┤\n'],
  [
    'yaml',
    'image: postgres:16\n    ports:\n      - "5432:5432"\n  web:\n    image: nginx\n',
    'services:\n  db:\n    ├image: postgres:16\n    ports:\n      - "5432:5432"┤\n',
  ],
  ['yaml', 'main]\njobs:\n', 'on:\n  push:\n    branches: [├main┤]\n'],
]);
