import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createRedactor } from '../../../server/redaction/redactor.ts';
import { testKey, unmarked } from '../../support/marked.ts';
import { caseFiles, casesOf } from '../../support/redaction-cases.ts';

/** Sixty rows under one head, over several blocks. */
const rows = `insert into users (id, name, password) values\n${Array.from(
  { length: 60 },
  (_, row) => `  (${row}, 'customer of row ${row}', 'Zq${(row * 7919) % 1000}wKt${row}Lp')`,
).join(',\n')};`;

describe('what is remembered of a document', () => {
  const redactorOf = (remembers: boolean) =>
    createRedactor({ key: testKey, tenant: 'test', timeoutMs: 60_000, remembers });
  const found = (redactor: ReturnType<typeof redactorOf>, prefix: string, path: string) =>
    redactor
      .inspect({ prefix, suffix: '', path, language: '', repository: '', user: '', context: [] })
      .findings.map(({ start, end }) => `${start}-${end}`);

  it('finds every row again when one far below the head of its statement has changed', () => {
    const redactor = redactorOf(true);
    assert.equal(found(redactor, rows, 'a.sql').length, 60);
    for (const row of [12, 40, 55])
      assert.equal(found(redactor, rows.replace(`row ${row}'`, `row ${row}x'`), 'a.sql').length, 60);
  });

  it('is the same as what a scan of the whole finds, whatever was changed before', () => {
    const texts = [...caseFiles.flatMap(casesOf).map(({ marked }) => unmarked(marked)), rows];
    const remembering = redactorOf(true);
    const plain = redactorOf(false);
    let state = 7;
    const below = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 4294967296) * limit);
    };
    for (const path of ['a.yml', 'a.java', 'a.sql', 'a.xml', 'a.cbl']) {
      let text = Array.from({ length: 60 }, () => `${texts[below(texts.length)]!}\n\n`).join('') + rows;
      for (let edit = 0; edit < 8; edit++) {
        assert.deepEqual(found(remembering, text, path), found(plain, text, path));
        const at = below(text.length);
        text = below(2) === 0 ? `${text.slice(0, at)}x${text.slice(at)}` : text.slice(0, at) + text.slice(at + 1);
      }
    }
  });
});
