import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isFixedFormat, programText } from '../../../extension/languages/cobol/columns.ts';
import { cobolStructure } from '../../../extension/languages/cobol/structure.ts';
import { plsqlStructure } from '../../../extension/languages/sql/structure.ts';

const program = `000100 IDENTIFICATION DIVISION.                                         CARD0001
000200 PROGRAM-ID. PAYRUN.                                              CARD0002
000300*DATE-WRITTEN. NEVER.                                             CARD0003
000400 DATA DIVISION.                                                   CARD0004
000500 WORKING-STORAGE SECTION.                                         CARD0005
000600     EXEC SQL INCLUDE SQLCA END-EXEC                              CARD0006
000700 01  WS-ACCOUNT.                                                  CARD0007
000800     05  WS-ID                PIC S9(11) COMP-3.                  CARD0008
000900         88  WS-NONE          VALUES                              CARD0009
001000                              1 THROUGH 12.                       CARD0010
001100     05  FILLER               PIC X(2).                           CARD0011
001200     COPY CVACT01Y REPLACING ==:TAG:== BY ==WS==.                 CARD0012
001300 PROCEDURE DIVISION.                                              CARD0013
001400 0000-MAIN.                                                       CARD0014
001500     PERFORM 1000-READ THRU 1000-EXIT                             CARD0015
001600     PERFORM UNTIL WS-NONE                                        CARD0016
001700         CALL 'CBLDATE' USING WS-ID                               CARD0017
001800     END-PERFORM.                                                 CARD0018
001900     EXEC SQL SELECT BALANCE INTO :WS-BALANCE                     CARD0019
002000         FROM ACCOUNT WHERE ID = :WS-ID END-EXEC.                 CARD0020
002100     GOBACK.                                                      CARD0021
`;

describe('COBOL structure', () => {
  const structure = cobolStructure(program);

  it('names divisions, sections, paragraphs and the program', () => {
    assert.deepEqual(structure.programs, [{ name: 'PAYRUN', line: 2 }]);
    assert.deepEqual(
      structure.divisions.map(({ name }) => name),
      ['IDENTIFICATION', 'DATA', 'PROCEDURE'],
    );
    assert.deepEqual(structure.sections, [{ name: 'WORKING-STORAGE', line: 5, division: 'DATA' }]);
    assert.deepEqual(structure.paragraphs, [{ name: '0000-MAIN', line: 14, section: '' }]);
  });

  it('names data items with level, picture and group, and takes no value for one', () => {
    assert.deepEqual(
      structure.dataItems.map(({ level, name, picture, groups }) => [level, name, picture, groups]),
      [
        [1, 'WS-ACCOUNT', undefined, []],
        [5, 'WS-ID', 'S9(11)', ['WS-ACCOUNT']],
        [88, 'WS-NONE', undefined, ['WS-ACCOUNT', 'WS-ID']],
        [5, 'FILLER', 'X(2)', ['WS-ACCOUNT']],
      ],
    );
  });

  it('names copies with what they replace, calls, performs and host variables', () => {
    assert.deepEqual(structure.copies, [
      { name: 'SQLCA', line: 6, replacing: [] },
      { name: 'CVACT01Y', line: 12, replacing: [[':TAG:', 'WS']] },
    ]);
    assert.deepEqual(structure.calls, [{ name: 'CBLDATE', line: 17, literal: true }]);
    assert.deepEqual(structure.performs, [{ name: '1000-READ', line: 15 }]);
    assert.deepEqual(structure.islands.at(-1)!.hostVariables, ['WS-BALANCE', 'WS-ID']);
  });

  it('blanks what is no program text, at equal length', () => {
    assert.equal(isFixedFormat(program), true);
    assert.equal(programText(program).length, program.length);
    assert.doesNotMatch(programText(program), /CARD|NEVER/);
    const free = '       >>SOURCE FORMAT IS FREE\nidentification division.\nprogram-id. a-program-with-a-name.\n';
    assert.equal(isFixedFormat(free), false);
    assert.equal(programText(free), free);
  });
});

describe('PL/SQL structure', () => {
  it('tells specifications from bodies, whatever stands in strings and comments', () => {
    const { units, routines, anchors } = plsqlStructure(`create or replace package ut_money as
  -- procedure not_this;
  procedure transfer(a_from account.iban%type);
  function fee(a_amount number) return number;
end;
/
create or replace package body bank.ut_money is
  procedure helper is begin execute immediate 'create table procedure_log (id int)'; end helper;

  function fee(a_amount number) return number is begin return 1; end;
end;
/
grant create procedure, create table to owner;
`);
    assert.deepEqual(units, [
      { kind: 'package', name: 'ut_money', line: 1 },
      { kind: 'package body', name: 'ut_money', line: 7 },
    ]);
    assert.deepEqual(
      routines.map(({ kind, name, specification }) => [kind, name, specification]),
      [
        ['procedure', 'transfer', true],
        ['function', 'fee', true],
        ['procedure', 'helper', false],
        ['function', 'fee', false],
      ],
    );
    assert.deepEqual(anchors, [{ name: 'account.iban', line: 3 }]);
  });
});
