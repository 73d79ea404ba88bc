import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { auditIdOf } from '../../support/fake-transport.ts';
import { Typist } from '../../support/typist.ts';

const method = 'class A {\n  int sum(int a, int b) {\n    return █\n  }\n}\n';

describe('what is not asked twice', () => {
  it('a suggestion that is typed along', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;\n  }\n';
    assert.equal(await typist.shown(), 'a + b;');
    const text = 'a + b;';
    for (let typed = 1; typed < text.length; typed++) {
      typist.type(text[typed - 1]!);
      const result = await typist.see();
      assert.ok(result.kind === 'offered');
      assert.equal(result.suggestion.text, text.slice(typed));
      assert.equal(result.suggestion.source, 'typed-as-suggested');
      assert.equal(result.suggestion.id, 'id-1');
    }
    assert.equal(typist.requests, 1);
  });

  it('a suggestion that deleting leads back to', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;';
    await typist.see();
    typist.type('a +');
    await typist.see();
    typist.deleteBack(2);
    assert.equal(await typist.shown(), ' + b;');
    typist.deleteBack(1);
    assert.equal(await typist.shown(), 'a + b;');
    typist.deleteBack('return '.length);
    assert.equal(await typist.shown(), 'return a + b;');
    assert.equal(typist.requests, 1);
  });

  it('a mistake that is taken back', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;';
    await typist.see();
    typist.type('x');
    typist.transport.answer = () => 'y;';
    await typist.see();
    typist.deleteBack(1);
    assert.equal(await typist.shown(), 'a + b;');
    assert.equal(typist.requests, 2);
  });

  it('a request on its way whose answer agrees with what is typed meanwhile', async () => {
    const typist = new Typist('java', method);
    const first = typist.ask();
    await typist.clock.advance(500);
    assert.equal(typist.requests, 1);
    typist.type('a');
    const second = typist.ask();
    await typist.settle();
    typist.transport.exchanges[0]!.send('a + b;\n');
    typist.transport.exchanges[0]!.end();
    assert.equal((await first).kind, 'cancelled');
    const result = await second;
    assert.equal(result.kind === 'offered' && result.suggestion.text, ' + b;');
    assert.equal(typist.requests, 1);
    assert.equal(typist.transport.exchanges[0]!.signal.aborted, false);
  });

  it('but a request whose answer disagrees is closed, and another made', async () => {
    const typist = new Typist('java', method);
    void typist.ask();
    await typist.clock.advance(500);
    typist.type('x');
    const second = typist.ask();
    await typist.settle();
    typist.transport.exchanges[0]!.send('a +');
    await typist.clock.advance(500);
    assert.equal(typist.transport.exchanges[0]!.signal.aborted, true);
    assert.equal(typist.requests, 2);
    typist.transport.exchanges[1]!.send(' * 2;\n');
    typist.transport.exchanges[1]!.end();
    const result = await second;
    assert.equal(result.kind === 'offered' && result.suggestion.text, ' * 2;');
  });

  it('a request that nobody comes back for is closed soon', async () => {
    const typist = new Typist('java', method);
    const controller = new AbortController();
    const { prefix, suffix, languageId } = typist;
    const call = typist.engine.complete(
      {
        documentId: 'doc',
        place: { prefix, suffix, languageId, path: 'src/File' },
        trigger: 'automatic',
        lengthMode: 'auto',
      },
      controller.signal,
    );
    await typist.clock.advance(500);
    controller.abort();
    assert.equal((await call).kind, 'cancelled');
    await typist.clock.advance(300);
    assert.equal(typist.transport.exchanges[0]!.signal.aborted, true);
    assert.deepEqual(
      typist.observations.map(({ kind }) => kind),
      ['result', 'abandoned'],
    );
  });

  it('closers that the editor puts behind the cursor change nothing', async () => {
    const typist = new Typist('java', 'class A {\n  void m() {\n    █\n  }\n}\n');
    typist.transport.answer = () => 'send(account);\n';
    assert.equal(await typist.shown(), 'send(account);');
    typist.type('send');
    typist.type('(');
    typist.suffix = `)${typist.suffix}`;
    const result = await typist.see();
    assert.deepEqual(result.kind === 'offered' && [result.suggestion.text, result.suggestion.replaceSuffixLength], [
      'account);',
      1,
    ]);
    assert.equal(typist.requests, 1);
  });

  it('what an answer says beyond the suggestion is kept for after the accept', async () => {
    const typist = new Typist('java', 'class A {\n  void m() {\n    start();\n    █\n  }\n}\n');
    const call = typist.ask();
    await typist.clock.advance(500);
    typist.transport.exchanges[0]!.send('open();\n    send();\n    close();\n');
    const first = await call;
    assert.ok(first.kind === 'offered');
    assert.equal(first.suggestion.text, 'open();');
    typist.accept(first.suggestion);
    const second = await typist.see();
    assert.ok(second.kind === 'offered');
    assert.equal(second.suggestion.text, '\n    send();');
    assert.notEqual(second.suggestion.id, first.suggestion.id);
    assert.equal(second.suggestion.source, 'cache');
    assert.equal(second.trace.head?.audit_id, auditIdOf(1));
    assert.equal(typist.requests, 1);
  });

  it('another document, another suffix or another policy is another question', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;';
    await typist.see();
    await typist.see({ documentId: 'other' });
    assert.equal(typist.requests, 2);
    typist.suffix = `\n    // more${typist.suffix}`;
    await typist.see();
    assert.equal(typist.requests, 3);
    typist.transport.document = { ...typist.transport.document, policy_version: 'v2' };
    await typist.engine.rules.refresh();
    await typist.see();
    assert.equal(typist.requests, 4);
  });
});

describe('what would follow, asked for while a suggestion is shown', () => {
  const open = async (load: 'idle' | 'busy') => {
    const typist = new Typist('java', 'class A {\n  void m() {\n    start();\n    █\n  }\n}\n');
    typist.transport.load = load;
    const call = typist.ask();
    await typist.clock.advance(500);
    typist.transport.exchanges[0]!.send('open();\n');
    typist.transport.exchanges[0]!.end();
    const result = await call;
    assert.ok(result.kind === 'offered');
    await typist.settle();
    return { typist, suggestion: result.suggestion };
  };

  it('goes out in the lower lane where the model is idle, and is there after the accept', async () => {
    const { typist, suggestion } = await open('idle');
    assert.equal(typist.requests, 2);
    const { request } = typist.transport.exchanges[1]!;
    assert.equal(request.intramural?.priority, 'speculative');
    assert.match(request.prompt, /open\(\);$/);
    typist.transport.exchanges[1]!.send('\n    send();\n');
    typist.transport.exchanges[1]!.end();
    await typist.settle();
    typist.accept(suggestion);
    const next = await typist.see();
    assert.ok(next.kind === 'offered');
    assert.deepEqual([next.suggestion.text, next.suggestion.source], ['\n    send();', 'speculative']);
  });

  it('is not asked for where the model is busy', async () => {
    const { typist } = await open('busy');
    assert.equal(typist.requests, 1);
  });

  it('is closed where typing takes another way', async () => {
    const { typist } = await open('idle');
    typist.type('x');
    await typist.settle();
    assert.equal(typist.transport.exchanges[1]!.signal.aborted, true);
  });
});
