       IDENTIFICATION DIVISION.
       PROGRAM-ID. INTCALC.
      *****************************************************************
      * NIGHTLY INTEREST RUN: READS THE ACCOUNT EXTRACT, ADDS ONE     *
      * DAY'S INTEREST TO EACH OPEN ACCOUNT, WRITES THE NEW EXTRACT.  *
      * DAY COUNT IS ACTUAL/360, FOR DEBIT AND CREDIT ALIKE.         *
      *****************************************************************
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT ACCOUNT-IN  ASSIGN TO ACCTIN
                  FILE STATUS IS WS-IN-STATUS.
           SELECT ACCOUNT-OUT ASSIGN TO ACCTOUT
                  FILE STATUS IS WS-OUT-STATUS.

       DATA DIVISION.
       FILE SECTION.
       FD  ACCOUNT-IN
           RECORD CONTAINS 80 CHARACTERS.
       COPY ACCTREC.
       FD  ACCOUNT-OUT
           RECORD CONTAINS 80 CHARACTERS.
       01  ACCOUNT-OUT-RECORD            PIC X(80).

       WORKING-STORAGE SECTION.
       01  WS-FILE-STATUS.
           05  WS-IN-STATUS              PIC X(02).
               88  WS-IN-OK                  VALUE '00'.
               88  WS-IN-END                 VALUE '10'.
           05  WS-OUT-STATUS             PIC X(02).
               88  WS-OUT-OK                 VALUE '00'.
       01  WS-RATES.
           05  WS-SAVINGS-RATE           PIC 9(02)V9(04) VALUE 1.7500.
           05  WS-OVERDRAFT-RATE         PIC 9(02)V9(04) VALUE 9.9500.
       01  WS-TOTALS.
           05  WS-ACCOUNTS-READ          PIC 9(09) COMP VALUE ZERO.
           05  WS-ACCOUNTS-SKIPPED       PIC 9(09) COMP VALUE ZERO.
           05  WS-INTEREST-PAID          PIC S9(11)V9(04) COMP-3
                                         VALUE ZERO.
           05  WS-INTEREST-CHARGED       PIC S9(11)V9(04) COMP-3
                                         VALUE ZERO.
       01  WS-DAY-INTEREST               PIC S9(09)V9(04) COMP-3.

       PROCEDURE DIVISION.
       0000-MAIN.
           PERFORM 1000-OPEN-FILES
           PERFORM 2000-READ-ACCOUNT
           PERFORM UNTIL WS-IN-END
               PERFORM 3000-ACCRUE-INTEREST
               PERFORM 4000-WRITE-ACCOUNT
               PERFORM 2000-READ-ACCOUNT
           END-PERFORM
           PERFORM 9000-REPORT-TOTALS
           CLOSE ACCOUNT-IN ACCOUNT-OUT
           STOP RUN.

       1000-OPEN-FILES.
           OPEN INPUT ACCOUNT-IN
           IF NOT WS-IN-OK
               DISPLAY 'INTCALC: CANNOT OPEN ACCTIN, ' WS-IN-STATUS
               MOVE 16 TO RETURN-CODE
               STOP RUN
           END-IF
           OPEN OUTPUT ACCOUNT-OUT
           IF NOT WS-OUT-OK
               DISPLAY 'INTCALC: CANNOT OPEN ACCTOUT, ' WS-OUT-STATUS
               MOVE 16 TO RETURN-CODE
               STOP RUN
           END-IF.

       2000-READ-ACCOUNT.
           READ ACCOUNT-IN
               AT END
                   SET WS-IN-END TO TRUE
               NOT AT END
                   ADD 1 TO WS-ACCOUNTS-READ
           END-READ.

       3000-ACCRUE-INTEREST.
           MOVE ZERO TO WS-DAY-INTEREST
           EVALUATE TRUE
               WHEN ACCT-IS-CLOSED
                   ADD 1 TO WS-ACCOUNTS-SKIPPED
               WHEN ACCT-IS-CURRENT AND ACCT-BALANCE < ZERO
                   PERFORM 3100-CHARGE-OVERDRAFT
               WHEN ACCT-IS-SAVINGS AND ACCT-BALANCE > ZERO
                   PERFORM 3200-PAY-SAVINGS
           END-EVALUATE
           ADD WS-DAY-INTEREST TO ACCT-ACCRUED-INTEREST.

       3100-CHARGE-OVERDRAFT.
           COMPUTE WS-DAY-INTEREST ROUNDED =
               ACCT-BALANCE * WS-OVERDRAFT-RATE / 100 / 360
           ADD WS-DAY-INTEREST TO WS-INTEREST-CHARGED.

      * INTEREST OF ONE DAY ON A SAVINGS ACCOUNT. ADDS IT TO THE TOTAL.
       3200-PAY-SAVINGS.
           COMPUTE WS-DAY-INTEREST ROUNDED =
               ACCT-BALANCE * WS-SAVINGS-RATE / 100 / 360
           ADD WS-DAY-INTEREST TO WS-INTEREST-PAID.

       4000-WRITE-ACCOUNT.
           WRITE ACCOUNT-OUT-RECORD FROM ACCOUNT-RECORD
           IF NOT WS-OUT-OK
               DISPLAY 'INTCALC: CANNOT WRITE ACCTOUT, ' WS-OUT-STATUS
               MOVE 16 TO RETURN-CODE
               STOP RUN
           END-IF.

       9000-REPORT-TOTALS.
           DISPLAY 'INTCALC: READ     ' WS-ACCOUNTS-READ
           DISPLAY 'INTCALC: SKIPPED  ' WS-ACCOUNTS-SKIPPED
           DISPLAY 'INTCALC: PAID     ' WS-INTEREST-PAID
           DISPLAY 'INTCALC: CHARGED  ' WS-INTEREST-CHARGED.
