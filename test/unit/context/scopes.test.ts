import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { enclosingScopes } from '../../../extension/core/scope.ts';
import { cobolScopes } from '../../../extension/languages/cobol/scopes.ts';
import { plsqlScopes } from '../../../extension/languages/sql/scopes.ts';
import { situationAt } from '../core/notation.ts';

const signatures = (scopes: readonly { signature: string }[]): string[] => scopes.map(({ signature }) => signature);

describe('what encloses a place', () => {
  it('in COBOL: division, section, paragraph', () => {
    const text = `       DATA DIVISION.
       WORKING-STORAGE SECTION.
       PROCEDURE DIVISION USING LK-AREA.
       MAIN SECTION.
       1000-READ.
           MOVE A TO B.
      *NOT-A-PARAGRAPH.
       2000-WRITE.
           IF A = B
           `;
    const scopes = cobolScopes(text);
    assert.deepEqual(signatures(scopes), ['PROCEDURE DIVISION USING LK-AREA.', 'MAIN SECTION.', '2000-WRITE.']);
    assert.ok(scopes.every(({ signature, start }) => text.slice(start).trimStart().startsWith(signature)));
    assert.deepEqual(signatures(cobolScopes('       DATA DIVISION.\n       01  A PIC X.\n')), ['DATA DIVISION.']);
  });

  it('in PL/SQL: package and routine, but not what has ended', () => {
    const text = `create or replace package body bank.ut_money is
  procedure helper is begin null; end helper;
  function fee(a_amount number, a_note varchar2 := ';') return number
  is
    l_fee number;
  begin
    `;
    assert.deepEqual(signatures(plsqlScopes(text)), [
      'create or replace package body bank.ut_money',
      "function fee(a_amount number, a_note varchar2 := ';') return number is",
    ]);
    assert.deepEqual(signatures(plsqlScopes(`${text}return 1; end fee;\n`)), [
      'create or replace package body bank.ut_money',
    ]);
    assert.deepEqual(plsqlScopes('create package a is end;\n/\nselect 1 from '), []);
  });

  it('in Kotlin, Go, C# and C++: by the tree', async () => {
    const at = async (languageId: string, text: string): Promise<string[]> =>
      signatures(enclosingScopes(await situationAt(languageId, text)));
    assert.deepEqual(
      await at('kotlin', 'class Bank(val name: String) {\n  fun pay(amount: Int): Int {\n    █\n  }\n}\n'),
      ['class Bank(val name: String)', 'fun pay(amount: Int): Int'],
    );
    assert.deepEqual(await at('go', 'package a\n\nfunc (b *Bank) Pay(amount int) error {\n\t█\n}\n'), [
      'func (b *Bank) Pay(amount int) error',
    ]);
    assert.deepEqual(
      await at('csharp', 'namespace A {\n  class Bank {\n    int Pay(int a) {\n      █\n    }\n  }\n}\n'),
      ['namespace A', 'class Bank', 'int Pay(int a)'],
    );
    assert.deepEqual(await at('cpp', 'namespace a {\nclass Bank {\n  int pay(int a) {\n    █\n  }\n};\n}\n'), [
      'namespace a',
      'class Bank',
      'int pay(int a)',
    ]);
  });
});
