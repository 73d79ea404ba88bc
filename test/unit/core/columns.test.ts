import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { columnsOf, withinColumns } from '../../../extension/core/columns.ts';
import { shape } from '../../../extension/core/shape.ts';
import { situationAt } from './notation.ts';

describe('columns', () => {
  it('are bytes of the file’s encoding', () => {
    assert.equal(columnsOf('MOVE A', 'gb18030'), 6);
    assert.equal(columnsOf('余额', 'utf8'), 6);
    assert.equal(columnsOf('余额', 'gb18030'), 4);
    assert.equal(columnsOf('𠀀', 'gb18030'), 4);
    assert.equal(columnsOf('ｱ残高', 'shiftjis'), 5);
    assert.equal(columnsOf('Größe', 'iso88591'), 5);
    assert.equal(columnsOf('Größe'), 7);
  });

  it('count the shift codes of a host’s double-byte runs', () => {
    assert.equal(columnsOf("'余额'", 'cp935'), 8);
    assert.equal(columnsOf('余A额', 'ibm-1388'), 9);
  });

  it('end before a character that would not fit whole', () => {
    assert.equal(withinColumns('余额', 5, 'utf8'), 1);
    assert.equal(withinColumns('余额', 5, 'gb18030'), 2);
    assert.equal(withinColumns('😀A', 3), 0);
    assert.equal(withinColumns('余额', 5, 'cp935'), 1);
    assert.equal(withinColumns('abc', 2), 2);
    assert.equal(withinColumns('abc', -1), 0);
  });

  it('end a suggestion in fixed COBOL where the bytes end, not the characters', async () => {
    const head = '       IDENTIFICATION DIVISION.\n       PROCEDURE DIVISION.\n       A.\n';
    const literal = "'客户账户余额转账汇款日期机构代码证件号码'";
    const answer = `DISPLAY ${literal} UPON CONSOLE.`;
    const shownIn = async (encoding: string): Promise<string | undefined> => {
      const situation = { ...(await situationAt('cobol', `${head}           █\n`)), encoding };
      return shape(answer, { situation, multiline: false, ended: true }).shown?.text;
    };
    assert.equal(await shownIn('gb18030'), `DISPLAY ${literal} UPON`);
    // Sixty bytes of literal do not end before column 72: half a literal is no program text.
    assert.equal(await shownIn('utf8'), 'DISPLAY');
  });
});
