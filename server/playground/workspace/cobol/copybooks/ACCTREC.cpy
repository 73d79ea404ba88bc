      *****************************************************************
      * ACCTREC: ONE ACCOUNT OF THE NIGHTLY EXTRACT, 80 BYTES.        *
      *****************************************************************
       01  ACCOUNT-RECORD.
           05  ACCT-IBAN                 PIC X(22).
           05  ACCT-PRODUCT-CODE         PIC X(02).
               88  ACCT-IS-CURRENT           VALUE 'CU'.
               88  ACCT-IS-SAVINGS           VALUE 'SA'.
           05  ACCT-STATUS               PIC X(01).
               88  ACCT-IS-OPEN              VALUE 'O'.
               88  ACCT-IS-CLOSED            VALUE 'C'.
           05  ACCT-BALANCE              PIC S9(11)V99
                                         SIGN LEADING SEPARATE.
           05  ACCT-ACCRUED-INTEREST     PIC S9(09)V9(04)
                                         SIGN LEADING SEPARATE.
           05  FILLER                    PIC X(27).
