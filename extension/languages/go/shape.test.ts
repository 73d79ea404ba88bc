import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('Go', [
  [
    'go',
    'return err\n\t}\n\treturn nil\n}',
    'func f() error {\n\tif err := g(); err != nil {\n\t\t├return err┤\n\t}\n\treturn nil\n}\n',
  ],
]);
