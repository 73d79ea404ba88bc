import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { broughtIn, replaced } from '../../../extension/languages/cobol/brought-in.ts';
import { collectAt, indexOf, shown } from './workspace.ts';

const copybook = `
       01  :TAG:-ACCOUNT-RECORD.
           05  :TAG:-ACCT-ID             PIC 9(11).
           05  :TAG:-ACCT-BALANCE        PIC S9(10)V99.
`;

describe('COPY … REPLACING', () => {
  it('replaces words where they stand alone, and tags within words', () => {
    assert.equal(
      replaced(':TAG:-ID OF A-RECORD', [
        [':TAG:', 'WS'],
        ['A', 'B'],
      ]),
      'WS-ID OF A-RECORD',
    );
    assert.equal(replaced('OLD-ID OLD', [['OLD', 'NEW', 'leading']]), 'NEW-ID NEW');
    assert.equal(replaced('ID-OLD', [['OLD', 'NEW', 'trailing']]), 'ID-NEW');
  });

  it('replaces nothing in what another pair has put in', () => {
    assert.equal(
      replaced('A B', [
        ['A', 'B'],
        ['B', 'A'],
      ]),
      'B A',
    );
  });

  it('takes the nearest above the cursor, over several lines', () => {
    const lines = [
      '           COPY CSSET REPLACING',
      '             ==(NAME)== BY ==FIRST== .',
      '           COPY CSSET REPLACING ==(NAME)== BY ==SECOND==.',
      '',
      '           COPY CSSET REPLACING ==(NAME)== BY ==THIRD==.',
    ];
    assert.equal(broughtIn(lines, 3).get('csset')?.('WS-(NAME)'), 'WS-SECOND');
    assert.equal(broughtIn(lines, 1).get('csset')?.('WS-(NAME)'), 'WS-FIRST');
  });

  it('shows a copybook as the program has it', () => {
    const index = indexOf({ 'cpy/CVACT01Y.cpy': copybook });
    const items = collectAt(
      'cbl/PAY.cbl',
      `       DATA DIVISION.
       WORKING-STORAGE SECTION.
           COPY CVACT01Y REPLACING ==:TAG:== BY ==WS==.
       PROCEDURE DIVISION.
       MAIN.
           MOVE ACCT-BALANCE TO TOTAL
           █
`,
      index,
    );
    assert.match(shown(items), /WS-ACCT-BALANCE +PIC S9\(10\)V99/);
    assert.doesNotMatch(shown(items), /:TAG:/);
  });
});

describe('host variables', () => {
  const filler = Array.from({ length: 300 }, (_, at) => `           ADD ${at} TO OTHER-TOTAL`).join('\n');
  const program = (statement: string): string => `       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-UNRELATED                  PIC X.
       01  WS-CUSTOMER.
           05  HV-CUSTOMER-ID            PIC S9(9) COMP.
           05  HV-RISK-SHARE             PIC S9(3)V99 COMP-3.
       PROCEDURE DIVISION.
       MAIN.
${filler}
${statement}
`;
  const index = indexOf({
    'ddl/c.sql': 'CREATE TABLE customer (customer_id INTEGER PRIMARY KEY, risk_share DECIMAL(5,2));',
  });
  const at = (statement: string) =>
    collectAt('PAY.cbl', program(statement), index, { window: { prefix: 1000, suffix: 500 } });

  it('that fit the tables of the statement are shown where the window has cut them off', () => {
    const items = at(
      '           EXEC SQL\n             SELECT RISK_SHARE INTO █\n               FROM CUSTOMER\n           END-EXEC.',
    );
    const own = items.filter(({ kind }) => kind === 'scope');
    assert.deepEqual(
      own.map(({ path, text }) => [path, text]),
      [
        [
          'PAY.cbl',
          '01  WS-CUSTOMER.\n05  HV-CUSTOMER-ID            PIC S9(9) COMP.\n05  HV-RISK-SHARE             PIC S9(3)V99 COMP-3.',
        ],
      ],
    );
  });

  it('are not shown outside a statement of SQL', () => {
    const items = at('           EXEC SQL COMMIT END-EXEC.\n           MOVE 1 TO █');
    assert.ok(items.every(({ kind }) => kind !== 'scope'));
  });
});
