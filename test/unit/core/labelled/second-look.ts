import type { LabelledCase } from './labelled-case.ts';

/** More of the kinds at which the second reader had disagreed, written before they were run. */
const J = (inner: string) =>
  `package com.bank;\n\npublic class TransferService {\n    void run(Account from, Account to) {\n${inner}\n    }\n}\n`;
const P = (inner: string) =>
  `       IDENTIFICATION DIVISION.\n       PROGRAM-ID. FEES.\n       PROCEDURE DIVISION.\n       MAIN-PARA.\n${inner}\n`;
export const cases: readonly LabelledCase[] = [
  // a whole statement before a word that stands there
  ['java', J('        return █total;'), 'a + b;'],
  ['java', J('        total = █sum(amounts);'), 'compute(amounts);'],
  ['java', J('        for (├int i = 0;┤ i < n; i++) {\n        }'), 'int i = 0;'],
  ['java', J('        for (int i = 0; ├i < n┤; i++) {\n        }'), 'i < n; i++) {'],
  ['typescript', 'const total = █sum(a);\n', 'compute(a);'],
  ['typescript', 'const a = acc█ount.id;\n', 'ess.now();'],
  ['typescript', 'const a = ├await ┤load(id);\n', 'await load(id);'],
  ['typescript', 'foo(├a, ┤b);\n', 'a, b);'],
  ['python', 'total = ├first + ┤second\n', 'first + second'],
  ['python', 'x = get_├current_┤balance()\n', 'current_balance()'],
  ['go', 'package a\n\nfunc f() {\n\ttotal := ├first + ┤second\n}\n', 'first + second\n}'],
  ['kotlin', 'val total = ├first┤ + second\n', 'first + second\n'],
  ['csharp', 'var total = ├first┤ + second;\n', 'first + second;'],
  ['c', 'x = ├(int) ┤value;\n', '(int) value;'],
  [
    'java',
    J('        if (from.isOpen() && █to.isOpen()) {\n        }'),
    'amount > 0) {\n            run();\n        }',
    J('        if (from.isOpen() && ├amount > 0┤to.isOpen()) {\n        }'),
  ],

  // what a string holds
  ['java', J('        String s = "Account ├" + id + "┤ is closed";'), '" + id + " is closed";'],
  [
    'java',
    J('        String s = "Account ├" + id + " of " + name + "┤ is closed";'),
    '" + id + " of " + name + " is closed";',
  ],
  ['typescript', "const s = 'Account ├' + id + '┤ is closed';\n", "' + id + ' is closed';"],
  ['python', 'print("Account ├" + id + "┤ is closed")\n', '" + id + " is closed")'],
  ['sql', "SELECT 'Mr. ├' || name || '┤ Esq.' FROM customers;\n", "' || name || ' Esq.' FROM customers;"],
  ['kotlin', 'val s = "Account ├${account.id}┤ is closed"\n', '${account.id} is closed"\n'],
  ['csharp', 'var s = $"Account {├account.Id┤} is closed";\n', 'account.Id} is closed";'],
  ['typescript', 'const s = `Account ${├account.id┤} is closed`;\n', 'account.id} is closed`;'],
  ['go', 'package a\n\nvar q = `SELECT id ├FROM accounts┤`\n', 'FROM accounts`\n'],
  ['c', 'puts("├hello┤ world");\n', 'hello world");'],
  ['java', J('        String s = "├it is \\"quoted\\"┤";'), 'it is \\"quoted\\"";'],
  ['python', "s = 'it├\\'s fine┤'\n", "\\'s fine'"],

  // COBOL: the sentence's end, the right margin, words that close
  ['cobol', P('           DISPLAY "├ID: " WS-ID " IS CLOSED┤".'), 'ID: " WS-ID " IS CLOSED".'],
  ['cobol', P('           MOVE "├OPEN┤" TO WS-STATUS.'), 'OPEN" TO WS-STATUS.'],
  ['cobol', P('           MOVE FUNCTION TRIM(├WS-NAME┤) TO WS-OUT.'), 'WS-NAME) TO WS-OUT.'],
  [
    'cobol',
    P(
      '           IF WS-A > 1\n              IF WS-B > 1\n                 ├MOVE 1 TO WS-C┤\n              END-IF\n           END-IF.',
    ),
    'MOVE 1 TO WS-C\n              END-IF\n           END-IF.',
  ],
  [
    'cobol',
    P(
      '           IF WS-A > 1\n              IF WS-B > 1├\n                 MOVE 1 TO WS-C\n              END-IF┤\n           END-IF.',
    ),
    '\n                 MOVE 1 TO WS-C\n              END-IF\n           END-IF.',
  ],
  [
    'cobol',
    P(
      '           IF WS-A > 1├\n              MOVE 1 TO WS-C\n           ELSE\n              MOVE 2 TO WS-C\n           END-IF┤.',
    ),
    '\n              MOVE 1 TO WS-C\n           ELSE\n              MOVE 2 TO WS-C\n           END-IF.',
    P('           IF WS-A > 1█.'),
  ],
  [
    'cobol',
    P(
      '           EVALUATE TRUE├\n              WHEN WS-OPEN\n                 PERFORM OPEN-PARA\n              WHEN OTHER\n                 PERFORM OTHER-PARA\n           END-EVALUATE.┤',
    ),
    '\n              WHEN WS-OPEN\n                 PERFORM OPEN-PARA\n              WHEN OTHER\n                 PERFORM OTHER-PARA\n           END-EVALUATE.\n       NEXT-PARA.',
  ],
  [
    'cobol',
    P('           ├PERFORM INIT-PARA.┤'),
    'PERFORM INIT-PARA.\n       INIT-PARA.\n           MOVE 1 TO WS-A.',
    P('           ├PERFORM INIT-PARA.\n       INIT-PARA.\n           MOVE 1 TO WS-A.┤'),
  ],
  ['cobol', P('           DISPLAY "A" ├WS-A┤'), 'WS-A                                                     00010001'],
  [
    'cobol',
    P(
      '           EXEC SQL\n              ├UPDATE ACCOUNTS\n                 SET BALANCE = :WS-BALANCE\n               WHERE ID = :WS-ID┤\n           END-EXEC.',
    ),
    'UPDATE ACCOUNTS\n                 SET BALANCE = :WS-BALANCE\n               WHERE ID = :WS-ID\n           END-EXEC.',
    P('           EXEC SQL\n              ├UPDATE ACCOUNTS┤\n           END-EXEC.'),
  ],
  [
    'cobol',
    P('           EXEC SQL├\n              COMMIT\n           END-EXEC.┤'),
    '\n              COMMIT\n           END-EXEC.\n           STOP RUN.',
  ],
  [
    'cobol',
    P('           PERFORM 10 TIMES├\n              ADD 1 TO WS-A\n           END-PERFORM.┤'),
    '\n              ADD 1 TO WS-A\n           END-PERFORM.\n           STOP RUN.',
    P('           PERFORM 10 TIMES├\n              ADD 1 TO WS-A\n           END-PERFORM┤'),
  ],

  // brackets that are left for the next line
  [
    'sql',
    'CREATE TABLE accounts (\n  ├id BIGINT PRIMARY KEY,\n  iban VARCHAR(34) NOT NULL┤\n);\n',
    'id BIGINT PRIMARY KEY,\n  iban VARCHAR(34) NOT NULL\n);',
  ],
  [
    'sql',
    'CREATE TABLE accounts (\n├  id BIGINT PRIMARY KEY,\n  iban VARCHAR(34) NOT NULL\n);┤\n',
    '  id BIGINT PRIMARY KEY,\n  iban VARCHAR(34) NOT NULL\n);\n\nCREATE INDEX',
  ],
  [
    'sql',
    'SELECT *\nFROM accounts\nWHERE id IN (├\n  SELECT account_id\n  FROM cards\n)┤;\n',
    '\n  SELECT account_id\n  FROM cards\n);',
    'SELECT *\nFROM accounts\nWHERE id IN (├\n  SELECT account_id\n  FROM cards\n);┤\n',
  ],
  [
    'sql',
    'WITH a AS (├\n  SELECT 1\n)\nSELECT * FROM a;┤\n',
    '\n  SELECT 1\n)\nSELECT * FROM a;\n',
    'WITH a AS (├\n  SELECT 1\n)┤\n',
  ],
  [
    'typescript',
    'const user = await load(├\n  id,\n  { retry: true },\n);┤\n',
    '\n  id,\n  { retry: true },\n);\nprint(user);',
  ],
  ['typescript', 'const list = [├\n  1,\n  2,\n];┤\n', '\n  1,\n  2,\n];\nprint(list);'],
  [
    'java',
    J('        transfers.submit(├\n                from,\n                to);┤'),
    '\n                from,\n                to);\n        done();',
  ],
  ['python', 'result = compute(├\n    first,\n    second,\n)┤\n', '\n    first,\n    second,\n)\nprint(result)\n'],
  ['python', 'names = [├\n    "a",\n    "b",\n]┤\n', '\n    "a",\n    "b",\n]\nprint(names)\n'],
  ['kotlin', 'val m = mapOf(├\n    "a" to 1,\n    "b" to 2,\n)┤\n', '\n    "a" to 1,\n    "b" to 2,\n)\nprintln(m)\n'],
  ['go', 'package a\n\nvar names = []string{├\n\t"a",\n\t"b",\n}┤\n', '\n\t"a",\n\t"b",\n}\n\nfunc f() {}'],

  // PL/SQL: which END is whose
  ['plsql', 'BEGIN\n  IF v_a > 0 THEN├\n    pay;\n  END IF;┤\nEND;\n/\n', '\n    pay;\n  END IF;\nEND;\n/'],
  ['plsql', 'BEGIN\n  IF v_a > 0 THEN\n    ├pay;┤\n  END IF;\nEND;\n/\n', 'pay;\n  END IF;\nEND;\n/'],
  [
    'plsql',
    'BEGIN\n  WHILE v_a > 0 LOOP\n    ├v_a := v_a - 1;┤\n  END LOOP;\nEND;\n/\n',
    'v_a := v_a - 1;\n  END LOOP;\nEND;',
  ],
  [
    'plsql',
    'BEGIN\n  FOR i IN 1 .. 10 LOOP├\n    pay(i);\n  END LOOP;┤\n  COMMIT;\nEND;\n/\n',
    '\n    pay(i);\n  END LOOP;\n  COMMIT;\nEND;\n/',
  ],
  [
    'plsql',
    'CREATE OR REPLACE PROCEDURE p IS\nBEGIN├\n  pay;\nEND p;\n/┤\n',
    '\n  pay;\nEND p;\n/\n\nCREATE',
    'CREATE OR REPLACE PROCEDURE p IS\nBEGIN├\n  pay;\nEND p;┤\n',
  ],
  [
    'plsql',
    'BEGIN\n  v_a := CASE├\n    WHEN v_b > 0 THEN 1\n    ELSE 0\n  END;┤\nEND;\n/\n',
    '\n    WHEN v_b > 0 THEN 1\n    ELSE 0\n  END;\nEND;\n/',
  ],
  [
    'plsql',
    'BEGIN\n  BEGIN├\n    pay;\n  EXCEPTION\n    WHEN OTHERS THEN\n      ROLLBACK;\n  END;┤\nEND;\n/\n',
    '\n    pay;\n  EXCEPTION\n    WHEN OTHERS THEN\n      ROLLBACK;\n  END;\nEND;\n/',
  ],

  // cut answers: the model was stopped in the middle
  ['yaml', 'a: 1\n█\n', 'b: [1, [2'],
  ['rust', 'fn main() {\n    █\n}\n', 'let v = vec![1, [2'],
  ['python', 'x = 1\n█\n', 'y = [1, [2'],
  ['java', J('        log.info("start");\n        ├pay(from);┤'), 'pay(from);\n        notifyCustomer(from, "your tr'],
  [
    'java',
    J('        if (from.isOpen()) {├\n            pay(from);\n        }┤'),
    '\n            pay(from);\n        }\n        if (to.is',
  ],
  [
    'typescript',
    'function f() {├\n  const a = load();┤\n}\n',
    '\n  const a = load();\n  const b = a.map((x) => {\n    return x',
  ],
  [
    'sql',
    'SELECT id, ├iban┤\nFROM accounts;\n',
    'iban, (SELECT MAX(',
    'SELECT id, █\nFROM accounts;\n',
    'SELECT id, ├iban,┤\nFROM accounts;\n',
  ],

  // prose of chat models
  ['java', J('        ├pay(from);┤'), "Here's the code:\n```java\npay(from);\n```", J('        █')],
  ['python', 'def f():\n    █\n', 'The function should return the total of all accounts.'],
  [
    'python',
    'def f():\n    ├return total┤\n',
    'return total\n\nExplanation: this returns the total.',
    'def f():\n    ├return total┤\n',
  ],
  ['go', 'package a\n\nfunc f() {\n\t█\n}\n', 'Certainly! To complete this function you need to add a loop.'],
  ['typescript', 'const a = 1;\n█\n', 'As an AI language model, I cannot complete this.'],
  ['sql', 'SELECT id\nFROM accounts\n├WHERE balance > 0;┤\n', '```sql\nWHERE balance > 0;\n```'],
  ['yaml', 'a: 1\n├b: 2┤\n', '```yaml\nb: 2\n```'],
  ['shellscript', '#!/bin/sh\n├ls -l┤\n', '```bash\nls -l\n```'],
  ['cobol', P('           ├MOVE 1 TO WS-A.┤'), '```cobol\n           MOVE 1 TO WS-A.\n```'],
  [
    'python',
    'def f():\n    ├return 1┤\n',
    '<think>\nThe user wants a return.\n</think>\nreturn 1',
    'def f():\n    █\n',
  ],

  // indentation by hand
  ['python', 'def f(a):\n    if a:\n        return 1\n├    return 0┤\n', '    return 0\n'],
  [
    'python',
    'def f(a):\n    if a:\n        return 1\n    ├else:\n        return 0┤\n',
    'else:\n        return 0\n',
    'def f(a):\n    if a:\n        return 1\n    ├else:┤\n',
  ],
  [
    'python',
    'class A:\n    def f(self):\n        pass\n\n    ├def g(self):\n        return 1┤\n',
    'def g(self):\n        return 1\n\n\nclass B:',
    'class A:\n    def f(self):\n        pass\n\n    ├def g(self):┤\n',
  ],
  [
    'python',
    'class A:\n    def f(self):\n        pass\n\n├    def g(self):\n        return 1┤\n',
    '    def g(self):\n        return 1\n\n\nclass B:',
    'class A:\n    def f(self):\n        pass\n\n├    def g(self):┤\n',
  ],
  [
    'go',
    'package a\n\nfunc f() {\n\tif ok {├\n\t\tg()\n\t}┤\n}\n',
    '\n    g()\n  }\n}',
    'package a\n\nfunc f() {\n\tif ok {├\n\t\tg()\n\t}┤\n}\n',
  ],
  ['makefile', 'build:\n\t├npm ci\n\tnpm run build┤\n', 'npm ci\n\tnpm run build\n', 'build:\n\t├npm ci┤\n'],
  ['yaml', 'a:\n  b:├\n    c: 1\n    d: 2┤\n  e: 3\n', '\n    c: 1\n    d: 2\n  e: 3\n'],
  ['yaml', 'a:\n  - x\n  - ├y┤\nb: 1\n', 'y\nb: 1'],
  ['yaml', 'a: "├1┤"\n', '1"'],
  ['yaml', "command: ['├sh', '-c', 'ls┤']\n", "sh', '-c', 'ls']"],

  // others' syntax
  [
    'cpp',
    'template <typename T>\n├T max(T a, T b) {\n    return a > b ? a : b;\n}┤\n',
    'T max(T a, T b) {\n    return a > b ? a : b;\n}\n\nint main() {',
  ],
  [
    'cpp',
    '#pragma once\n\n├#include <string>┤\n',
    '#include <string>\n#include <vector>\n',
    '#pragma once\n\n├#include <string>\n#include <vector>┤\n',
  ],
  [
    'cpp',
    'auto it = std::find_if(v.begin(), v.end(), ├[&](const auto& a) { return a.id == id; }┤);\n',
    '[&](const auto& a) { return a.id == id; });',
  ],
  [
    'c',
    'switch (code) {\ncase 1:\n    ├run();\n    break;┤\ndefault:\n    break;\n}\n',
    'run();\n    break;\ndefault:\n    break;\n}',
    'switch (code) {\ncase 1:\n    ├run();┤\ndefault:\n    break;\n}\n',
  ],
  [
    'csharp',
    '[HttpGet("├{id}┤")]\npublic Account Get(int id) => Find(id);\n',
    '{id}")]\npublic Account Get(int id) => Find(id);',
  ],
  [
    'csharp',
    'class A\n{\n    [HttpGet]\n    ├public Account Get(int id) => Find(id);┤\n}\n',
    'public Account Get(int id) => Find(id);\n',
  ],
  [
    'csharp',
    'namespace Bank;\n\n├public record Account(string Id, decimal Balance);┤\n',
    'public record Account(string Id, decimal Balance);\n\npublic record Customer(string Name);',
    'namespace Bank;\n\n├public record Account(string Id, decimal Balance);\n\npublic record Customer(string Name);┤\n',
  ],
  [
    'go',
    'package a\n\nfunc f() {\n\tfor _, a := range accounts {├\n\t\ttotal += a.Balance\n\t}┤\n\treturn\n}\n',
    '\n\t\ttotal += a.Balance\n\t}\n\treturn\n}',
  ],
  ['go', 'package a\n\nimport ├"fmt"┤\n\nfunc f() {}\n', '"fmt"\n\nfunc f() {}'],
  ['kotlin', 'class A(├private val repository: Repository┤)\n', 'private val repository: Repository)\n'],
  ['kotlin', 'fun f(x: Any) {\n    if (x !is String) ├return┤\n    print(x)\n}\n', 'return\n    print(x)\n}'],
  ['typescript', 'export enum Side {├\n  Buy,\n  Sell,\n}┤\n', '\n  Buy,\n  Sell,\n}\n\nexport const'],
  [
    'typescriptreact',
    'export const A = () => {\n  return (├\n    <div>\n      <p>Hi</p>\n    </div>\n  );\n┤};\n',
    '\n    <div>\n      <p>Hi</p>\n    </div>\n  );\n};\n',
    'export const A = () => {\n  return (├\n    <div>\n      <p>Hi</p>\n    </div>\n  );┤\n};\n',
    'export const A = () => {\n  return (├\n    <div>\n      <p>Hi</p>\n    </div>\n  );┤};\n',
  ],
  ['typescriptreact', 'export const A = () => <div className={├styles.card┤}>Hi</div>;\n', 'styles.card}>Hi</div>;'],
  [
    'typescriptreact',
    'export const A = () => (\n  <div>\n    {open && ├<Card />┤}\n  </div>\n);\n',
    '<Card />}\n  </div>\n);',
  ],
  ['typescriptreact', 'export const A = () => (\n  <div>├Hello┤</div>\n);\n', 'Hello</div>\n);'],
  [
    'shellscript',
    '#!/bin/bash\nset -euo pipefail\n\n├main() {\n  echo hi\n}┤\n',
    'main() {\n  echo hi\n}\n\nmain "$@"\n',
  ],
  ['shellscript', '#!/bin/bash\nname="├${1:-world}┤"\n', '${1:-world}"\n'],
  [
    'shellscript',
    '#!/bin/bash\nif ! command -v psql ├> /dev/null; then\n  exit 1\nfi┤\n',
    '> /dev/null; then\n  exit 1\nfi\n',
    '#!/bin/bash\nif ! command -v psql ├> /dev/null; then┤\n',
  ],
  ['shellscript', "sed -i 's/├old/new/g┤' file\n", "old/new/g' file"],
];
