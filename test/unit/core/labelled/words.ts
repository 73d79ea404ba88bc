import type { LabelledCase } from './labelled-case.ts';

/** Closers that are words, columns, and calls that are being typed. */
const D = '       PROCEDURE DIVISION.\n       MAIN-PARA.\n';
const K = (inner: string, end = '\n') =>
  `CREATE OR REPLACE PACKAGE BODY accounts_api IS\n\n  PROCEDURE close_account(p_id IN NUMBER) IS\n    v_status VARCHAR2(10);\n  BEGIN\n${inner}\n  END close_account;\n\nEND accounts_api;\n/${end}`;
export const cases: readonly LabelledCase[] = [
  // the isValidIban( family
  [
    'java',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban)) {┤\n            return true;\n        }\n    }\n}\n',
    'iban)) {\n            return true;\n        }',
  ],
  [
    'java',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban)) {\n            return true;\n        }┤\n    }\n}\n',
    'iban)) {\n            return true;\n        }\n        return false;\n    }\n}',
  ],
  [
    'java',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban)┤)\n    }\n}\n',
    'iban)) {\n            return true;\n        }',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban┤)\n    }\n}\n',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban)) {\n            return true;\n        }┼)┤\n    }\n}\n',
  ],
  [
    'java',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban┤))\n    }\n}\n',
    'iban)) {\n            return true;\n        }',
    'class A {\n    boolean f(String iban) {\n        if (isValidIban(├iban)) {\n            return true;\n        }┼))┤\n    }\n}\n',
  ],
  [
    'java',
    'class A {\n    boolean isValidIban(├String iban) {\n        return iban.length() > 4;\n    }┤\n}\n',
    'String iban) {\n        return iban.length() > 4;\n    }\n}',
  ],
  [
    'java',
    'class A {\n    boolean isValidIban(├String iban┤) {\n    }\n}\n',
    'String iban) {\n        return iban.length() > 4;\n    }\n}',
  ],
  [
    'java',
    'class A {\n    boolean isValidIban(├String iban┤)\n}\n',
    'String iban) {\n        return iban.length() > 4;\n    }\n}',
    'class A {\n    boolean isValidIban(├String iban) {\n        return iban.length() > 4;\n    }┼)┤\n}\n',
  ],
  ['java', 'class A {\n    boolean f(String iban) {\n        boolean ok = ├isValidIban┤\n    }\n}\n', 'isValidIban('],
  ['java', 'class A {\n    boolean f(String iban) {\n        boolean ok = isValidIban(├iban);┤\n    }\n}\n', 'iban);'],
  [
    'java',
    'class A {\n    boolean f(String iban) {\n        boolean ok = isValidIban(├iban, country┤)\n    }\n}\n',
    'iban, country',
  ],
  ['java', 'class A {\n    boolean f(String iban) {\n        boolean ok = isValidIban(├iban┤\n    }\n}\n', 'iban'],
  [
    'typescript',
    'function f(iban: string) {\n  if (isValidIban(├iban)) {\n    return true;\n  }┤\n}\n',
    'iban)) {\n    return true;\n  }\n}\n',
  ],
  ['typescript', 'function f(iban: string) {\n  const ok = ├isValidIban┤\n}\n', 'isValidIban('],
  [
    'typescript',
    'function f(iban: string) {\n  items.forEach(├item => {\n    run(item);\n  }┤);\n}\n',
    'item => {\n    run(item);\n  });\n}',
    'function f(iban: string) {\n  items.forEach(├item => {\n    run(item);\n  });┼);┤\n}\n',
  ],
  ['python', 'def f(iban):\n    if is_valid(├iban):┤\n        return True\n', 'iban):\n        return True'],
  ['python', 'def f(iban):\n    if is_valid(├iban┤):\n        return True\n', 'iban):\n        return True'],
  ['python', 'def f(iban):\n    ok = ├is_valid(┤\n', 'is_valid('],
  ['go', 'func f() {\n\tx := ├load┤\n}\n', 'load('],
  [
    'kotlin',
    'fun f(iban: String) {\n    if (isValidIban(├iban)) {\n        return\n    }┤\n}\n',
    'iban)) {\n        return\n    }\n}\n',
  ],
  [
    'go',
    'func f() {\n\tfor _, a := range ├accounts {\n\t\tsum += a.Balance\n\t}┤\n}\n',
    'accounts {\n\t\tsum += a.Balance\n\t}\n}',
  ],
  [
    'csharp',
    'class A\n{\n    void F()\n    {\n        foreach (var a in ├accounts┤)\n    }\n}\n',
    'accounts)\n        {\n            a.Close();\n        }',
  ],
  // COBOL
  ['cobol', `${D}           MOVE WS-A TO ├WS-B.┤\n           STOP RUN.\n`, 'WS-B.\n           STOP RUN.'],
  [
    'cobol',
    `${D}           IF WS-A > 0\n               ├MOVE 1 TO WS-B┤\n           END-IF.\n`,
    'MOVE 1 TO WS-B\n           END-IF.',
  ],
  [
    'cobol',
    `${D}           IF WS-A > 0├\n               MOVE 1 TO WS-B┤\n           END-IF.\n`,
    '\n               MOVE 1 TO WS-B\n           END-IF.',
  ],
  [
    'cobol',
    `${D}           IF WS-A > 0├\n               MOVE 1 TO WS-B\n           END-IF.┤\n`,
    '\n               MOVE 1 TO WS-B\n           END-IF.\n           STOP RUN.',
    `${D}           IF WS-A > 0├\n               MOVE 1 TO WS-B\n           END-IF┤\n`,
  ],
  [
    'cobol',
    D +
      '           PERFORM VARYING WS-I FROM 1 BY 1├ UNTIL WS-I > 10┤\n               DISPLAY WS-I\n           END-PERFORM.\n',
    ' UNTIL WS-I > 10\n               DISPLAY WS-I\n           END-PERFORM.',
  ],
  ['cobol', `${D}           DISPLAY "├HELLO┤".\n           STOP RUN.\n`, 'HELLO".\n           STOP RUN.'],
  ['cobol', `${D}           DISPLAY "├HELLO".┤\n           STOP RUN.\n`, 'HELLO".\n           STOP RUN.'],
  [
    'cobol',
    `${D}           CALL "CBACCT01" USING ├WS-ACCOUNT┤\n           END-CALL.\n`,
    'WS-ACCOUNT\n           END-CALL.',
  ],
  ['cobol', `${D}           COMPUTE WS-TOTAL = ├WS-A + WS-B┤.\n`, 'WS-A + WS-B.\n'],
  [
    'cobol',
    `${D}           MOVE WS-VERY-LONG-SOURCE-FIELD-NAME TO ├WS-TARGET-FIELD┤\n           STOP RUN.\n`,
    'WS-TARGET-FIELD WS-OTHER-TARGET-FIELD-NAME',
  ],
  [
    'cobol',
    `${D}           ├ADD 1 TO WS-COUNT┤\n`,
    'ADD 1 TO WS-COUNT                                            00012300\n',
  ],
  [
    'cobol',
    D +
      '           EVALUATE TRUE\n               WHEN WS-A = 1\n                   ├PERFORM A-PARA┤\n               WHEN OTHER\n                   PERFORM B-PARA\n           END-EVALUATE.\n',
    'PERFORM A-PARA\n               WHEN OTHER\n                   PERFORM B-PARA\n           END-EVALUATE.',
  ],
  [
    'cobol',
    D +
      '           EVALUATE WS-A\n               ├WHEN 1\n                   PERFORM A-PARA\n               WHEN OTHER\n                   PERFORM B-PARA┤\n           END-EVALUATE.\n',
    'WHEN 1\n                   PERFORM A-PARA\n               WHEN OTHER\n                   PERFORM B-PARA\n           END-EVALUATE.',
  ],
  [
    'cobol',
    '       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n       01  WS-ACCOUNT.\n           05  WS-ID        PIC ├9(08).┤\n           05  WS-BAL       PIC S9(9)V99.\n',
    '9(08).\n           05  WS-BAL       PIC S9(9)V99.',
  ],
  [
    'cobol',
    '       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n       01  WS-ACCOUNT.\n           05  ├WS-ID        PIC 9(08).┤\n           05  WS-BAL       PIC S9(9)V99.\n',
    'WS-ID        PIC 9(08).\n           05  WS-BAL       PIC S9(9)V99.',
  ],
  [
    'cobol',
    D +
      '           EXEC SQL\n               SELECT BALANCE INTO :WS-BAL\n               FROM ACCOUNTS\n               WHERE ├ID = :WS-ID┤\n           END-EXEC.\n',
    'ID = :WS-ID\n           END-EXEC.',
  ],
  [
    'cobol',
    `${D}           EXEC CICS\n               ├READ FILE("ACCT") INTO(WS-REC) RIDFLD(WS-ID)┤\n           END-EXEC.\n`,
    'READ FILE("ACCT") INTO(WS-REC) RIDFLD(WS-ID)\n           END-EXEC.',
  ],
  [
    'cobol',
    D +
      '           STRING WS-A DELIMITED BY SIZE\n                  ├WS-B DELIMITED BY SIZE┤\n                  INTO WS-C\n           END-STRING.\n',
    'WS-B DELIMITED BY SIZE\n                  INTO WS-C\n           END-STRING.',
  ],
  [
    'cobol',
    '       IDENTIFICATION DIVISION.\n       PROGRAM-ID. ├CBACCT01.┤\n       ENVIRONMENT DIVISION.\n',
    'CBACCT01.\n       ENVIRONMENT DIVISION.',
  ],
  [
    'cobol',
    `${D}           PERFORM UNTIL WS-EOF = "Y"├\n               PERFORM READ-PARA┤\n           END-PERFORM.\n`,
    '\n               PERFORM READ-PARA\n           END-PERFORM.\n           STOP RUN.',
  ],
  [
    'cobol',
    `${D}      * ├Read the next account┤\n           PERFORM READ-PARA.\n`,
    'Read the next account\n           PERFORM READ-PARA.',
  ],
  [
    'cobol',
    `${D}           READ ACCT-FILE\n               AT END ├MOVE "Y" TO WS-EOF┤\n           END-READ.\n`,
    'MOVE "Y" TO WS-EOF\n           END-READ.',
  ],
  ['cobol', `${D}           IF WS-A > 0\n               MOVE 1 TO WS-B\n           █\n           END-IF.\n`, 'END-IF.'],
  [
    'cobol',
    `${D}           IF WS-A > 0\n               MOVE 1 TO WS-B\n           ├END-IF.┤\n           STOP RUN.\n`,
    'END-IF.\n           STOP RUN.',
  ],
  [
    'cobol',
    D +
      '           IF WS-A > 0\n               MOVE 1 TO WS-B\n           ├ELSE\n               MOVE 2 TO WS-B┤\n           END-IF.\n',
    'ELSE\n               MOVE 2 TO WS-B\n           END-IF.',
  ],
  // SQL
  ['sql', 'SELECT ├id, balance┤\nFROM accounts;\n', 'id, balance\nFROM accounts;'],
  ['sql', 'SELECT id, balance\nFROM ├accounts┤\nWHERE id = 1;\n', 'accounts\nWHERE id = 1;'],
  [
    'sql',
    '├SELECT id, balance\nFROM accounts\nWHERE id = 1;┤\n',
    'SELECT id, balance\nFROM accounts\nWHERE id = 1;\n\nSELECT 2;',
  ],
  ['sql', 'SELECT id, balance\nFROM accounts\nWHERE ├id = 1;┤\n', 'id = 1;\n\nSELECT 2;'],
  [
    'sql',
    'SELECT a.id, c.name\nFROM accounts a\nJOIN customers c ON ├c.id = a.customer_id┤\nWHERE a.id = 1;\n',
    'c.id = a.customer_id\nWHERE a.id = 1;',
  ],
  [
    'sql',
    'CREATE TABLE accounts (\n  id BIGINT PRIMARY KEY,\n  ├balance NUMERIC(18,2) NOT NULL,┤\n  created_at TIMESTAMP\n);\n',
    'balance NUMERIC(18,2) NOT NULL,\n  created_at TIMESTAMP\n);',
  ],
  ['sql', "UPDATE accounts SET status = '├CLOSED┤' WHERE id = 1;\n", "CLOSED' WHERE id = 1;"],
  ['sql', 'INSERT INTO accounts (├id, balance┤) VALUES (1, 2);\n', 'id, balance) VALUES (1, 2);'],
  [
    'sql',
    "SELECT CASE WHEN balance > 0 THEN ├'rich' ELSE 'poor'┤ END FROM accounts;\n",
    "'rich' ELSE 'poor' END FROM accounts;",
  ],
  ['sql', 'SELECT count(├*┤) FROM accounts;\n', '*) FROM accounts;'],
  [
    'sql',
    "-- all open accounts\n├SELECT * FROM accounts WHERE status = 'OPEN';┤\n",
    "SELECT * FROM accounts WHERE status = 'OPEN';\n\n-- closed\nSELECT 1;",
  ],
  [
    'plsql',
    K('    ├SELECT status INTO v_status FROM accounts WHERE id = p_id;┤'),
    'SELECT status INTO v_status FROM accounts WHERE id = p_id;\n  END close_account;\n\nEND accounts_api;\n/',
    K('    ├SELECT status INTO v_status FROM accounts WHERE id = p_id;┤'),
  ],
  [
    'plsql',
    K("    IF v_status = 'OPEN' THEN\n      ├UPDATE accounts SET status = 'CLOSED' WHERE id = p_id;┤\n    END IF;"),
    "UPDATE accounts SET status = 'CLOSED' WHERE id = p_id;\n    END IF;\n  END close_account;",
  ],
  [
    'plsql',
    K("    IF v_status = 'OPEN' THEN├\n      NULL;\n    END IF;┤"),
    '\n      NULL;\n    END IF;\n  END close_account;',
  ],
  ['plsql', K("    IF v_status = 'OPEN' THEN\n      NULL;\n    ├END IF;┤"), 'END IF;\n  END close_account;'],
  [
    'plsql',
    K('    FOR r IN (SELECT id FROM accounts) LOOP\n      ├close_account(r.id);┤\n    END LOOP;'),
    'close_account(r.id);\n    END LOOP;',
  ],
  ['plsql', K("    dbms_output.put_line(├'id ' || p_id┤);"), "'id ' || p_id);"],
  ['plsql', K("    dbms_output.put_line('├closing┤');"), "closing');"],
  [
    'plsql',
    K('    NULL;\n  ├EXCEPTION\n    WHEN OTHERS THEN\n      RAISE;┤'),
    'EXCEPTION\n    WHEN OTHERS THEN\n      RAISE;\n  END close_account;',
  ],
  [
    'plsql',
    'CREATE OR REPLACE FUNCTION f(p NUMBER) RETURN NUMBER IS\nBEGIN\n  ├RETURN p * 2;┤\nEND;\n/\n',
    'RETURN p * 2;\nEND;\n/\n',
  ],
  [
    'plsql',
    'CREATE OR REPLACE FUNCTION f(p NUMBER) RETURN NUMBER IS\nBEGIN├\n  RETURN p * 2;\nEND;┤\n',
    '\n  RETURN p * 2;\nEND;\n/\nSELECT 1 FROM dual;',
    'CREATE OR REPLACE FUNCTION f(p NUMBER) RETURN NUMBER IS\nBEGIN├\n  RETURN p * 2;\nEND;\n/┤\n',
  ],
  ['plsql', 'DECLARE\n  v NUMBER := ├0;┤\nBEGIN\n  NULL;\nEND;\n', '0;\nBEGIN\n  NULL;\nEND;'],
  ['plsql', 'DECLARE\n  ├v NUMBER := 0;┤\nBEGIN\n  NULL;\nEND;\n', 'v NUMBER := 0;\nBEGIN\n  NULL;\nEND;'],
  ['plsql', "BEGIN\n  accounts_api.close_account(p_id => ├1, p_reason => 'x'┤);\nEND;\n", "1, p_reason => 'x');\nEND;"],
  // shell
  ['shellscript', 'if [ -f "$file" ]; then\n  ├rm "$file"┤\nfi\n', 'rm "$file"\nfi\n'],
  ['shellscript', 'if [ -f "$file" ]; then├\n  rm "$file"\nfi┤\n', '\n  rm "$file"\nfi\necho done'],
  ['shellscript', 'for f in *.txt; do├\n  echo "$f"┤\ndone\n', '\n  echo "$f"\ndone\n'],
  [
    'shellscript',
    'for f in ├*.txt; do\n  echo "$f"\ndone┤\n',
    '*.txt; do\n  echo "$f"\ndone\n',
    'for f in ├*.txt; do┤\n',
  ],
  ['shellscript', 'while read -r line; do\n  ├echo "$line"┤\ndone < input\n', 'echo "$line"\ndone < input'],
  [
    'shellscript',
    'case "$1" in\n  start)\n    ├start_service\n    ;;┤\n  stop)\n    stop_service\n    ;;\nesac\n',
    'start_service\n    ;;\n  stop)\n    stop_service\n    ;;\nesac',
    'case "$1" in\n  start)\n    ├start_service┤\n  stop)\n    stop_service\n    ;;\nesac\n',
  ],
  ['shellscript', 'deploy() {├\n  kubectl apply -f app.yaml┤\n}\n', '\n  kubectl apply -f app.yaml\n}\n'],
  ['shellscript', 'echo "├Hello, $name┤"\n', 'Hello, $name"\n'],
  ['shellscript', 'name=$(├basename "$file"┤)\n', 'basename "$file")\n'],
  ['shellscript', 'curl -s "$url" ├| jq .id┤\n', '| jq .id\necho'],
  ['shellscript', 'set -euo pipefail\n├cd "$(dirname "$0")"┤\n', 'cd "$(dirname "$0")"\nnpm ci'],
  // yaml
  [
    'yaml',
    'services:\n  db:\n    image: ├postgres:16┤\n    ports:\n      - "5432:5432"\n',
    'postgres:16\n    ports:\n      - "5432:5432"',
  ],
  [
    'yaml',
    'services:\n  db:\n    ├image: postgres:16┤\n    ports:\n      - "5432:5432"\n',
    'image: postgres:16\n    ports:\n      - "5432:5432"',
  ],
  [
    'yaml',
    'services:\n  db:├\n    image: postgres:16\n    restart: always┤\n  web:\n    image: web\n',
    '\n    image: postgres:16\n    restart: always\n  web:\n    image: web',
  ],
  ['yaml', 'on:\n  push:\n    branches: [├main┤]\n', 'main]\n'],
  ['yaml', 'steps:\n  - name: ├Build┤\n    run: make\n', 'Build\n    run: make'],
  [
    'yaml',
    'steps:\n  - uses: actions/checkout@v4\n  ├- name: Build\n    run: make┤\n',
    '- name: Build\n    run: make\n  - name: Test\n    run: make test',
    'steps:\n  - uses: actions/checkout@v4\n  ├- name: Build┤\n',
  ],
  ['json', '{\n  "name": "├bank┤",\n  "version": "1"\n}\n', 'bank",\n  "version": "1"\n}'],
  ['json', '{\n  "name": ├"bank"┤,\n  "version": "1"\n}\n', '"bank",\n  "version": "1"\n}'],
  ['json', '{\n  "name": "x",\n  ├"version": "1"┤\n}\n', '"version": "1"\n}'],
  // fences, tokens in others
  ['python', 'def f():\n    ├return 1┤\n', '```python\nreturn 1\n```'],
  ['python', 'def f():\n    ├return 1┤\n', '```python\n    return 1\n```\n'],
  ['sql', '├SELECT 1;┤\n', '```sql\nSELECT 1;\n```'],
  ['markdown', '# Title\n\n├Some text.┤\n', 'Some text.\n\n## Next'],
  ['markdown', '# Title\n\n├```sh\nnpm ci\n```┤\n', '```sh\nnpm ci\n```\n', '# Title\n\n├```sh┤\n'],
  ['plaintext', 'Dear customer,\n├your account is open.┤\n', 'your account is open.\nRegards'],
  ['typescript', 'const a = 1;\n├const b = 2;┤\n', 'const b = 2;<|file_sep|>src/b.ts\nconst c = 3;'],
  ['typescript', 'const a = 1;\n├const b = 2;┤\n', 'const b = 2;<|im_end|>'],
  ['typescript', 'const a = 1;\n├const b = 2;┤\n', 'const b = 2;</s>'],
  ['typescript', 'const a = 1;\n├const b = 2;┤\n', 'const b = 2;[SUFFIX]'],
  ['typescript', 'const a = 1;\n├const b = 2;┤\n', ' <MID>const b = 2; <EOT>'],
  // unicode
  ['java', 'class A { String s = "├😀 grüße┤"; }\n', '😀 grüße"; }'],
  ['python', 'name = "├李雷┤"\n', '李雷"\n'],
  ['typescript', 'const s = "😀├😀┤";\n', '😀";'],
  // trailing white space
  [
    'java',
    'class A {\n    void f() {\n        ├int a = 1;\n    ┤}\n}\n'.replace('\n    ┤', '┤\n    '),
    'int a = 1;   \n    }\n}  ',
  ],
  ['python', 'x = ├1┤\ny = 2\n', '1   \ny = 2'],
  // mid line
  ['python', 'total = ├price * quantity┤ + tax\n', 'price * quantity + tax\n'],
  ['python', 'def f(├a, b┤, c):\n    pass\n', 'a, b, c):\n    pass'],
  ['typescript', 'foo(├a, b┤, c);\n', 'a, b, c);'],
  ['typescript', 'const { ├id, name┤ } = account;\n', 'id, name } = account;'],
  ['java', 'class A {\n    int x = a├.size()┤ * 2;\n}\n', '.size() * 2;'],
  [
    'java',
    'class A {\n    void f() {\n        List<String> names = new ├ArrayList<>()┤;\n    }\n}\n',
    'ArrayList<>();\n    }',
  ],
  ['java', 'class A {\n    void f() {\n        Map<├String, Integer┤> m;\n    }\n}\n', 'String, Integer> m;'],
  ['java', 'class A {\n    void f() {\n        foo("├abc┤", 1);\n    }\n}\n', 'abc", 1);'],
  ['java', 'class A {\n    void f() {\n        foo(├"abc"┤, 1);\n    }\n}\n', '"abc", 1);'],
  ['java', 'class A {\n    void f() {\n        foo("a", ├"b"┤);\n    }\n}\n', '"b");\n        foo("c", "d");'],
];
