import type { LabelledCase } from './labelled-case.ts';

/** Answers that run on, repeat, leak tokens or stand at the wrong place. */
const J = (inner: string) => `public class AccountService {\n\n${inner}\n}\n`;
const D = '       PROCEDURE DIVISION.\n       MAIN-PARA.\n';
export const cases: readonly LabelledCase[] = [
  // minimum
  ['java', J('    void f() {\n        int a = 1█\n    }'), ';'],
  ['java', J('    void f() {\n        int a = ├1;┤\n    }'), '1;'],
  ['java', J('    void f() {\n        foo(├a┤);\n    }'), 'a'],
  ['java', 'class A {\n    int a;\n├}┤\n', '}'],
  ['java', 'class A {\n    int a;\n█\n}\n', '}'],
  // syntax errors
  ['java', J('    void f() {\n        int a = 1;\n        █\n    }'), ')))'],
  ['java', J('    void f() {\n        int a = 1;\n        █\n    }'), 'if (a == ) {{'],
  ['java', J('    void f() {\n        int a = 1;\n        ├int b = 2;┤\n    }'), 'int b = 2;\n        int int = ;'],
  ['python', 'def f():\n    x = 1\n    █\n', 'def def def'],
  ['typescript', 'const a = 1;\n█\n', '}}}'],
  ['typescript', 'const a = ├[1, 2, 3]┤;\n', '[1, 2, 3];'],
  // comment places
  ['java', J('    // TODO: ├validate the IBAN┤\n    void f() {}'), 'validate the IBAN'],
  ['java', J('    /* ├validates┤ */\n    void f() {}'), 'validates */'],
  ['python', 'x = 1  # ├the first┤\n', 'the first\ny = 2'],
  ['sql', 'SELECT 1; -- ├one┤\n', 'one\nSELECT 2;'],
  // strings with brackets
  ['java', J('    void f() {\n        log("(├x┤");\n    }'), 'x");'],
  ['java', J('    void f() {\n        log("a", ├"(b"┤);\n    }'), '"(b");'],
  ['python', 'print("├it\'s┤")\n', 'it\'s")'],
  ['python', "print('├name┤')\n", "name')"],
  ['typescript', 'const s = "├a\\"b┤";\n', 'a\\"b";'],
  // quotes missing
  ['java', J('    void f() {\n        log("├hello");┤\n    }'), 'hello");\n        x();'],
  ['python', 'print("├hello")┤\n', 'hello")\nprint("x")'],
  ['python', 'print(├"hello")┤\n', '"hello")\nprint("x")'],
  // duplicate next line with different indentation
  ['python', 'def f():\n    a = 1\n    █\n    return a\n', 'return a'],
  ['python', 'def f():\n    a = 1\n    ├b = 2┤\n    return a\n', 'b = 2\n    return a'],
  ['python', 'def f():\n    a = 1\n    ├b = 2┤\n    return a\n', 'b = 2\n\n    return a'],
  ['typescript', 'const a = 1;\nconst b = 2;\n█\n', 'const b = 2;'],
  [
    'typescript',
    "import a from 'a';\nimport b from 'b';\n├import c from 'c';┤\nimport d from 'd';\n",
    "import c from 'c';\nimport d from 'd';",
  ],
  ['java', J('    int a;\n    ├int b;┤\n    int c;'), 'int b;\n    int c;\n}'],
  // repetition
  ['typescript', 'const a = [├1, 2, 3┤];\n', '1, 2, 3];'],
  [
    'typescript',
    'console.log("a");\n├console.log("b");┤\n',
    'console.log("b");\nconsole.log("b");\nconsole.log("b");\nconsole.log("b");',
  ],
  ['python', 'def f():├\n    a()\n    b()┤\n', '\n    a()\n    b()\n    a()\n    b()\n    a()\n    b()\n'],
  ['typescript', 'const s = "├ab ab┤', 'ab ab ab ab ab ab ab ab ab ab ab ab'],
  [
    'java',
    J('    void f() {├\n        a();┤\n    }'),
    '\n        a();\n        a();\n        a();\n        a();\n    }',
  ],
  // indentation: answer with own base
  ['python', 'class A:\n    def f(self):├\n        return 1┤\n', '\n    return 1\n'],
  [
    'java',
    'class A {\n\tvoid f() {├\n\t\tint a = 1;\n\t\tint b = 2;┤\n\t}\n}\n',
    '\n        int a = 1;\n        int b = 2;\n    }\n}',
  ],
  [
    'typescript',
    'function f() {\n  if (a) {├\n    b();┤\n  }\n}\n',
    '\n\tb();\n  }\n}',
    'function f() {\n  if (a) {├\n    b();┤\n  }\n}\n',
  ],
  ['typescript', 'function f() {\n  ├const a = 1;┤\n}\n', '  const a = 1;'],
  ['typescript', 'function f() {\n├  const a = 1;┤\n}\n', '  const a = 1;\n}'],
  ['go', 'func f() {\n\t├a := 1┤\n}\n', '\ta := 1\n}'],
  [
    'go',
    'func f() {\n\tfor i := range x {├\n\t\tsum += i\n\t\tcount++┤\n\t}\n}\n',
    '\n        sum += i\n        count++\n    }\n}',
  ],
  // else placement, nested
  ['typescript', 'function f() {\n  if (a) {\n    b();\n  } else {├\n    c();┤\n  }\n}\n', '\n    c();\n  }\n}'],
  ['typescript', 'function f() {\n  if (a) {\n    b();\n  }├ else {\n    c();\n  }┤\n}\n', ' else {\n    c();\n  }\n}'],
  ['c', 'int f(int a) {\n    if (a) {\n        return 1;\n    }\n    ├return 0;┤\n}\n', 'return 0;\n}\n\nint g() {'],
  [
    'c',
    'int f(int a)\n{\n    switch (a) {\n    case 1:\n        ├return 1;┤\n    default:\n        return 0;\n    }\n}\n',
    'return 1;\n    default:\n        return 0;\n    }\n}',
  ],
  [
    'cpp',
    'class A {\npublic:\n    ├int id() const { return id_; }┤\nprivate:\n    int id_;\n};\n',
    'int id() const { return id_; }\nprivate:\n    int id_;\n};',
  ],
  [
    'csharp',
    'class A\n{\n    void F()\n    {\n        try\n        {\n            ├Run();┤\n        }\n        catch (Exception e)\n        {\n            throw;\n        }\n    }\n}\n',
    'Run();\n        }\n        catch (Exception e)\n        {\n            throw;\n        }\n    }\n}',
  ],
  [
    'csharp',
    'class A\n{\n    void F()\n    {\n        if (a)\n        {├\n            B();┤\n        }\n    }\n}\n',
    '\n            B();\n        }\n    }\n}',
  ],
  [
    'csharp',
    'class A\n{\n    void F()\n    {\n        if (a)├\n        {\n            B();\n        }┤\n    }\n}\n',
    '\n        {\n            B();\n        }\n    }\n}',
  ],
  ['kotlin', 'fun f(a: Int) = when (a) {\n    1 -> ├"one"┤\n    else -> "many"\n}\n', '"one"\n    else -> "many"\n}'],
  [
    'kotlin',
    'fun f(a: Int): String {\n    return when (a) {\n        ├1 -> "one"\n        else -> "many"┤\n    }\n}\n',
    '1 -> "one"\n        else -> "many"\n    }\n}',
  ],
  // SQL in strings
  [
    'java',
    J(
      '    void f() {\n        var sql = """\n            SELECT id\n            ├FROM accounts┤\n            """;\n    }',
    ),
    'FROM accounts\n            """;',
    J(
      '    void f() {\n        var sql = """\n            SELECT id\n            ├FROM accounts\n            WHERE x = 1┤\n            """;\n    }',
    ),
  ],
  [
    'python',
    'cur.execute("SELECT ├id FROM accounts WHERE id = %s┤", (account_id,))\n',
    'id FROM accounts WHERE id = %s", (account_id,))',
  ],
  ['python', 'cur.execute("""\n    SELECT id\n    ├FROM accounts┤\n""")\n', 'FROM accounts\n""")'],
  ['kotlin', 'val q = """\n    SELECT ├id FROM accounts┤\n"""\n', 'id FROM accounts\n"""'],
  // shell
  [
    'shellscript',
    'if [ "$1" = "x" ]; then\n  echo x\n├else\n  echo y┤\nfi\n',
    'else\n  echo y\nfi\n',
    'if [ "$1" = "x" ]; then\n  echo x\n├else┤\nfi\n',
  ],
  ['shellscript', 'if [ "$1" = "x" ]; then\n  echo x\n├fi┤\n\necho done\n', 'fi\n\necho done'],
  ['shellscript', 'if [ "$1" = "x" ]; then\n  echo x\n█\nfi\n', 'fi'],
  ['shellscript', 'for i in 1 2 3; do\n  echo $i\n├done┤\n', 'done\necho end'],
  ['shellscript', 'function f() {\n  local x="├$1┤"\n}\n', '$1"\n}'],
  [
    'shellscript',
    'case "$1" in\n  start)\n    a\n    ;;\n  ├stop)\n    b\n    ;;┤\nesac\n',
    'stop)\n    b\n    ;;\nesac',
    'case "$1" in\n  start)\n    a\n    ;;\n  ├stop)┤\nesac\n',
  ],
  // PLSQL
  [
    'plsql',
    'BEGIN\n  LOOP\n    ├EXIT WHEN i > 10;┤\n  END LOOP;\nEND;\n/\n',
    'EXIT WHEN i > 10;\n  END LOOP;\nEND;\n/',
  ],
  [
    'plsql',
    'BEGIN\n  IF a THEN\n    b;\n  ├ELSIF c THEN\n    d;┤\n  END IF;\nEND;\n',
    'ELSIF c THEN\n    d;\n  END IF;\nEND;',
  ],
  ['plsql', 'BEGIN\n  IF a THEN\n    b;\n  █\n  END IF;\nEND;\n', 'END IF;'],
  [
    'plsql',
    'CREATE OR REPLACE PROCEDURE p(a NUMBER) IS\nBEGIN\n  INSERT INTO t (id) VALUES (├a┤);\nEND;\n',
    'a);\nEND;',
  ],
  ['plsql', "BEGIN\n  v := CASE WHEN a = 1 THEN 'x' ELSE ├'y' END;┤\nEND;\n", "'y' END;\nEND;"],
  [
    'plsql',
    'BEGIN\n  FOR r IN (SELECT * FROM t WHERE ├id = 1┤) LOOP\n    NULL;\n  END LOOP;\nEND;\n',
    'id = 1) LOOP\n    NULL;\n  END LOOP;',
  ],
  [
    'sql',
    'SELECT a.id,\n       ├a.balance,┤\n       a.status\nFROM accounts a;\n',
    'a.balance,\n       a.status\nFROM accounts a;',
  ],
  ['sql', 'CREATE INDEX idx ON accounts (├customer_id┤);\n', 'customer_id);'],
  ['sql', 'ALTER TABLE accounts ADD COLUMN ├note TEXT;┤\n', 'note TEXT;\nALTER TABLE'],
  [
    'sql',
    'WITH t AS (\n  ├SELECT id FROM accounts┤\n)\nSELECT * FROM t;\n',
    'SELECT id FROM accounts\n)\nSELECT * FROM t;',
  ],
  ['sql', 'SELECT * FROM a WHERE id IN (├1, 2, 3┤) AND b = 1;\n', '1, 2, 3) AND b = 1;'],
  // cobol
  ['cobol', `${D}           MOVE "├Y┤" TO WS-FLAG.\n`, 'Y" TO WS-FLAG.'],
  [
    'cobol',
    `${D}           CALL "SUB" USING WS-A\n                            ├WS-B┤\n           END-CALL.\n`,
    'WS-B\n           END-CALL.',
  ],
  [
    'cobol',
    `${D}           PERFORM READ-PARA UNTIL ├WS-EOF = "Y".┤\n           STOP RUN.\n`,
    'WS-EOF = "Y".\n           STOP RUN.',
  ],
  [
    'cobol',
    D +
      '           STOP RUN.\n       READ-PARA.\n           ├READ ACCT-FILE\n               AT END MOVE "Y" TO WS-EOF\n           END-READ.┤\n',
    'READ ACCT-FILE\n               AT END MOVE "Y" TO WS-EOF\n           END-READ.\n       WRITE-PARA.\n           WRITE OUT-REC.',
  ],
  [
    'cobol',
    D +
      '           IF WS-A = 1\n              MOVE 1 TO B\n           ELSE\n              ├MOVE 2 TO B┤\n           END-IF.\n',
    'MOVE 2 TO B\n           END-IF.',
  ],
  ['cobol', `${D}           DISPLAY "TOTAL: " ├WS-TOTAL┤.\n`, 'WS-TOTAL.'],
  [
    'cobol',
    'IDENTIFICATION DIVISION.\nPROGRAM-ID. X.\nPROCEDURE DIVISION.\n    DISPLAY ├"HELLO".┤\n    STOP RUN.\n',
    '"HELLO".\n    STOP RUN.',
  ],
  [
    'cobol',
    '       01  WS-FLAGS.\n           05  WS-EOF       PIC X VALUE "N".\n               88  ├END-OF-FILE VALUE "Y".┤\n',
    'END-OF-FILE VALUE "Y".\n       01 X.',
  ],
  [
    'cobol',
    '       SELECT ACCT-FILE ASSIGN TO ├"ACCTFILE"┤\n           ORGANIZATION IS INDEXED.\n',
    '"ACCTFILE"\n           ORGANIZATION IS INDEXED.',
  ],
  // YAML
  ['yaml', 'env:\n  - name: A\n    value: "├1┤"\n  - name: B\n    value: "2"\n', '1"\n  - name: B\n    value: "2"'],
  ['yaml', 'spec:\n  replicas: ├3┤\n  template:\n    metadata: {}\n', '3\n  template:'],
  ['yaml', 'spec:\n  containers:├\n    - name: web\n      image: web:1┤\n', '\n    - name: web\n      image: web:1\n'],
  // after CR, blank lines first
  ['java', J('    void f() {\n        █\n    }'), '\n\n\n'],
  ['java', J('    void f() {\n        ├a();┤\n    }'), '\n\n        a();\n'],
  ['python', 'x = 1\n├y = 2┤\n', '\n\ny = 2\n'],
  ['python', 'x = 1├\ny = 2┤\n', '\ny = 2\n'],
  ['python', 'def a():\n    pass\n\n\n├def b():\n    pass┤\n', 'def b():\n    pass\n\n\ndef c():\n    pass\n'],
  [
    'java',
    J('    int a() {\n        return 1;\n    }\n\n    ├int b() {\n        return 2;\n    }┤'),
    'int b() {\n        return 2;\n    }\n\n    int c() {\n        return 3;\n    }\n}',
  ],
  // surrogates, cut token
  ['typescript', 'const s = "├ok 😀┤";\n', 'ok 😀";'],
  ['java', J('    void f() {\n        ├int a = 1;┤\n    }'), 'int a = 1;\n<|endoftex'],
  ['java', J('    void f() {\n        ├int a = 1;┤\n    }'), 'int a = 1;\n<|fim_prefix|>package com.bank;\nclass B {}'],
  ['python', 'TOKEN = "<|endoftext|>"\nx = ├TOKEN + "<|endoftext|>"┤\n', 'TOKEN + "<|endoftext|>"\n'],
  ['typescript', 'const t = ├"<s>strike</s>";┤\n', '"<s>strike</s>";\n'],
  ['typescriptreact', 'const a = (\n  <p>\n    ├<s>old</s>┤\n  </p>\n);\n', '<s>old</s>\n  </p>\n);'],
  ['cpp', 'std::vector<├std::pair<int, int>┤> v;\n', 'std::pair<int, int>> v;'],
  ['java', J('    Map<String, Integer> m = new HashMap<├>()┤;'), '>();'],
  ['typescript', 'const f = async (├a: string, b: number┤) => {\n};\n', 'a: string, b: number) => {'],
  ['typescript', 'type A = {\n  id: string;\n  ├name: string;┤\n};\n', 'name: string;\n};'],
  ['typescript', 'const x = cond ? "├yes┤" : "no";\n', 'yes" : "no";'],
  ['typescript', 'foo({ a: 1, ├b: 2┤ });\n', 'b: 2 });'],
  ['typescript', 'foo({├ a: 1, b: 2 ┤});\n', ' a: 1, b: 2 });'],
  [
    'typescript',
    'return new Promise((resolve, reject) => {\n  ├setTimeout(resolve, 100);┤\n});\n',
    'setTimeout(resolve, 100);\n});',
  ],
  ['typescript', 'const a = await fetch(├url, {\n  method: "POST",\n}┤);\n', 'url, {\n  method: "POST",\n});'],
  ['go', 'if err := run(├ctx┤); err != nil {\n\treturn err\n}\n', 'ctx); err != nil {\n\treturn err'],
  ['go', 'x := map[string]int{├"a": 1, "b": 2┤}\n', '"a": 1, "b": 2}'],
  [
    'go',
    'switch x {\ncase 1:\n\t├return "one"┤\ndefault:\n\treturn "many"\n}\n',
    'return "one"\ndefault:\n\treturn "many"\n}',
  ],
  ['go', 'type S interface {\n\t├Close() error┤\n}\n', 'Close() error\n}\n'],
];
