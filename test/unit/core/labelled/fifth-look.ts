import type { LabelledCase } from './labelled-case.ts';

/** The languages of the mainframe and the database, once more; written before they were run. */
const D = (inner: string) =>
  `       IDENTIFICATION DIVISION.\n       PROGRAM-ID. INTCALC.\n       PROCEDURE DIVISION.\n       MAIN-PARA.\n${inner}\n`;
const B = (inner: string) =>
  `CREATE OR REPLACE PACKAGE BODY fees IS\n  PROCEDURE post(p_id IN NUMBER) IS\n    v_fee NUMBER;\n  BEGIN\n${inner}\n  END post;\nEND fees;\n/\n`;
export const cases: readonly LabelledCase[] = [
  [
    'cobol',
    D(
      '           IF WS-BALANCE < ZERO THEN├\n               PERFORM OVERDRAWN-PARA\n           ELSE\n               PERFORM NORMAL-PARA\n           END-IF.┤',
    ),
    '\n               PERFORM OVERDRAWN-PARA\n           ELSE\n               PERFORM NORMAL-PARA\n           END-IF.\n           STOP RUN.',
  ],
  [
    'cobol',
    D(
      '           IF WS-BALANCE < ZERO\n               PERFORM OVERDRAWN-PARA\n           ELSE\n               ├PERFORM NORMAL-PARA┤\n           END-IF\n           STOP RUN.',
    ),
    'PERFORM NORMAL-PARA\n           END-IF\n           STOP RUN.',
  ],
  [
    'cobol',
    D(
      '           PERFORM VARYING WS-I FROM 1 BY 1 UNTIL ├WS-I > 10┤\n               ADD WS-I TO WS-SUM\n           END-PERFORM.',
    ),
    'WS-I > 10\n               ADD WS-I TO WS-SUM\n           END-PERFORM.',
  ],
  ['cobol', D('           MOVE FUNCTION CURRENT-DATE(├1:8┤) TO WS-DATE.'), '1:8) TO WS-DATE.'],
  [
    'cobol',
    D(
      '           EXEC SQL\n               SELECT NAME\n                 INTO :WS-NAME\n                 FROM CUSTOMER\n                WHERE ├ID = :WS-ID┤\n           END-EXEC.',
    ),
    'ID = :WS-ID\n           END-EXEC.',
  ],
  [
    'cobol',
    D(
      '           EXEC SQL\n               DECLARE C1 CURSOR FOR├\n               SELECT ID FROM ACCOUNT┤\n           END-EXEC.',
    ),
    '\n               SELECT ID FROM ACCOUNT\n           END-EXEC.',
  ],
  [
    'cobol',
    D(
      '           EVALUATE WS-TYPE\n               WHEN "S"\n                   PERFORM SAVINGS-PARA\n               ├WHEN "C"\n                   PERFORM CURRENT-PARA┤\n           END-EVALUATE.',
    ),
    'WHEN "C"\n                   PERFORM CURRENT-PARA\n           END-EVALUATE.',
    D(
      '           EVALUATE WS-TYPE\n               WHEN "S"\n                   PERFORM SAVINGS-PARA\n               ├WHEN "C"┤\n           END-EVALUATE.',
    ),
  ],
  ['cobol', D('           DISPLAY "BALANCE: " ├WS-BALANCE┤.'), 'WS-BALANCE.'],
  [
    'cobol',
    D('           DISPLAY "BALANCE: " ├WS-BALANCE.┤'),
    'WS-BALANCE.\n           STOP RUN.\n       END PROGRAM INTCALC.',
  ],
  [
    'cobol',
    D('           COMPUTE WS-INTEREST = WS-PRINCIPAL * ├WS-RATE / 100┤\n           END-COMPUTE.'),
    'WS-RATE / 100\n           END-COMPUTE.',
  ],
  [
    'cobol',
    D('           UNSTRING WS-LINE DELIMITED BY ","\n               INTO ├WS-ID WS-NAME┤\n           END-UNSTRING.'),
    'WS-ID WS-NAME\n           END-UNSTRING.',
  ],
  ['cobol', D('           WRITE OUT-REC FROM ├WS-REC.┤'), 'WS-REC.```'],
  [
    'cobol',
    D('           ├CLOSE IN-FILE OUT-FILE.┤'),
    '           CLOSE IN-FILE OUT-FILE.\n           STOP RUN.',
    D('           ├CLOSE IN-FILE OUT-FILE.\n           STOP RUN.┤'),
  ],
  [
    'cobol',
    D('           PERFORM READ-PARA\n           ├PERFORM WRITE-PARA┤\n           STOP RUN.'),
    'PERFORM WRITE-PARA\n           STOP RUN.',
  ],
  [
    'cobol',
    D('           PERFORM READ-PARA\n           █\n           STOP RUN.'),
    'PERFORM READ-PARA\n           PERFORM READ-PARA\n           PERFORM READ-PARA',
  ],
  [
    'cobol',
    '       WORKING-STORAGE SECTION.\n       01  WS-ACCOUNT.\n           05  WS-ID             PIC X(10).\n           05  WS-BALANCE        ├PIC S9(11)V99 COMP-3.┤\n       PROCEDURE DIVISION.\n',
    'PIC S9(11)V99 COMP-3.\n       PROCEDURE DIVISION.',
  ],
  [
    'cobol',
    '       WORKING-STORAGE SECTION.\n       01  WS-STATUS             PIC X.\n           88  WS-OPEN           VALUE "O".\n           ├88  WS-CLOSED         VALUE "C".┤\n       01  WS-OTHER              PIC X.\n',
    '88  WS-CLOSED         VALUE "C".\n       01  WS-OTHER              PIC X.',
  ],
  [
    'cobol',
    '       FILE SECTION.\n       FD  IN-FILE\n           ├RECORDING MODE IS F.┤\n       01  IN-REC PIC X(80).\n',
    'RECORDING MODE IS F.\n       01  IN-REC PIC X(80).',
  ],

  ['plsql', B('    SELECT fee INTO v_fee FROM fee_table ├WHERE id = p_id;┤'), 'WHERE id = p_id;\n  END post;'],
  [
    'plsql',
    B('    IF v_fee IS NULL THEN├\n      RAISE NO_DATA_FOUND;\n    END IF;┤'),
    '\n      RAISE NO_DATA_FOUND;\n    END IF;\n  END post;\nEND fees;',
  ],
  ['plsql', B('    v_fee := ├calc_fee(p_id);┤'), 'calc_fee(p_id);\n    UPDATE accounts SET fee = v_fee;'],
  ['plsql', B('    v_fee := NVL(├v_fee, 0┤);'), 'v_fee, 0);'],
  [
    'plsql',
    B('    UPDATE accounts\n       ├SET balance = balance - v_fee\n     WHERE id = p_id;┤'),
    'SET balance = balance - v_fee\n     WHERE id = p_id;\n    COMMIT;',
    B('    UPDATE accounts\n       ├SET balance = balance - v_fee┤'),
  ],
  [
    'plsql',
    B('    ├INSERT INTO log (id, fee)\n    VALUES (p_id, v_fee);┤'),
    'INSERT INTO log (id, fee)\n    VALUES (p_id, v_fee);\n  END post;',
  ],
  [
    'plsql',
    B('    OPEN c;\n    LOOP\n      FETCH c INTO v_fee;\n      ├EXIT WHEN c%NOTFOUND;┤\n    END LOOP;\n    CLOSE c;'),
    'EXIT WHEN c%NOTFOUND;\n    END LOOP;\n    CLOSE c;',
  ],
  [
    'plsql',
    B('    CASE v_fee\n      WHEN 0 THEN\n        ├NULL;┤\n      ELSE\n        pay;\n    END CASE;'),
    'NULL;\n      ELSE\n        pay;\n    END CASE;',
  ],
  [
    'plsql',
    B("    pay;\n  EXCEPTION\n    WHEN NO_DATA_FOUND THEN\n      ├RAISE_APPLICATION_ERROR(-20001, 'No fee');┤"),
    "RAISE_APPLICATION_ERROR(-20001, 'No fee');\n  END post;\nEND fees;\n/",
  ],
  ['plsql', B("    DBMS_OUTPUT.PUT_LINE('├Fee posted┤');"), "Fee posted');\n  END post;"],
  [
    'plsql',
    B('    FOR r IN (├SELECT id FROM accounts┤) LOOP\n      pay(r.id);\n    END LOOP;'),
    'SELECT id FROM accounts) LOOP\n      pay(r.id);\n    END LOOP;',
  ],
  ['plsql', B('    -- ├The fee is charged once a year┤\n    pay;'), 'The fee is charged once a year\n    pay;'],
  [
    'plsql',
    'DECLARE\n  TYPE t_ids IS TABLE OF ├NUMBER INDEX BY PLS_INTEGER;┤\nBEGIN\n  NULL;\nEND;\n/\n',
    'NUMBER INDEX BY PLS_INTEGER;\nBEGIN\n  NULL;\nEND;',
  ],

  [
    'sql',
    'SELECT a.id,\n       SUM(├t.amount┤) AS total\nFROM accounts a\nJOIN transactions t ON t.account_id = a.id\nGROUP BY a.id;\n',
    't.amount) AS total\nFROM accounts a',
  ],
  [
    'sql',
    'SELECT a.id\nFROM accounts a\nJOIN transactions t ON ├t.account_id = a.id┤\nWHERE t.amount > 0;\n',
    't.account_id = a.id\nWHERE t.amount > 0;',
  ],
  [
    'sql',
    'SELECT id, ROW_NUMBER() OVER (├PARTITION BY customer_id ORDER BY opened_on┤) AS n\nFROM accounts;\n',
    'PARTITION BY customer_id ORDER BY opened_on) AS n\nFROM accounts;',
  ],
  ['sql', "SELECT *\nFROM accounts\nWHERE name LIKE '├A%┤'\nORDER BY name;\n", "A%'\nORDER BY name;"],
  ['sql', 'SELECT *\nFROM accounts\nWHERE id BETWEEN ├1 AND 10┤\nORDER BY id;\n', '1 AND 10\nORDER BY id;'],
  [
    'sql',
    'WITH a AS (SELECT 1 AS x),\n     ├b AS (SELECT 2 AS x)┤\nSELECT * FROM a, b;\n',
    'b AS (SELECT 2 AS x)\nSELECT * FROM a, b;',
  ],
  [
    'sql',
    'CREATE INDEX ├ix_accounts_iban ON accounts (iban);┤\n',
    'ix_accounts_iban ON accounts (iban);\nCREATE INDEX',
  ],
  [
    'sql',
    'BEGIN TRANSACTION;\n├UPDATE accounts SET balance = 0;┤\nCOMMIT;\n',
    'UPDATE accounts SET balance = 0;\nCOMMIT;',
  ],
  [
    'sql',
    'SELECT id FROM accounts WHERE EXISTS (\n  ├SELECT 1 FROM cards WHERE cards.account_id = accounts.id┤\n);\n',
    'SELECT 1 FROM cards WHERE cards.account_id = accounts.id\n);',
  ],
  ['sql', 'SELECT id\nFROM accounts█;\n', ';'],
  ['sql', 'SELECT ├COUNT(*)┤ FROM accounts;\n', 'COUNT(*) FROM accounts;'],
  [
    'sql',
    'CREATE TABLE a (\n  id BIGINT,\n  ├CONSTRAINT pk PRIMARY KEY (id)┤\n);\n',
    'CONSTRAINT pk PRIMARY KEY (id)\n);',
  ],
  [
    'sql',
    'SELECT CASE├\n  WHEN balance < 0 THEN 1\n  ELSE 0\nEND┤ AS overdrawn\nFROM accounts;\n',
    '\n  WHEN balance < 0 THEN 1\n  ELSE 0\nEND AS overdrawn\nFROM accounts;',
    'SELECT CASE├ WHEN balance < 0 THEN 1 ELSE 0 END┤ AS overdrawn\nFROM accounts;\n',
    'SELECT CASE█ AS overdrawn\nFROM accounts;\n',
  ],

  [
    'shellscript',
    '#!/bin/bash\nfor file in "$@"; do\n  if [ -f "$file" ]; then\n    ├gzip "$file"┤\n  fi\ndone\n',
    'gzip "$file"\n  fi\ndone',
  ],
  [
    'shellscript',
    '#!/bin/bash\nif [ -f a ]; then\n  cat a\n├elif [ -f b ]; then\n  cat b┤\nfi\n',
    'elif [ -f b ]; then\n  cat b\nfi',
    '#!/bin/bash\nif [ -f a ]; then\n  cat a\n├elif [ -f b ]; then┤\nfi\n',
  ],
  [
    'shellscript',
    '#!/bin/bash\nwhile ├getopts "hv" option┤; do\n  run\ndone\n',
    'getopts "hv" option; do\n  run\ndone',
  ],
  ['shellscript', '#!/bin/bash\nexport A=├1┤\nexport B=2\n', '1\nexport B=2'],
  ['shellscript', '#!/bin/bash\npsql -c "├SELECT 1;┤" bank\n', 'SELECT 1;" bank'],

  [
    'yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:├\n  name: web\n  labels:\n    app: web┤\nspec:\n  replicas: 1\n',
    '\n  name: web\n  labels:\n    app: web\nspec:\n  replicas: 1',
  ],
  [
    'yaml',
    'containers:\n  - name: web\n    image: ├"nginx:1.27"┤\n    ports:\n      - containerPort: 80\n',
    '"nginx:1.27"\n    ports:\n      - containerPort: 80',
  ],
  [
    'yaml',
    'containers:\n  - name: web\n    env:\n      - name: A\n        ├value: "1"┤\n',
    'value: "1"\n      - name: B\n        value: "2"\n',
    'containers:\n  - name: web\n    env:\n      - name: A\n        ├value: "1"\n      - name: B\n        value: "2"┤\n',
  ],
  [
    'yaml',
    'spring:\n  datasource:\n    url: ├jdbc:postgresql://localhost/bank┤\n    username: bank\n',
    'jdbc:postgresql://localhost/bank\n    username: bank',
  ],
  ['yaml', 'run: |\n  npm ci\n  ├npm test┤\n', 'npm test\n'],
  ['yaml', 'on: [├push, pull_request┤]\njobs: {}\n', 'push, pull_request]\njobs: {}'],
];
