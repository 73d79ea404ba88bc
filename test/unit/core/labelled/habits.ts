import type { LabelledCase } from './labelled-case.ts';

/** A second reader: fences, chat, tokens, loops, blanks and foreign indentation of models. */
const J = (inner: string) => `package com.bank;\n\npublic class TransferService {\n${inner}\n}\n`;
const F = (inner: string) => J(`    void run(Account from, Account to, Money amount) {\n${inner}\n    }`);
export const cases: readonly LabelledCase[] = [
  // fences, chat, tokens
  [
    'java',
    F('        ├audit.record(from);┤'),
    'Here is the completed code:\n\n```java\naudit.record(from);\n```\n\nThis records the transfer.',
    F('        █'),
  ],
  ['java', F('        █'), 'Sure! Here is the missing code you asked for.'],
  ['java', F('        █'), "I'm sorry, but I can't complete this code without more context."],
  ['java', F('        ├audit.record(from);┤'), '~~~java\naudit.record(from);\n~~~'],
  ['typescript', 'function f() {\n  █\n}\n', '```typescript\n```'],
  ['typescript', 'const a = ├load();┤\n', 'load();\n```\n\nThe above code loads the account.'],
  ['csharp', 'class A\n{\n    void F()\n    {\n        ├Save();┤\n    }\n}\n', '```csharp\n        Save();\n```'],
  ['go', 'package a\n\nfunc f() {\n\t├g()┤\n}\n', '```go\n\tg()\n```\n'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<|im_end|>'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);</s>'],
  ['java', F('        ├audit.record(from);┤'), '<s> audit.record(from);'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<|eot_id|><|start_header_id|>assistant'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from); <EOT>'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<|file_sep|>src/main/java/Other.java\npackage x;'],
  [
    'java',
    F('        ├audit.record(from);┤'),
    '<PRE> void f() { <SUF> } <MID>audit.record(from);<EOT>',
    F('        █'),
  ],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<end_of_turn>'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<｜fim▁end｜>'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<|endof'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);[SUFFIX]'],
  ['java', F('        ├audit.record(from);┤'), '[MIDDLE]audit.record(from);'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<fim-suffix>'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<|repo_name|>bank'],
  ['java', F('        ├audit.record(from);┤'), 'audit.record(from);<eos>'],
  ['java', F('        List<T> list = ├new ArrayList<T>();┤'), 'new ArrayList<T>();'],
  [
    'typescriptreact',
    'export const Price = () => (\n  <p>\n    ├<s>{old}</s>┤\n  </p>\n);\n',
    '<s>{old}</s>\n  </p>\n);',
  ],
  ['typescript', 'const end = ├"<|endoftext|>";┤\n', '"<|endoftext|>";\n', 'const end = █\n'],

  // loops, and what only looks like one
  ['java', F('        int[] zero = ├{0, 0, 0, 0, 0, 0};┤'), '{0, 0, 0, 0, 0, 0};'],
  [
    'java',
    F('        String line = ├"----------------------------------------";┤'),
    '"----------------------------------------";',
  ],
  ['java', F('        String sql = "INSERT INTO t VALUES (├?, ?, ?, ?, ?, ?)┤";'), '?, ?, ?, ?, ?, ?)";'],
  [
    'java',
    F('        ├audit.record(from);┤'),
    'audit.record(from);\n        audit.record(from);\n        audit.record(from);\n        audit.record(from);\n        audit.record(from);',
  ],
  [
    'typescript',
    'const s = "├very┤',
    'very very very very very very very very very very very very very very',
    'const s = "█',
    'const s = "├very very┤',
    'const s = "├very very very┤',
  ],
  [
    'go',
    'package a\n\nfunc f() error {├\n\tif err := g(); err != nil {\n\t\treturn err\n\t}\n\tif err := h(); err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}┤\n',
    '\n\tif err := g(); err != nil {\n\t\treturn err\n\t}\n\tif err := h(); err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n',
  ],
  [
    'c',
    'static const int table[] = {├\n    1, 1, 2, 2,\n    3, 3, 4, 4,\n┤};\n',
    '\n    1, 1, 2, 2,\n    3, 3, 4, 4,\n};\n',
    'static const int table[] = {├\n    1, 1, 2, 2,\n    3, 3, 4, 4,┤};\n',
  ],

  // blanks
  ['java', F('        █'), '\n'],
  ['java', F('        █'), '\r\n\r\n'],
  ['java', F('        █'), '\t\t'],
  ['java', F('        █'), '\u200b'],
  ['java', F('        █'), '\u00a0\u00a0'],

  // indentation, tabs, line ends
  ['java', F('        ├int a = 1;┤'), '    int a = 1;'],
  [
    'java',
    F('        if (a) {├\n            b();\n        }┤'),
    '\n          b();\n        }\n    }',
    F('        if (a) {├\n          b();\n        }┤'),
  ],
  ['java', F('        if (a) {├\n            b();\n        }┤'), '\n\t\t\tb();\n\t\t}\n\t}'],
  ['java', 'class A {\n\tvoid f() {\n\t\t├g();┤\n\t}\n}\n', '        g();\n    }'],
  [
    'java',
    'class A {\n\tvoid f() {\n\t\t├if (a) {\n\t\t\tg();\n\t\t}┤\n\t}\n}\n',
    'if (a) {\n            g();\n        }\n    }\n}',
  ],
  ['java', 'class A {\r\n    void f() {\r\n        ├g(1);┤\r\n    }\r\n}\r\n', 'g(1);\r\n    }\r\n}\r\n'],
  ['typescript', 'function f() {\r\n  ├return 12;┤\r\n}\r\n', 'return 12;\n}\n'],
  [
    'typescript',
    'const a = [\r\n  ├one,\n  two,┤\r\n];\r\n',
    'one,\r\n  two,\r\n];',
    'const a = [\r\n  ├one,┤\r\n];\r\n',
  ],
  [
    'typescript',
    'function f() {├\n  const a = 1;\n  return a;\n}┤\n',
    '\n    const a = 1;\n    return a;\n}\n',
    'function f() {├\n    const a = 1;\n    return a;\n}┤\n',
  ],
];
