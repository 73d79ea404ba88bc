import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { collectContext } from '../../../extension/context/collect.ts';
import { programText } from '../../../extension/languages/cobol/columns.ts';
import { cobolStructure } from '../../../extension/languages/cobol/structure.ts';
import { packFor } from '../../../extension/languages/index.ts';
import { plsqlStructure, sqlCode } from '../../../extension/languages/sql/structure.ts';
import { indexOf, languages } from '../../unit/context/workspace.ts';

const pieces = fc.constantFrom(
  'class Account {',
  '}',
  '"',
  "'",
  '`',
  '/*',
  '*/',
  '//',
  '--',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '.',
  '${',
  '(',
  ')',
  'account.',
  'import a.b.C;',
  'select * from ',
  'create table t (',
  '000100 MOVE A TO B',
  'EXEC SQL',
  'END-EXEC',
  'COPY X REPLACING ==',
  '\ud83d\ude00',
  '\ud83d',
  '\ude00',
  '\0',
  '账户',
  'a'.repeat(200),
  'account',
  'Account',
  'accountId',
  'ACCOUNT-ID',
  'CREATE TABLE Account (id NUMBER,',
  'balance_total',
);
const anyText = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map(parts => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 300 }),
);
const paths = fc.constantFrom(
  'A.java',
  'a.kt',
  'p.cbl',
  'c.cpy',
  'q.sql',
  'b.pkb',
  's.py',
  't.ts',
  'x.cs',
  'm.go',
  'h.h',
  'r.sh',
  'y.yml',
  'n.txt',
);

/** What an index has seen and knows no more: files gone, and earlier texts of those still there. */
const noises = fc.dictionary(fc.oneof(paths, fc.constant('z/Noise.java')), anyText, { maxKeys: 3 });

describe('context, whatever text and cursor', () => {
  it('ends, throws nothing, keeps the budget and shows no excluded file', () => {
    fc.assert(
      fc.property(
        fc.dictionary(paths, anyText, { maxKeys: 6 }),
        paths,
        anyText,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 400 }),
        (files, path, text, share, budget) => {
          const index = indexOf({ ...files, 'secret/Key.java': text, 'secret/key.sql': text });
          const { items, prefix, suffix } = collectContext(
            {
              document: { path, text, languageId: languages.ofPath(path)?.id ?? 'plaintext' },
              offset: Math.floor(share * text.length),
              budget,
              window: { prefix: 100, suffix: 50 },
              isExcluded: other => other.startsWith('secret/'),
            },
            index,
          );
          assert.ok(
            items.every(item => !item.path.startsWith('secret/') && (item.path !== path || item.kind === 'scope')),
          );
          assert.ok(items.reduce((sum, item) => sum + item.tokens, 0) <= budget);
          assert.ok(text.includes(prefix) && text.includes(suffix));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the same for the same input, in a fresh index and one that has seen other files', () => {
    fc.assert(
      fc.property(
        fc.dictionary(paths, anyText, { maxKeys: 5 }),
        anyText,
        anyText,
        noises,
        (files, text, late, noise) => {
          const used = indexOf(noise);
          for (const [path, text] of Object.entries(files).reverse()) used.set(path, text);
          used.set('z/Late.java', late);
          for (const path of [...Object.keys(noise), 'z/Late.java']) if (!Object.hasOwn(files, path)) used.remove(path);
          const collect = (index: ReturnType<typeof indexOf>) =>
            collectContext(
              {
                document: { path: 'D.java', text, languageId: 'java' },
                offset: Math.floor(text.length / 2),
                budget: 300,
                window: { prefix: 100, suffix: 50 },
                isExcluded: () => false,
              },
              index,
            );
          assert.deepEqual(collect(used), collect(indexOf(files)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes a megabyte on one line', () => {
    const text = 'account.balance(); '.repeat(52_000);
    const index = indexOf({ 'A.java': 'class A { void balance() {} }', 'Long.java': text });
    const { items } = collectContext(
      {
        document: { path: 'B.java', text, languageId: 'java' },
        offset: 500_000,
        budget: 500,
        window: { prefix: 1000, suffix: 500 },
        isExcluded: () => false,
      },
      index,
    );
    assert.ok(items.reduce((sum, { tokens }) => sum + tokens, 0) <= 500);
  });
});

describe('what is long and never closes', () => {
  const long: Record<string, string> = {
    'a.ts': 'a=/'.repeat(300_000),
    'b.ts': '`'.repeat(900_000),
    'f.ts': '`${'.repeat(300_000),
    'g.ts': '`${\n'.repeat(200_000),
    'h.ts': '`a${"b"}`;\n'.repeat(80_000),
    'i.sh': '"$("${a'.repeat(120_000),
    'j.py': 'f"{f\'{'.repeat(120_000),
    'c.pkb': `create package body p is\n${'\n'.repeat(400_000)}`,
    'd.cbl': `       COPY A REPLACING ==X== BY\n`.repeat(20_000),
    'e.sql': 'create table t ('.repeat(50_000),
  };
  for (const [path, text] of Object.entries(long)) {
    it(`is collected for in bounded time: ${path}`, () => {
      const index = indexOf({ [path]: text, 'A.java': 'class A {}' });
      const languageId = languages.ofPath(path)!.id;
      collectContext(
        {
          document: { path, text, languageId },
          offset: text.length,
          budget: 500,
          window: { prefix: 1000, suffix: 500 },
          isExcluded: () => false,
        },
        index,
      );
      packFor(languageId).scopesAt?.(text);
    });
  }
});

describe('the scanners, whatever text', () => {
  it('end, and blank at equal length', () => {
    fc.assert(
      fc.property(anyText, text => {
        cobolStructure(text);
        plsqlStructure(text);
        assert.equal(programText(text).length, text.length);
        assert.equal(sqlCode(text).length, text.length);
      }),
      { numRuns: 300 },
    );
  });
});
