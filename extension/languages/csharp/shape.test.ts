import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('C#', [
  [
    'csharp',
    'return a + b;\n    }\n\n    public int Sub() {\n        return 1;\n    }\n}',
    'class A\n{\n    public int Add(int a, int b)\n    {\n        ├return a + b;┤\n    }\n}\n',
  ],
  ['csharp', 'get; set; }', 'class A\n{\n    public string Name { ├get; set;┤ }\n}\n'],
]);
