import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('SQL and PL/SQL', [
  ['sql', "status = 'OPEN'\nORDER BY id;\n", "SELECT id, name\nFROM accounts\nWHERE ├status = 'OPEN'┤\nORDER BY id;\n"],
  ['sql', 'id, name FROM accounts;', 'SELECT ├id, name┤ FROM accounts;\n'],
  ['sql', "1, 'x');", "INSERT INTO accounts (id, name) VALUES (├1, 'x'┤);\n"],
  ['sql', "Miller';", "SELECT * FROM a WHERE name = '├Miller┤';\n"],
  ['sql', "Miller';\nSELECT 1;", "SELECT * FROM a WHERE name = '├Miller';┤\n"],
  [
    'sql',
    "SELECT *\nFROM accounts\nWHERE status = 'OPEN';\n\n-- closed accounts\nSELECT 2;",
    "-- open accounts\n├SELECT *\nFROM accounts\nWHERE status = 'OPEN';┤\n",
  ],
  [
    'sql',
    'id NUMBER PRIMARY KEY,\n  name VARCHAR2(50)\n);\n\nCREATE TABLE b (id NUMBER);',
    'CREATE TABLE accounts (\n  ├id NUMBER PRIMARY KEY,\n  name VARCHAR2(50)┤\n);\n',
  ],
  [
    'plsql',
    "UPDATE accounts SET status = 'CLOSED' WHERE id = p_id;\n  COMMIT;\nEND;\n/\n",
    "CREATE OR REPLACE PROCEDURE close_account(p_id NUMBER) IS\nBEGIN\n  ├UPDATE accounts SET status = 'CLOSED' WHERE id = p_id;\n  COMMIT;┤\nEND;\n/\n",
  ],
  ['plsql', '\n    b := 2;\n  END IF;\nEND;\n/', 'BEGIN\n  IF a > 1 THEN├\n    b := 2;┤\n  END IF;\nEND;\n'],
  ['plsql', '\n    b := 2;\n  END IF;\n  c := 3;\nEND;\n/', 'BEGIN\n  IF a > 1 THEN├\n    b := 2;\n  END IF;┤\nEND;\n'],
  [
    'plsql',
    'DBMS_OUTPUT.PUT_LINE(r.id);\n  END LOOP;\nEND;',
    'BEGIN\n  FOR r IN (SELECT * FROM a) LOOP\n    ├DBMS_OUTPUT.PUT_LINE(r.id);┤\n  END LOOP;\nEND;\n',
  ],
  ['plsql', 'ELSE 3 END;', 'BEGIN\n  x := CASE WHEN a = 1 THEN 2 ├ELSE 3┤ END;\nEND;\n'],
]);
