import type { LabelledCase } from './labelled-case.ts';

/** A last group of the second reader, written after all was mended, to see whether it holds elsewhere. */
const K = (inner: string) => `class Fees(private val rates: Rates) {\n${inner}\n}\n`;
const P = (inner: string) =>
  `000100 IDENTIFICATION DIVISION.                                         FEES0001\n000200 PROGRAM-ID. FEES.                                                FEES0002\n000300 PROCEDURE DIVISION.                                              FEES0003\n${inner}\n`;
export const cases: readonly LabelledCase[] = [
  // COBOL with numbers on both sides, and the right margin
  [
    'cobol',
    P('000400     ├MOVE ZERO TO WS-TOTAL.┤'),
    'MOVE ZERO TO WS-TOTAL.\n000500     STOP RUN.',
    P('000400     ├MOVE ZERO TO WS-TOTAL.\n000500     STOP RUN.┤'),
  ],
  [
    'cobol',
    '       PROCEDURE DIVISION.\n           DISPLAY ├WS-TOTAL┤\n           STOP RUN.\n',
    'WS-TOTAL\n           STOP RUN.',
  ],
  [
    'cobol',
    '       PROCEDURE DIVISION.\n           ADD WS-A TO ├WS-B GIVING WS-C┤\n           ON SIZE ERROR\n              DISPLAY "X"\n           END-ADD.\n',
    'WS-B GIVING WS-C\n           ON SIZE ERROR\n              DISPLAY "X"\n           END-ADD.',
  ],
  [
    'cobol',
    '       PROCEDURE DIVISION.\n       A-PARA.\n           MOVE 1 TO WS-A.\n       ├B-PARA.\n           MOVE 2 TO WS-A.┤\n',
    'B-PARA.\n           MOVE 2 TO WS-A.\n',
    '       PROCEDURE DIVISION.\n       A-PARA.\n           MOVE 1 TO WS-A.\n       ├B-PARA.┤\n',
  ],
  [
    'cobol',
    '       PROCEDURE DIVISION.\n           SEARCH WS-TABLE├\n              AT END DISPLAY "NONE"\n              WHEN WS-KEY(WS-I) = 1\n                 DISPLAY "ONE"\n           END-SEARCH.┤\n',
    '\n              AT END DISPLAY "NONE"\n              WHEN WS-KEY(WS-I) = 1\n                 DISPLAY "ONE"\n           END-SEARCH.\n',
    '       PROCEDURE DIVISION.\n           SEARCH WS-TABLE├\n              AT END DISPLAY "NONE"\n              WHEN WS-KEY(WS-I) = 1\n                 DISPLAY "ONE"\n           END-SEARCH┤\n',
    '       PROCEDURE DIVISION.\n           SEARCH WS-TABLE├\n              AT END DISPLAY "NONE"┤\n',
  ],
  ['cobol', '       PROCEDURE DIVISION.\n           COPY ├ACCTREC.┤\n', 'ACCTREC.\n           COPY CUSTREC.'],

  // line or block
  [
    'kotlin',
    K('    fun fee(amount: Money): Money {├\n        return amount * rates.fee\n    }┤'),
    '\n        return amount * rates.fee\n    }\n\n    fun other() {}\n}',
  ],
  [
    'kotlin',
    K('    fun fee(amount: Money): Money =├\n        amount * rates.fee┤'),
    '\n        amount * rates.fee\n\n    fun other() {}\n}',
  ],
  [
    'kotlin',
    K('    private val cache by lazy {├\n        mutableMapOf<String, Money>()\n    ┤}'),
    '\n        mutableMapOf<String, Money>()\n    }\n}',
  ],
  [
    'kotlin',
    K('    fun name(kind: Kind) = when (kind) {├\n        Kind.A -> "a"\n        Kind.B -> "b"\n    }┤'),
    '\n        Kind.A -> "a"\n        Kind.B -> "b"\n    }\n}',
  ],
  ['java', 'record Money(├BigDecimal amount, String currency┤) {}\n', 'BigDecimal amount, String currency) {}\n'],
  ['java', 'enum Side {├\n    BUY,\n    SELL\n}┤\n', '\n    BUY,\n    SELL\n}\n'],
  [
    'java',
    'class A {\n    private static final Map<String, Integer> CODES = Map.of(├\n            "A", 1,\n            "B", 2);┤\n}\n',
    '\n            "A", 1,\n            "B", 2);\n\n    void f() {}\n}',
  ],
  [
    'java',
    'class A {\n    void f() {\n        executor.submit(() -> {├\n            run();\n        ┤});\n    }\n}\n',
    '\n            run();\n        });\n    }\n}',
  ],
  [
    'java',
    'class A {\n    void f() {\n        executor.submit(() -> {├\n            run();\n        });┤\n    }\n}\n',
    '\n            run();\n        });\n        executor.shutdown();\n    }\n}',
  ],
  [
    'java',
    'class A {\n    void f() {\n        if (open) {\n            run();\n        } else {├\n            stop();\n        }┤\n    }\n}\n',
    '\n            stop();\n        }\n    }\n}',
  ],
  [
    'java',
    'class A {\n    void f() {\n        switch (side) {├\n            case BUY -> buy();\n            case SELL -> sell();\n        }┤\n    }\n}\n',
    '\n            case BUY -> buy();\n            case SELL -> sell();\n        }\n    }\n}',
  ],
  ['typescript', 'export const rates = {├\n  a: 1,\n  b: 2,\n};┤\n', '\n  a: 1,\n  b: 2,\n};\n\nexport const other'],
  [
    'typescript',
    'export const rates = [├\n  { id: 1 },\n  { id: 2 },\n┤];\n',
    '\n  { id: 1 },\n  { id: 2 },\n];\n',
    'export const rates = [├\n  { id: 1 },\n  { id: 2 },┤];\n',
  ],
  [
    'typescript',
    'test("a", () => {\n  const a = 1;\n  ├expect(a).toBe(1);┤\n});\n',
    'expect(a).toBe(1);\n});\n\ntest("b", () => {',
  ],
  [
    'typescript',
    'const result = await Promise.all([├\n  load(1),\n  load(2),\n]);┤\n',
    '\n  load(1),\n  load(2),\n]);\nprint(result);',
  ],
  [
    'typescript',
    'const a = condition\n  ├? first\n  : second;┤\n',
    '? first\n  : second;\n',
    'const a = condition\n  ├? first┤\n',
  ],
  [
    'typescript',
    'function f(\n  ├a: number,\n  b: number,┤\n): number {\n  return a;\n}\n',
    'a: number,\n  b: number,\n): number {',
    'function f(\n  ├a: number,┤\n): number {\n  return a;\n}\n',
  ],
  ['go', 'package a\n\nfunc f() {\n\tgo func() {├\n\t\trun()\n\t}()┤\n}\n', '\n\t\trun()\n\t}()\n}\n'],
  [
    'go',
    'package a\n\nfunc f() {\n\tresult := compute(├\n\t\tfirst,\n\t\tsecond,\n\t)┤\n}\n',
    '\n\t\tfirst,\n\t\tsecond,\n\t)\n}\n',
  ],
  ['go', 'package a\n\nimport (├\n\t"fmt"\n\t"os"\n)┤\n', '\n\t"fmt"\n\t"os"\n)\n\nfunc main() {}'],
  [
    'csharp',
    'class A\n{\n    void F()\n    {\n        foreach (var a in accounts)├\n        {\n            a.Close();\n        }┤\n    }\n}\n',
    '\n        {\n            a.Close();\n        }\n    }\n}',
  ],
  [
    'csharp',
    'class A\n{\n    private readonly Dictionary<string, int> codes = new()├\n    {\n        ["A"] = 1,\n    };┤\n}\n',
    '\n    {\n        ["A"] = 1,\n    };\n}',
  ],
  [
    'csharp',
    'class A\n{\n    string Name() => kind switch├\n    {\n        Kind.A => "a",\n        _ => "b",\n    };┤\n}\n',
    '\n    {\n        Kind.A => "a",\n        _ => "b",\n    };\n}',
  ],
  [
    'cpp',
    'namespace bank {├\n\nclass Account;\n\n}┤\n',
    '\n\nclass Account;\n\n}\n',
    'namespace bank {├\n\nclass Account;\n\n}  // namespace bank┤\n',
  ],
  [
    'cpp',
    'struct Money {├\n    long amount;\n    std::string currency;\n};┤\n',
    '\n    long amount;\n    std::string currency;\n};\n\nint main() {}',
  ],
  [
    'c',
    'int main(void) {\n    while (read(fd)) {├\n        count++;\n    }┤\n    return 0;\n}\n',
    '\n        count++;\n    }\n    return 0;\n}\n',
  ],
  [
    'python',
    'class A:├\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2┤\n',
    '\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n\n\nclass B:\n    pass\n',
    'class A:├\n    def f(self):\n        return 1┤\n',
  ],
  [
    'python',
    'def f():\n    with open(path) as file:├\n        return file.read()┤\n',
    '\n        return file.read()\n\n\ndef g():\n    pass',
  ],
  ['python', 'if a:\n    b()\nelif c:├\n    d()┤\nelse:\n    e()\n', '\n    d()\nelse:\n    e()\n'],
  ['python', 'x = [├\n    1,\n    2,\n┤]\n', '\n    1,\n    2,\n]\n', 'x = [├\n    1,\n    2,┤]\n'],
  ['python', 'foo(├\n    a,\n    b,\n┤)\n', '\n    a,\n    b,\n)\nbar()', 'foo(├\n    a,\n    b,┤)\n'],
  [
    'shellscript',
    'while read -r line; do├\n  echo "$line"\ndone < "$1"┤\n',
    '\n  echo "$line"\ndone < "$1"\n',
    'while read -r line; do├\n  echo "$line"\ndone┤\n',
  ],
  [
    'shellscript',
    'case "$1" in├\n  start) run ;;\n  stop) halt ;;\nesac┤\n',
    '\n  start) run ;;\n  stop) halt ;;\nesac\n\nexit 0',
  ],
  ['shellscript', 'names=(├\n  one\n  two\n)┤\n', '\n  one\n  two\n)\necho'],
  [
    'sql',
    'CREATE VIEW open_accounts AS\n├SELECT id FROM accounts WHERE closed_at IS NULL;┤\n',
    'SELECT id FROM accounts WHERE closed_at IS NULL;\n',
  ],
  [
    'sql',
    'INSERT INTO accounts (id)\n├VALUES (1),\n       (2);┤\n',
    'VALUES (1),\n       (2);\n',
    'INSERT INTO accounts (id)\n├VALUES (1),┤\n',
  ],
  ['sql', 'ALTER TABLE accounts\n  ├ADD COLUMN note TEXT;┤\n', 'ADD COLUMN note TEXT;\n\nALTER TABLE customers'],
  [
    'sql',
    'SELECT id,\n       ├iban,\n       balance┤\nFROM accounts;\n',
    'iban,\n       balance\nFROM accounts;',
    'SELECT id,\n       ├iban,┤\nFROM accounts;\n',
  ],
  [
    'sql',
    'MERGE INTO t USING s ON (├t.id = s.id┤)\nWHEN MATCHED THEN UPDATE SET t.a = s.a;\n',
    't.id = s.id)\nWHEN MATCHED THEN UPDATE SET t.a = s.a;',
  ],
  [
    'plsql',
    'CREATE OR REPLACE PACKAGE p IS\n  ├PROCEDURE pay(p_id NUMBER);┤\nEND p;\n/\n',
    'PROCEDURE pay(p_id NUMBER);\nEND p;\n/',
  ],
  [
    'plsql',
    'CREATE OR REPLACE PROCEDURE p(├p_id IN NUMBER┤) IS\nBEGIN\n  NULL;\nEND;\n/\n',
    'p_id IN NUMBER) IS\nBEGIN\n  NULL;\nEND;\n/',
  ],
  [
    'plsql',
    "BEGIN\n  EXECUTE IMMEDIATE '├DELETE FROM t WHERE id = :1' USING v_id┼'┤;\nEND;\n/\n",
    "DELETE FROM t WHERE id = :1' USING v_id;\nEND;",
  ],
  [
    'plsql',
    'DECLARE\n  CURSOR c IS ├SELECT id FROM accounts;┤\nBEGIN\n  NULL;\nEND;\n/\n',
    'SELECT id FROM accounts;\nBEGIN\n  NULL;\nEND;',
  ],

  // words and characters on both sides
  ['java', 'class A {\n    String s = "├账户已关闭┤";\n    int b;\n}\n', '账户已关闭";\n    int b;'],
  ['java', 'class A {\n    // ├关闭账户┤\n    void close() {}\n}\n', '关闭账户\n    void close() {}'],
  ['python', 'def 合计(账户):\n    ├return sum(a.余额 for a in 账户)┤\n', 'return sum(a.余额 for a in 账户)\n'],
  ['typescript', 'const a = "├😀", b = "😀┤";\n', '😀", b = "😀";'],
  ['typescript', 'log("😀", ├name┤);\n', 'name);'],
  ['java', 'class A {\n    String s = "├账户┤";\n}\n', '账户\ufffd'],
  ['typescript', 'const a = "├ok ┤";\n', 'ok \ud83d', 'const a = "├ok┤";\n'],
  ['plaintext', 'Grüße, ├Frau Müller┤!\n', 'Frau Müller!'],
  ['markdown', '1. Start\n2. ├Stop┤\n', 'Stop\n3. Again', '1. Start\n2. ├Stop\n3. Again┤\n'],
  ['markdown', '# How to build\n\n├```sh\nnpm ci\n```┤\n', '```sh\nnpm ci\n```\n\nThen run it.'],
  ['markdown', 'Call `├run()┤` first.\n', 'run()` first.'],

  // nothing more is wanted
  ['java', 'class A {\n    void f() {\n        run();█\n    }\n}\n', '\n    }\n}'],
  [
    'java',
    'class A {\n    void f() {\n        run()├;┤\n    }\n}\n',
    ';',
    'class A {\n    void f() {\n        run()█\n    }\n}\n',
  ],
  ['typescript', 'foo(a█);\n', ');'],
  ['python', 'foo(a█)\n', ')\n'],
  ['python', 'def f():\n    return 1\n█\n', '\n\n'],
  ['go', 'package a\n\nfunc f() {█}\n', '}'],
  ['sql', 'SELECT 1;█\n', ';'],
  ['java', 'class A {\n    int a = 1;█ // one\n}\n', ' // one'],
  ['java', 'class A {\n    int a = ├1┤; // one\n}\n', '1; // one'],
  ['typescript', 'const a = ├load()┤ // from the store\n', 'load() // from the store'],
  ['typescript', 'const a = ├load();┤ // from the store\n', 'load();', 'const a = ├load()┤ // from the store\n'],
  ['python', 'x = ├1┤  # one\n', '1\ny = 2'],
];
