import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('COBOL', [
  [
    'cobol',
    'PERFORM INIT-PARA\n           PERFORM PROCESS-PARA\n           STOP RUN.\n',
    '       PROCEDURE DIVISION.\n       MAIN-PARA.\n           ├PERFORM INIT-PARA┤\n           STOP RUN.\n',
  ],
  [
    'cobol',
    'MOVE 1 TO WS-FLAG\n           ELSE\n               MOVE 0 TO WS-FLAG\n           END-IF\n           PERFORM NEXT-PARA.\n',
    '       PROCEDURE DIVISION.\n       MAIN-PARA.\n           IF WS-BAL > 0\n               ├MOVE 1 TO WS-FLAG\n           ELSE\n               MOVE 0 TO WS-FLAG\n           END-IF┤\n',
  ],
  ['cobol', 'WS-OUT-NAME.\n           MOVE WS-A TO WS-B.\n', '           MOVE WS-CUSTOMER-NAME TO ├WS-OUT-NAME.┤\n'],
  [
    'cobol',
    '05  WS-NAME      PIC X(30).\n           05  WS-BAL       PIC S9(9)V99 COMP-3.\n',
    '       01  WS-ACCOUNT.\n           05  WS-ID        PIC 9(08).\n           ├05  WS-NAME      PIC X(30).┤\n',
  ],
  [
    'cobol',
    'PERFORM A-PARA\n               WHEN 2\n                   PERFORM B-PARA\n           END-EVALUATE.\n',
    '           EVALUATE WS-TYPE\n               WHEN 1\n                   ├PERFORM A-PARA┤\n           END-EVALUATE.\n',
  ],
  [
    'cobol',
    'SELECT NAME INTO :WS-NAME\n               FROM ACCOUNTS\n               WHERE ID = :WS-ID\n           END-EXEC.\n',
    '           EXEC SQL\n               ├SELECT NAME INTO :WS-NAME\n               FROM ACCOUNTS\n               WHERE ID = :WS-ID┤\n           END-EXEC.\n',
  ],
  [
    'cobol',
    'ACCOUNT NUMBER: " WS-ACCOUNT-NUMBER " BALANCE: " WS-ACCOUNT-BALANCE " OK".\n',
    '           DISPLAY "├ACCOUNT NUMBER: " WS-ACCOUNT-NUMBER " BALANCE: "┤\n',
  ],
  [
    'cobol',
    'READ IN-FILE\n                   AT END MOVE "Y" TO WS-EOF\n               END-READ\n           END-PERFORM.\n',
    '           PERFORM UNTIL WS-EOF = "Y"\n               ├READ IN-FILE\n                   AT END MOVE "Y" TO WS-EOF\n               END-READ┤\n           END-PERFORM.\n',
  ],
]);
