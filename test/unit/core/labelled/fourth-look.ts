import type { LabelledCase } from './labelled-case.ts';

/** Models that start over, half-repeat, or end where they should not; written before they were run. */
const J = (inner: string) => `class Fees {\n    Money of(Account account, Money amount) {\n${inner}\n    }\n}\n`;
const D = (inner: string) => `       PROCEDURE DIVISION.\n       MAIN-PARA.\n${inner}\n`;
export const cases: readonly LabelledCase[] = [
  // starts over
  ['python', 'def add(a, b):\n    ├return a + b┤\n', 'def add(a, b):\n    return a + b\n', 'def add(a, b):\n    █\n'],
  [
    'java',
    J('        ├return amount.times(RATE);┤'),
    'Money of(Account account, Money amount) {\n        return amount.times(RATE);\n    }',
    J('        █'),
  ],
  ['typescript', 'function f() {\n  const x = ├compute();┤\n}\n', '  const x = compute();\n  return x;\n}'],
  ['typescript', 'function f() {\n  const x = ├compute();┤\n}\n', 'x = compute();'],
  ['sql', 'SELECT ├id FROM accounts;┤\n', 'SELECT id FROM accounts;'],
  ['sql', 'SELECT id\nFROM ├accounts┤;\n', 'FROM accounts;'],
  [
    'java',
    'import java.util.List;\n├import java.util.Map;┤\n\nclass A {}\n',
    'import java.util.List;\nimport java.util.Map;\n',
    'import java.util.List;\n█\n\nclass A {}\n',
  ],
  ['go', 'package a\n\nfunc f() {\n\tx := ├g()┤\n}\n', '\tx := g()\n}'],
  ['shellscript', 'echo "├hello┤"\n', 'echo "hello"'],
  ['yaml', 'name: ├build┤\n', 'name: build'],
  ['cobol', D('           MOVE ├WS-A TO WS-B.┤'), 'MOVE WS-A TO WS-B.'],
  ['csharp', 'class A\n{\n    public string ├Name { get; set; }┤\n}\n', 'public string Name { get; set; }'],
  ['kotlin', 'val total = ├accounts.sumOf { it.balance }┤\n', 'val total = accounts.sumOf { it.balance }\n'],

  // closes first
  ['java', J('        log(account, amount├);┤'), ');\n        return amount;'],
  ['java', J('        log(account, amount█);'), ');\n        return amount;'],
  ['typescript', 'foo({ a: 1├ });┤\n', ' });\nbar();'],
  ['typescript', 'foo({ a: 1█ });\n', ' });\nbar();'],
  ['python', 'x = [1, 2├]┤\n', ']\ny = 3'],
  ['python', 'def f():\n    """Closes.├"""┤\n    return 1\n', '"""\n    return 1'],
  ['python', 'def f():\n    """Closes.█"""\n    return 1\n', '"""\n    return 1'],
  ['java', J('        /* the fee ├*/┤\n        return amount;'), '*/\n        return amount;'],
  ['json', '{\n  "a": 1├,\n  "b": 2┤\n}\n', ',\n  "b": 2\n}'],
  ['json', '{\n  "a": 1,\n  ├"b": 2┤,\n  "c": 3\n}\n', '"b": 2,\n  "c": 3\n}'],

  // commas, one at a time
  ['typescript', 'foo(├a┤, b);\n', 'a,'],
  ['typescript', 'const o = {\n  a: ├1┤,\n  b: 2,\n};\n', '1,\n  b: 2,\n};'],
  ['python', 'x = {\n    "a": ├1┤,\n    "b": 2,\n}\n', '1,\n    "b": 2,'],
  ['sql', 'SELECT ├id┤, name FROM accounts;\n', 'id, name FROM accounts;'],
  ['sql', 'SELECT ├id, iban┤, name FROM accounts;\n', 'id, iban, name FROM accounts;'],
  ['java', 'enum Side {\n    ├BUY┤,\n    SELL\n}\n', 'BUY,\n    SELL\n}'],
  ['go', 'package a\n\nvar x = []int{├1, 2┤}\n', '1, 2}\n'],

  // markup
  ['typescriptreact', 'export const A = () => <Card ├title="Fees"┤ />;\n', 'title="Fees" />;'],
  ['typescriptreact', 'export const A = () => <div├ className="a"┤></div>;\n', ' className="a"></div>;'],
  ['typescriptreact', 'export const A = () => (\n  <p>\n    Total: ├{total}┤\n  </p>\n);\n', '{total}\n  </p>\n);'],
  [
    'typescriptreact',
    'export const A = () => (\n  <Form onSubmit={├handleSubmit┤}>\n  </Form>\n);\n',
    'handleSubmit}>\n  </Form>',
  ],
  ['html', '<p class="├note┤">Text</p>\n', 'note">Text</p>'],
  ['html', '<table>\n  <tr>\n    <td>1</td>\n    ├<td>2</td>┤\n  </tr>\n</table>\n', '<td>2</td>\n  </tr>\n</table>'],
  [
    'xml',
    '<dependency>\n  <groupId>a</groupId>\n  ├<artifactId>b</artifactId>┤\n</dependency>\n',
    '<artifactId>b</artifactId>\n</dependency>',
  ],

  // shell and its brackets
  ['shellscript', 'if [[ ├-f "$1"┤ ]]; then\n  cat "$1"\nfi\n', '-f "$1" ]]; then\n  cat "$1"\nfi'],
  ['shellscript', 'for i in {├1..10┤}; do\n  echo "$i"\ndone\n', '1..10}; do\n  echo "$i"\ndone'],
  ['shellscript', 'echo "${name├:-nobody┤}"\n', ':-nobody}"'],
  ['shellscript', 'find . -name "*.log" ├-exec rm {} \\;┤\n', '-exec rm {} \\;\n'],
  [
    'shellscript',
    'case "$1" in\n  start)\n    run\n    ├;;┤\nesac\n',
    ';;\nesac',
    'case "$1" in\n  start)\n    run\n    █\nesac\n',
  ],

  // macros, operators, labels
  [
    'c',
    '#define SWAP(a, b) do { \\\n    int t = a; \\\n    ├a = b; \\\n    b = t; \\\n} while (0)┤\n',
    'a = b; \\\n    b = t; \\\n} while (0)\n',
    '#define SWAP(a, b) do { \\\n    int t = a; \\\n    ├a = b; \\┤\n',
  ],
  ['cpp', 'std::cout << "Total: " ├<< total << std::endl;┤\n', '<< total << std::endl;\n'],
  ['cpp', 'auto p = std::make_unique<├Account┤>(id);\n', 'Account>(id);'],
  [
    'go',
    'package a\n\nfunc Map[T any](├items []T, f func(T) T┤) []T {\n\treturn nil\n}\n',
    'items []T, f func(T) T) []T {\n\treturn nil\n}',
  ],
  ['kotlin', 'val s = "Hello ${├customer.name┤}!"\n', 'customer.name}!"\n'],
  ['csharp', 'var path = @"C:\\├logs┤";\n', 'logs";'],
  [
    'csharp',
    'class A\n{\n    /// <summary>├Closes the account.┤</summary>\n    void F() {}\n}\n',
    'Closes the account.</summary>\n    void F() {}',
  ],
  [
    'java',
    J('        return amount ├.times(RATE)┤.rounded();'),
    '.times(RATE).rounded();',
    J('        return amount █.rounded();'),
  ],
  ['java', J('        return account.isOpen() ? ├amount┤ : Money.ZERO;'), 'amount : Money.ZERO;'],
  ['java', J('        return account.isOpen() ├? amount : Money.ZERO┤;'), '? amount : Money.ZERO;'],
  [
    'java',
    J('        Function<Account, Money> f = a -> ├a.balance();┤'),
    'a.balance();\n        return f.apply(account);',
  ],
  [
    'java',
    J('        Money fee = account\n                .balance()\n                ├.times(RATE);┤\n        return fee;'),
    '.times(RATE);\n        return fee;',
  ],

  // Python blocks
  ['python', 'if a:\n    ├b()┤\nelse:\n    c()\n', 'b()\nelse:\n    c()\n'],
  ['python', 'if a:\n    ├b()\nelse:\n    c()┤\n', 'b()\nelse:\n    c()\n', 'if a:\n    ├b()┤\n'],
  ['python', 'for a in b:\n    if a:\n        ├continue┤\n    c()\n', 'continue\n    c()\n'],
  [
    'python',
    'def f():\n    x = 1\n    ├if x:\n        return 2\n    return 3┤\n',
    'if x:\n        return 2\n    return 3\n',
    'def f():\n    x = 1\n    ├if x:\n        return 2┤\n',
  ],
  [
    'python',
    'class A:\n    x = 1\n\n    ├def f(self):\n        return self.x┤\n\n\ndef g():\n    pass\n',
    'def f(self):\n        return self.x\n\n\ndef g():\n    pass\n',
  ],
  ['python', 'with a as b, ├c as d┤:\n    pass\n', 'c as d:\n    pass'],
  ['python', 'x = "hello ├world┤\n', 'world', 'x = "hello ├world"┤\n'],
  ['python', 'x = "hello ├world"┤\ny = 1\n', 'world"\ny = 1'],
  ['python', '# ├Sums the fees┤\ndef f():\n    pass\n', 'Sums the fees\ndef f():\n    pass'],
  ['python', 'from a import (\n    b,\n    ├c,┤\n)\n', 'c,\n)\n'],
  ['python', 'x = (a\n     if b else ├c┤)\n', 'c)\n'],

  // YAML
  [
    'yaml',
    'jobs:\n  a:\n    steps:\n      - name: Test\n        ├run: npm test┤\n      - name: Lint\n        run: npm run lint\n',
    'run: npm test\n      - name: Lint\n        run: npm run lint',
  ],
  ['yaml', 'base: &base\n  a: 1\nother:\n  <<: ├*base┤\n', '*base\n'],
  ['yaml', 'a: 1\n---\n├b: 2┤\n', 'b: 2\n---\nc: 3', 'a: 1\n---\n├b: 2\n---\nc: 3┤\n'],
  ['yaml', 'env:\n  - name: A\n    value: "├1┤"\n  - name: B\n    value: "2"\n', '1"\n  - name: B\n    value: "2"'],
  ['yaml', 'list:\n- a\n├- b┤\nother: 1\n', '- b\nother: 1'],
  ['yaml', 'list:├\n- a\n- b┤\nother: 1\n', '\n- a\n- b\nother: 1'],
  ['yaml', 'list:├\n- a\n- b┤\n', '\n- a\n- b\nother: 1\n'],
  ['yaml', 'list:├\n- a: 1\n  b: 2\n- a: 3┤\n', '\n- a: 1\n  b: 2\n- a: 3\nother: 1\n'],

  // COBOL as people find it
  [
    'cobol',
    D('           IF WS-A = 1\n               MOVE 2 TO WS-B\n           ├END-IF┤\n           STOP RUN.'),
    'END-IF\n           STOP RUN.',
  ],
  [
    'cobol',
    D('           IF WS-A = 1\n               ├MOVE 2 TO WS-B\n           END-IF┤\n           STOP RUN.'),
    'MOVE 2 TO WS-B\n           END-IF\n           STOP RUN.',
    D('           IF WS-A = 1\n               ├MOVE 2 TO WS-B┤\n           STOP RUN.'),
  ],
  [
    'cobol',
    D('           READ IN-FILE\n               AT END ├SET WS-EOF TO TRUE┤\n           END-READ.'),
    'SET WS-EOF TO TRUE\n           END-READ.',
  ],
  [
    'cobol',
    D('           DISPLAY "A".\n       ├EXIT-PARA.\n           EXIT.┤'),
    'EXIT-PARA.\n           EXIT.',
    D('           DISPLAY "A".\n       ├EXIT-PARA.┤'),
  ],
  [
    'cobol',
    D('           DISPLAY ├"THE TOTAL OF ALL FEES IS "\n               WS-TOTAL.┤'),
    '"THE TOTAL OF ALL FEES IS "\n               WS-TOTAL.',
    D('           DISPLAY ├"THE TOTAL OF ALL FEES IS "┤'),
  ],
  [
    'cobol',
    '       WORKING-STORAGE SECTION.\n       01  WS-TABLE.\n           05  WS-ROW OCCURS ├10 TIMES.┤\n               10  WS-KEY PIC 9.\n',
    '10 TIMES.\n               10  WS-KEY PIC 9.',
  ],
];
