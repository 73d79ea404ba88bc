import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('TypeScript and JavaScript', [
  [
    'typescript',
    'balance: number;\n  owner: string;\n}\n',
    'interface Account {\n  id: string;\n  ├balance: number;┤\n}\n',
  ],
  [
    'typescriptreact',
    '<span>{name}</span>\n  </div>\n);',
    'const A = () => (\n  <div>\n    ├<span>{name}</span>┤\n  </div>\n);\n',
  ],
  ['typescriptreact', '"a"></div>;', 'const A = () => <div className=├"a"┤></div>;\n'],
  ['javascript', '\n  return a + b;\n}\n', 'function sum(a, b) {├\n  return a + b;\n┤}\n'],
  ['javascript', 'url}/a`);', 'const x = await fetch(`\u0024{├url}/a┼}┤`);\n'],
  ['typescript', 'b: string };', 'type A = { ├b: string┤ };\n'],
  ['typescript', 'amount * 0.2;\nexport const x = 1;', 'export const rate = (amount: number) => ├amount * 0.2┤;\n'],
]);
