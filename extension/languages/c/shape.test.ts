import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('C and C++', [
  ['c', 'a > b ? a : b;\n}', 'int max(int a, int b)\n{\n    return ├a > b ? a : b┤;\n}\n'],
  ['cpp', 'int> v;', 'std::vector<├int┤> v;\n'],
]);
