import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { editorPatterns, IgnoreRules } from '../../../extension/context/ignore.ts';
import { Postings } from '../../../extension/context/postings.ts';
import { subwords } from '../../../extension/context/subwords.ts';
import { byScript } from '../../../extension/context/token-estimate.ts';
import { receiverAt, typesOf } from '../../../extension/context/typed-line.ts';
import { readWords } from '../../../extension/context/words.ts';
import { WorkspaceIndex } from '../../../extension/context/workspace-index.ts';
import { indexOf, languages } from './workspace.ts';

function wordsOf(path: string, text: string): string[] {
  const { lexical, rules } = languages.ofPath(path)!;
  const found: string[] = [];
  readWords(text, lexical, rules, (line, start, end) => found.push(`${line}:${text.slice(start, end)}`));
  return found;
}

describe('the index', () => {
  it('takes names apart at humps, separators and digits', () => {
    assert.deepEqual(subwords('getHTTPCode_2x'), ['get', 'http', 'code']);
    assert.deepEqual(subwords('WS-ACCT-ID'), ['ws', 'acct', 'id']);
    assert.deepEqual(subwords('user'), ['user']);
    assert.deepEqual(subwords('x'), []);
  });

  it('reads names, not comments and prose', () => {
    assert.deepEqual(wordsOf('A.java', 'int total; // the sum\n/* over\ntwo */ total += "a text here".length();'), [
      '0:int',
      '0:total',
      '2:total',
      '2:length',
    ]);
  });

  it('reads keys and SQL in strings', () => {
    assert.deepEqual(wordsOf('A.java', 'f("risk.share", "select id from branch");'), [
      '0:risk',
      '0:share',
      '0:select',
      '0:id',
      '0:from',
      '0:branch',
    ]);
  });

  it('reads the code in Oracle’s own quotes', () => {
    assert.deepEqual(wordsOf('a.pkb', "l_sql := q'[begin\n  it's(l_total);\nend;]'; l_next"), [
      '0:l_sql',
      '0:begin',
      '1:it',
      '1:l_total',
      '2:end',
      '2:l_next',
    ]);
  });

  it('takes no quote in a regular expression for one', () => {
    assert.deepEqual(wordsOf('a.ts', 'const safe = text.replace(/[`"/]/g, mark);\nhalf = all / two; last();'), [
      '0:const',
      '0:safe',
      '0:text',
      '0:replace',
      '0:mark',
      '1:half',
      '1:all',
      '1:two',
      '1:last',
    ]);
  });

  it('takes a quote that nothing closes for one being typed', () => {
    assert.deepEqual(wordsOf('A.java', 'f("open\ncall();'), ['0:open', '1:call']);
  });

  it('reads hyphenated names, and nothing past column 72 or in a comment line', () => {
    const line = `000100     MOVE WS-ACCT-ID TO 1000-TARGET`.padEnd(72);
    const index = indexOf({ 'P.cbl': `${line}HIDDEN01\n000200* SECRET COMMENT\n` });
    const file = index.file('P.cbl')!;
    const { values } = index.wordsOf(file);
    assert.deepEqual(
      [...values].map(term => index.terms.text(term)),
      ['move', 'ws-acct-id', 'to', '1000-target'],
    );
    assert.doesNotMatch(index.linesOf(file).join('\n'), /HIDDEN01|SECRET/);
  });

  it('finds what declares a name, until the file is gone', () => {
    const index = indexOf({ 'a/Account.java': 'public class Account {\n  public long balance() { return 0; }\n}\n' });
    const term = index.terms.find('balance')!;
    assert.deepEqual(
      index.definers(term).map(({ path }) => path),
      ['a/Account.java'],
    );
    index.remove('a/Account.java');
    assert.deepEqual(index.definers(term), []);
    assert.equal(index.chunkCounts.get(term), 0);
    assert.equal(index.fileCount, 0);
  });

  it('does not know a name that only files now gone have held', () => {
    const index = indexOf({ 'A.java': 'class Account {}', 'B.java': 'int account;' });
    index.remove('A.java');
    assert.equal(index.find('Account'), undefined);
    assert.notEqual(index.find('account'), undefined);
    index.set('B.java', 'int balance;');
    assert.equal(index.find('account'), undefined);
    assert.equal(index.chunksWith(index.terms.find('account')!).length, 0);
  });

  it('finds what DDL declares, whatever case a class of the name is written in', () => {
    const index = indexOf({ 'Account.java': 'class Account {}', 'schema.sql': 'CREATE TABLE Account (id NUMBER);' });
    assert.deepEqual(
      index.definers(index.find('account')!).map(({ path }) => path),
      ['schema.sql'],
    );
  });

  it('leaves out what is binary, too long or of no known language', () => {
    const index = new WorkspaceIndex(languages, { limits: { fileCharacters: 20 } });
    assert.equal(index.set('a.java', 'class\0A'), 'binary');
    assert.equal(index.set('b.java', 'x'.repeat(21)), 'too-long');
    assert.equal(index.set('c.exe', 'x'), 'unknown-language');
    assert.equal(index.set('d.java', 'class D {}'), 'indexed');
    assert.equal(index.set('d.java', 'x'.repeat(21)), 'too-long');
    assert.equal(index.has('d.java'), false);
  });

  it('stops taking files where its memory ends', () => {
    const index = new WorkspaceIndex(languages, { limits: { bytes: 1 } });
    assert.equal(index.set('a.java', 'class A {}'), 'no-memory');
  });

  it('keeps places of many terms in order through any number of slices', () => {
    const postings = new Postings();
    const into = new Int32Array(20_000);
    for (let place = 0; place < 10_000; place++) {
      postings.add(1, place);
      if (place % 977 === 0) postings.add(6000, place * 1000);
    }
    assert.deepEqual(
      [...into.subarray(0, postings.read(1, into))],
      Array.from({ length: 10_000 }, (_, at) => at),
    );
    assert.deepEqual(
      [...into.subarray(0, postings.read(6000, into))],
      Array.from({ length: 11 }, (_, at) => at * 977_000),
    );
    assert.equal(postings.read(7, into), 0);
    assert.equal(postings.read(999_999, into), 0);
  });
});

describe('ignore rules', () => {
  it('take over what the editor hides, with braces and without what depends on another file', () => {
    const hidden = {
      '**/.git': true,
      '{out,dist}/**/*.{js,map}': true,
      '**/*.js': { when: '$(basename).ts' },
      lib: false,
    };
    assert.deepEqual(editorPatterns(hidden), [
      '**/.git',
      'out/**/*.js',
      'out/**/*.map',
      'dist/**/*.js',
      'dist/**/*.map',
    ]);
  });

  it('hold in their folder and below, and are not taken back further down', () => {
    const rules = new IgnoreRules();
    rules.add('', 'build/\n*.gen.java\n# comment\n');
    rules.add('app', 'private/\n');
    rules.add('app/private', '!Open.java\n');
    assert.deepEqual(
      [
        'src/A.java',
        'build/A.java',
        'x/B.gen.java',
        'app/private/Open.java',
        'private/A.java',
        '.git/config',
        'a/node_modules/b.js',
      ].filter(path => rules.excludes(path)),
      ['build/A.java', 'x/B.gen.java', 'app/private/Open.java', '.git/config', 'a/node_modules/b.js'],
    );
  });
});

describe('the typed line', () => {
  it('tells what stands before the dot', () => {
    assert.deepEqual(receiverAt('  payer.avail'), { name: 'payer', begun: 'avail' });
    assert.deepEqual(receiverAt('  p->'), { name: 'p', begun: '' });
    assert.equal(receiverAt('  payer'), undefined);
  });

  it('finds the type that the document gives to a name', () => {
    assert.deepEqual(typesOf('payer', ['void f(List<Account> payer) {']), ['List']);
    assert.deepEqual(typesOf('payer', ['val payer: Account? = null']), ['Account']);
    assert.deepEqual(typesOf('payer', ['var payer = new SavingsAccount(1);']), ['SavingsAccount']);
    assert.deepEqual(typesOf('p', ['func (p *Payer) Pay() {']), ['Payer']);
  });
});

describe('the token estimate', () => {
  it('counts Chinese by the character and code by four', () => {
    assert.equal(byScript('abcd'.repeat(10)), 10);
    assert.equal(byScript('账户余额'), 4);
  });
});
