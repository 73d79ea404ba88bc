import type { LabelledCase } from './labelled-case.ts';

/** A second reader: COBOL, SQL and PL/SQL. */
const P = (inner: string) =>
  `       IDENTIFICATION DIVISION.\n       PROGRAM-ID. FEES.\n       PROCEDURE DIVISION.\n       MAIN-PARA.\n${inner}\n`;
const W = (inner: string) => `       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n${inner}\n`;
export const cases: readonly LabelledCase[] = [
  // COBOL: scopes, periods, columns
  [
    'cobol',
    P('           IF WS-AMOUNT > ZERO\n              ├PERFORM ADD-FEE┤\n           END-IF.'),
    'PERFORM ADD-FEE\n           END-IF.\n           STOP RUN.',
  ],
  [
    'cobol',
    P('           IF WS-AMOUNT > ZERO├\n              PERFORM ADD-FEE\n           END-IF.┤'),
    '\n              PERFORM ADD-FEE\n           END-IF.\n           STOP RUN.',
    P('           IF WS-AMOUNT > ZERO├\n              PERFORM ADD-FEE\n           END-IF┤'),
  ],
  [
    'cobol',
    P(
      '           EVALUATE WS-CODE\n              WHEN "C"\n                 ├ADD WS-AMOUNT TO WS-CREDIT┤\n              WHEN OTHER\n                 CONTINUE\n           END-EVALUATE.',
    ),
    'ADD WS-AMOUNT TO WS-CREDIT\n              WHEN OTHER\n                 CONTINUE\n           END-EVALUATE.',
  ],
  [
    'cobol',
    P(
      '           EXEC SQL\n              SELECT BALANCE ├INTO :WS-BALANCE\n                FROM ACCOUNTS\n               WHERE ID = :WS-ID┤\n           END-EXEC.',
    ),
    'INTO :WS-BALANCE\n                FROM ACCOUNTS\n               WHERE ID = :WS-ID\n           END-EXEC.',
    P('           EXEC SQL\n              SELECT BALANCE ├INTO :WS-BALANCE┤\n           END-EXEC.'),
  ],
  [
    'cobol',
    P(
      '           EXEC CICS\n              ├RETURN TRANSID(WS-TRAN)\n                     COMMAREA(WS-COMM)┤\n           END-EXEC.',
    ),
    'RETURN TRANSID(WS-TRAN)\n                     COMMAREA(WS-COMM)\n           END-EXEC.',
    P('           EXEC CICS\n              ├RETURN TRANSID(WS-TRAN)┤\n           END-EXEC.'),
  ],
  [
    'cobol',
    P('           EXEC SQL ├COMMIT END-EXEC.┤'),
    'COMMIT END-EXEC.\n           STOP RUN.',
    P('           EXEC SQL ├COMMIT END-EXEC┤'),
  ],
  [
    'cobol',
    P(
      '           PERFORM UNTIL WS-EOF = "Y"\n              ├READ IN-FILE\n                 AT END MOVE "Y" TO WS-EOF\n              END-READ┤\n           END-PERFORM.',
    ),
    'READ IN-FILE\n                 AT END MOVE "Y" TO WS-EOF\n              END-READ\n           END-PERFORM.',
    P('           PERFORM UNTIL WS-EOF = "Y"\n              ├READ IN-FILE┤\n           END-PERFORM.'),
  ],
  ['cobol', P('           MOVE ├WS-AMOUNT TO WS-TOTAL┤.'), 'WS-AMOUNT TO WS-TOTAL.'],
  ['cobol', P('           MOVE WS-AMOUNT TO ├WS-TOTAL.┤'), 'WS-TOTAL.\n           DISPLAY WS-TOTAL.'],
  ['cobol', P('           DISPLAY "├TOTAL: " WS-TOTAL┼"┤.'), 'TOTAL: " WS-TOTAL.'],
  ['cobol', P('           DISPLAY "├DONE┤".'), 'DONE".\n           STOP RUN.'],
  ['cobol', P('           COMPUTE WS-FEE ROUNDED = ├WS-AMOUNT * WS-RATE / 100┤.'), 'WS-AMOUNT * WS-RATE / 100.'],
  [
    'cobol',
    P('      * ├ADDS THE FEE TO THE TOTAL┤\n           ADD WS-FEE TO WS-TOTAL.'),
    'ADDS THE FEE TO THE TOTAL\n           ADD WS-FEE TO WS-TOTAL.',
  ],
  ['cobol', P('           ├STOP RUN.┤'), 'STOP RUN.                                                    00012300'],
  [
    'cobol',
    W(
      '       01  WS-ACCOUNT.\n           05  WS-ID        PIC X(10).\n           ├05  WS-BALANCE   PIC S9(9)V99 COMP-3.┤',
    ),
    '05  WS-BALANCE   PIC S9(9)V99 COMP-3.\n       PROCEDURE DIVISION.',
    W(
      '       01  WS-ACCOUNT.\n           05  WS-ID        PIC X(10).\n           ├05  WS-BALANCE   PIC S9(9)V99 COMP-3.┤',
    ),
  ],
  [
    'cobol',
    W('       01  WS-FLAG         PIC X.\n           88  WS-OPEN     ├VALUE "O".┤'),
    'VALUE "O".\n           88  WS-CLOSED   VALUE "C".',
  ],
  ['cobol', W('       01  WS-FLAG         PIC ├X VALUE SPACE┤.'), 'X VALUE SPACE.'],
  [
    'cobol',
    '       IDENTIFICATION DIVISION.\n       ├PROGRAM-ID. FEES.┤\n',
    'PROGRAM-ID. FEES.\n',
    '       IDENTIFICATION DIVISION.\n       ├PROGRAM-ID. FEES.┤\n',
  ],
  [
    'cobol',
    '       ENVIRONMENT DIVISION.\n       INPUT-OUTPUT SECTION.\n       FILE-CONTROL.\n           SELECT IN-FILE ├ASSIGN TO "IN.DAT"┤\n               ORGANIZATION IS LINE SEQUENTIAL.\n',
    'ASSIGN TO "IN.DAT"\n               ORGANIZATION IS LINE SEQUENTIAL.',
  ],
  ['cobol', P('           CALL "INTCALC" USING ├WS-PRINCIPAL WS-RATE WS-RESULT┤.'), 'WS-PRINCIPAL WS-RATE WS-RESULT.'],
  [
    'cobol',
    P(
      '           STRING ├WS-FIRST DELIMITED BY SPACE\n                  WS-LAST DELIMITED BY SPACE\n                  INTO WS-NAME┤\n           END-STRING.',
    ),
    'WS-FIRST DELIMITED BY SPACE\n                  WS-LAST DELIMITED BY SPACE\n                  INTO WS-NAME\n           END-STRING.',
    P('           STRING ├WS-FIRST DELIMITED BY SPACE┤\n           END-STRING.'),
  ],
  ['cobol', P('           IF WS-A = WS-B\n              MOVE 1 TO WS-C\n           █\n           END-IF.'), 'END-IF.'],
  [
    'cobol',
    P('           IF WS-A = WS-B\n              MOVE 1 TO WS-C\n           ├END-IF.┤'),
    'END-IF.\n           STOP RUN.',
    P('           IF WS-A = WS-B\n              MOVE 1 TO WS-C\n           ├END-IF┤'),
  ],
  [
    'cobol',
    P(
      '           IF WS-A = WS-B\n              MOVE 1 TO WS-C\n           ├ELSE\n              MOVE 2 TO WS-C┤\n           END-IF.',
    ),
    'ELSE\n              MOVE 2 TO WS-C\n           END-IF.',
    P('           IF WS-A = WS-B\n              MOVE 1 TO WS-C\n           ├ELSE┤\n           END-IF.'),
  ],
  [
    'cobol',
    P(
      '           PERFORM VARYING WS-I FROM 1 BY 1\n              UNTIL WS-I > 10├\n              ADD WS-AMOUNT(WS-I) TO WS-TOTAL\n           ┤\n           END-PERFORM.',
    ),
    '\n              ADD WS-AMOUNT(WS-I) TO WS-TOTAL\n           END-PERFORM.',
    P(
      '           PERFORM VARYING WS-I FROM 1 BY 1\n              UNTIL WS-I > 10├\n              ADD WS-AMOUNT(WS-I) TO WS-TOTAL┤\n           END-PERFORM.',
    ),
  ],
  ['cobol', P('           OPEN INPUT IN-FILE\n           █\n           READ IN-FILE.'), 'READ IN-FILE.'],
  [
    'cobol',
    '>>SOURCE FORMAT FREE\nIDENTIFICATION DIVISION.\nPROGRAM-ID. FEES.\nPROCEDURE DIVISION.\n    DISPLAY ├"The total of all the fees of this month and of the month before is " WS-TOTAL-OF-ALL-FEES┤.\n',
    '"The total of all the fees of this month and of the month before is " WS-TOTAL-OF-ALL-FEES.',
  ],
  [
    'cobol',
    '       >>SOURCE FORMAT IS FREE\nidentification division.\nprogram-id. fees.\nprocedure division.\n    if amount > 0├\n        add fee to total\n    end-if┤\n',
    '\n        add fee to total\n    end-if\n    stop run.',
  ],

  // SQL
  ['sql', 'SELECT ├id, iban, balance┤\nFROM accounts;\n', 'id, iban, balance\nFROM accounts;'],
  ['sql', "SELECT id\nFROM accounts\nWHERE ├status = 'OPEN'┤;\n", "status = 'OPEN';\n"],
  ['sql', "SELECT id\nFROM accounts\nWHERE status = '├OPEN┤';\n", "OPEN';"],
  [
    'sql',
    'SELECT id\nFROM accounts\nWHERE balance > 0\n├ORDER BY balance DESC\nLIMIT 10;┤\n',
    'ORDER BY balance DESC\nLIMIT 10;\n\nSELECT 1;',
    'SELECT id\nFROM accounts\nWHERE balance > 0\n├ORDER BY balance DESC┤\n',
  ],
  [
    'sql',
    'WITH totals AS (\n  SELECT account_id, SUM(amount) AS total\n  FROM transactions\n  ├GROUP BY account_id┤\n)\nSELECT * FROM totals;\n',
    'GROUP BY account_id\n)\nSELECT * FROM totals;',
  ],
  [
    'sql',
    'WITH totals AS (├\n  SELECT account_id, SUM(amount) AS total\n  FROM transactions\n  GROUP BY account_id┤\n)\nSELECT * FROM totals;\n',
    '\n  SELECT account_id, SUM(amount) AS total\n  FROM transactions\n  GROUP BY account_id\n)\nSELECT * FROM totals;',
  ],
  [
    'sql',
    'WITH totals AS (\n  SELECT account_id, SUM(amount) AS total\n  FROM transactions\n  GROUP BY account_id\n)\n├SELECT * FROM totals WHERE total > 0;┤\n',
    'SELECT * FROM totals WHERE total > 0;\n',
  ],
  ['sql', "INSERT INTO accounts (id, iban, balance)\nVALUES (├1, 'DE00', 0┤);\n", "1, 'DE00', 0);"],
  [
    'sql',
    "INSERT INTO accounts (├id, iban, balance┤)\nVALUES (1, 'DE00', 0);\n",
    "id, iban, balance)\nVALUES (1, 'DE00', 0);",
  ],
  [
    'sql',
    'CREATE TABLE accounts (\n  id BIGINT PRIMARY KEY,\n  ├iban VARCHAR(34) NOT NULL,┤\n  balance NUMERIC(18, 2)\n);\n',
    'iban VARCHAR(34) NOT NULL,\n  balance NUMERIC(18, 2)\n);',
  ],
  [
    'sql',
    'CREATE TABLE accounts (├\n  id BIGINT PRIMARY KEY,\n  iban VARCHAR(34) NOT NULL\n);┤\n',
    '\n  id BIGINT PRIMARY KEY,\n  iban VARCHAR(34) NOT NULL\n);\n\nCREATE TABLE customers (\n  id BIGINT\n);',
  ],
  ['sql', 'UPDATE accounts\nSET balance = ├balance - 10┤\nWHERE id = 1;\n', 'balance - 10\nWHERE id = 1;'],
  [
    'sql',
    "DELETE FROM accounts ├WHERE closed_at < now() - interval '10 years';┤\n",
    "WHERE closed_at < now() - interval '10 years';\nCOMMIT;",
  ],
  [
    'sql',
    'SELECT c.name, COUNT(*)\nFROM customers c\n├LEFT JOIN accounts a ON a.customer_id = c.id┤\nGROUP BY c.name;\n',
    'LEFT JOIN accounts a ON a.customer_id = c.id\nGROUP BY c.name;',
  ],
  [
    'sql',
    "SELECT CASE WHEN balance < 0 THEN '├overdrawn' ELSE 'fine┤' END FROM accounts;\n",
    "overdrawn' ELSE 'fine' END FROM accounts;",
  ],
  [
    'sql',
    'SELECT CASE\n  WHEN balance < 0 THEN 1\n  ├ELSE 0┤\nEND AS overdrawn\nFROM accounts;\n',
    'ELSE 0\nEND AS overdrawn\nFROM accounts;',
  ],
  ['sql', '-- ├All accounts without a customer┤\nSELECT 1;\n', 'All accounts without a customer\nSELECT 1;'],
  [
    'sql',
    '-- accounts opened today\n├SELECT * FROM accounts WHERE opened_on = CURRENT_DATE;┤\n',
    'SELECT * FROM accounts WHERE opened_on = CURRENT_DATE;\n\n-- accounts opened yesterday\nSELECT',
  ],
  ['sql', 'SELECT id FROM accounts;\n█\nSELECT id FROM customers;\n', 'SELECT id FROM customers;'],
  ['sql', 'SELECT id FROM a\nUNION ALL\n├SELECT id FROM b┤\nORDER BY id;\n', 'SELECT id FROM b\nORDER BY id;'],
  ['sql', 'SELECT COALESCE(├SUM(amount), 0┤) FROM transactions;\n', 'SUM(amount), 0) FROM transactions;'],
  ['sql', 'SELECT * FROM accounts WHERE id IN (├SELECT account_id FROM cards┤);\n', 'SELECT account_id FROM cards);\n'],
  ['sql', 'SELECT ├account_id, balance FROM accounts;┤', 'account_id, balance FROM accounts;<|endoftext|>'],

  // PL/SQL
  ['plsql', 'BEGIN\n  UPDATE accounts SET balance = 0;\n  ├COMMIT;┤\nEND;\n/\n', 'COMMIT;\nEND;\n/'],
  [
    'plsql',
    'CREATE OR REPLACE FUNCTION f(p_id NUMBER) RETURN NUMBER IS\n  v_total NUMBER;\nBEGIN\n  ├SELECT SUM(amount) INTO v_total FROM tx WHERE id = p_id;┤\n  RETURN v_total;\nEND f;\n/\n',
    'SELECT SUM(amount) INTO v_total FROM tx WHERE id = p_id;\n  RETURN v_total;\nEND f;\n/',
  ],
  [
    'plsql',
    'BEGIN\n  FOR r IN (SELECT id FROM accounts) LOOP├\n    close_account(r.id);\n  END LOOP;┤\nEND;\n/\n',
    '\n    close_account(r.id);\n  END LOOP;\nEND;\n/',
  ],
  [
    'plsql',
    'BEGIN\n  FOR r IN (SELECT id FROM accounts) LOOP\n    ├close_account(r.id);┤\n  END LOOP;\nEND;\n/\n',
    'close_account(r.id);\n  END LOOP;\nEND;\n/',
  ],
  [
    'plsql',
    'BEGIN\n  IF v_total > 0 THEN\n    pay;\n  ├ELSE\n    skip;┤\n  END IF;\nEND;\n/\n',
    'ELSE\n    skip;\n  END IF;\nEND;\n/',
    'BEGIN\n  IF v_total > 0 THEN\n    pay;\n  ├ELSE┤\n  END IF;\nEND;\n/\n',
  ],
  [
    'plsql',
    'BEGIN\n  pay;\n├EXCEPTION\n  WHEN NO_DATA_FOUND THEN\n    NULL;┤\nEND;\n/\n',
    'EXCEPTION\n  WHEN NO_DATA_FOUND THEN\n    NULL;\nEND;\n/',
    'BEGIN\n  pay;\n├EXCEPTION┤\nEND;\n/\n',
    'BEGIN\n  pay;\n├EXCEPTION\n  WHEN NO_DATA_FOUND THEN┤\nEND;\n/\n',
  ],
  [
    'plsql',
    'DECLARE\n  v_id ├accounts.id%TYPE;┤\nBEGIN\n  NULL;\nEND;\n/\n',
    'accounts.id%TYPE;\nBEGIN\n  NULL;\nEND;',
  ],
  ['plsql', "BEGIN\n  DBMS_OUTPUT.PUT_LINE('├Total: ' || v_total┼'┤);\nEND;\n/\n", "Total: ' || v_total);\nEND;"],
  ['plsql', 'BEGIN\n  pay(├p_id => v_id, p_amount => 10┤);\nEND;\n/\n', 'p_id => v_id, p_amount => 10);\nEND;\n/'],
  ['plsql', 'BEGIN\n  pay;\n  █\nEND;\n/\n', 'END;\n/'],
];
