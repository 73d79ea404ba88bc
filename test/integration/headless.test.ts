import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Sealer } from '../../extension/engine/sealed-lines.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { intramural, startProxy, type TestProxy } from '../support/proxy.ts';

const file = 'class A {\n  int sum(int a, int b) {\n    return \n  }\n}\n';

describe('the engine from the command line', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-headless-'));
    writeFileSync(join(folder, 'A.java'), file);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  describe('complete', () => {
    let model: ModelServer;
    let proxy: TestProxy;
    const env = () => ({ INTRAMURAL_HOME: proxy.home });
    before(async () => {
      model = await startModelServer({ script: { pieces: ['a + b;', '\n  }\n}\n'] } });
      proxy = await startProxy({
        config: { models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }] },
      });
    });
    after(async () => {
      await proxy?.stop();
      await model?.close();
    });

    it('prints what the editor would show, and beside it how it came about', async () => {
      const place = `${join(folder, 'A.java')}:3:12`;
      const { code, stdout, stderr } = await intramural(['complete', place, '--proxy', proxy.origin], { env: env() });
      assert.deepEqual([code, stdout], [0, 'a + b;\n'], stderr);
      assert.match(stderr, /model m \(small\), policy [0-9a-f]{16}, audit [0-9a-f-]{36}/);
    });

    it('gives the result with its trace as JSON', async () => {
      const place = `${join(folder, 'A.java')}:3:12`;
      const { stdout } = await intramural(['complete', place, '--json', '--proxy', proxy.origin], { env: env() });
      const result = JSON.parse(stdout) as { kind: string; suggestion: { text: string }; trace: { stop: string } };
      assert.deepEqual([result.kind, result.suggestion.text], ['offered', 'a + b;']);
      assert.equal(result.trace.stop, 'statement-end');
    });

    it('says what is wrong with a place, and exits with 2', async () => {
      for (const place of ['nonsense', `${join(folder, 'A.java')}:99:1`, `${join(folder, 'A.java')}:1:99`]) {
        const { code, stdout, stderr } = await intramural(['complete', place, '--proxy', proxy.origin], { env: env() });
        assert.deepEqual([code, stdout], [2, ''], place);
        assert.notEqual(stderr, '');
      }
    });

    it('says how to start a proxy where there is none, and exits with 1', async () => {
      const place = `${join(folder, 'A.java')}:3:12`;
      const { code, stdout, stderr } = await intramural(['complete', place, '--proxy', 'http://127.0.0.1:9'], {
        env: env(),
      });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /Nothing answers at http:\/\/127\.0\.0\.1:9[\s\S]*npx intramural serve/);
    });

    it('says whose token is wanted where it is the wrong one', async () => {
      writeFileSync(join(folder, 'token'), 'imt_wrong\n');
      const parameters = ['complete', `${join(folder, 'A.java')}:3:12`, '--proxy', proxy.origin];
      const { code, stderr } = await intramural([...parameters, '--token-file', join(folder, 'token')], { env: env() });
      assert.equal(code, 1);
      assert.match(stderr, /--token-file/);
      assert.doesNotMatch(stderr, /imt_wrong/);
    });
  });

  it('context: names what the cursor stands in where the window has cut it off, as the editor does', async () => {
    const head = 'class Teller {\n  void pay(Ledger ledger) {\n';
    const text = `${head}${'    ledger.count();\n'.repeat(900)}    ledger.close();\n  }\n}\n`;
    const offset = text.lastIndexOf('ledger.') + 'ledger.'.length;
    writeFileSync(join(folder, 'contexts.jsonl'), JSON.stringify({ id: 1, file: 'Teller.java', text, offset }));
    const parameters = ['context', '--workspace', folder, '--cases', join(folder, 'contexts.jsonl')];
    const { code, stdout, stderr } = await intramural(parameters);
    assert.equal(code, 0, stderr);
    const { items } = JSON.parse(stdout) as { items: { kind: string; text: string }[] };
    assert.deepEqual([items[0]?.kind, items[0]?.text], ['scope', 'class Teller\n  void pay(Ledger ledger)']);
  });

  it('replay: one result a line, in input order; a bad case has its error in its place', async () => {
    const [prefix, suffix] = file.split(/(?<=return )/) as [string, string];
    const good = { id: 'good', languageId: 'java', filename: 'A.java', prefix, suffix, completion: 'a + b;\n  }\n}\n' };
    const cases = [
      good,
      { ...good, id: 2, completion: ' \n' },
      { id: 'bad' },
      { ...good, id: 4, languageId: 'klingon' },
    ];
    writeFileSync(join(folder, 'cases.jsonl'), `${cases.map(one => JSON.stringify(one)).join('\n')}\nnonsense\n`);
    const { code, stdout, stderr } = await intramural(['replay', '--cases', join(folder, 'cases.jsonl')]);
    assert.equal(code, 0, stderr);
    const results = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      results.map(result => result.id),
      ['good', 2, 'bad', 4, null],
    );
    assert.deepEqual(results[0], {
      id: 'good',
      shown: 'a + b;',
      replaceSuffixLength: 0,
      multiline: false,
      reasons: ['statement-end'],
    });
    assert.equal(results[1]!.shown, null);
    assert.equal((results[1]!.reasons as string[]).at(-1), 'blank');
    assert.match(String(results[2]!.error), /languageId/);
    assert.equal(results[3]!.shown, 'a + b;');
    assert.ok('error' in results[4]!);
  });

  it('replay: a recording that somebody has written by hand: each call that is none has its error in its place', async () => {
    const passphrase = 'correct horse battery staple';
    const sealer = new Sealer(passphrase);
    const content = { filename: 'A.java', prefix: 'int a = ', suffix: '\n', completion: '1;', multiline: false };
    const written = [
      null,
      { id: 1, languageId: 'java', content: { filename: 'A.java' } },
      { id: {}, languageId: 7, content },
      { id: 3, languageId: '__proto__', content: { ...content, shown: '1;', replaceSuffixLength: 0 } },
    ];
    const header = { format: 'intramural-recording', version: 1, content: true, salt: sealer.salt };
    const lines = [JSON.stringify(header), ...written.map(call => sealer.seal(JSON.stringify(call)))];
    writeFileSync(join(folder, 'hostile.imrec'), `${lines.join('\n')}\n`);
    const env = { INTRAMURAL_RECORDING_PASSPHRASE: passphrase };
    const { code, stdout, stderr } = await intramural(['replay', '--session', join(folder, 'hostile.imrec')], { env });
    assert.equal(code, 0, stderr);
    const results = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    assert.match(String(results[0]!.error), /prefix must be text/);
    assert.match(String(results[1]!.error), /id must be/);
    assert.deepEqual([results[2]!.shown, results[2]!.same, results.length], ['1;', true, 3]);
  });

  it('replay: says what is wrong with a file that is not there', async () => {
    const { code, stderr } = await intramural(['replay', '--cases', join(folder, 'none.jsonl')]);
    assert.equal(code, 1);
    assert.match(stderr, /none\.jsonl/);
  });
});
