import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../../extension/engine/transport.ts';
import { auditIdOf } from '../../support/fake-transport.ts';
import { Typist } from '../../support/typist.ts';

const method = 'class A {\n  int sum(int a, int b) {\n    return █\n  }\n}\n';

describe('one keystroke: what comes of it', () => {
  it('a suggestion, with its trace', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;\n  }\n';
    const result = await typist.see();
    assert.equal(result.kind, 'offered');
    assert.deepEqual(result.kind === 'offered' && result.suggestion, {
      id: 'id-1',
      text: 'a + b;',
      replaceSuffixLength: 0,
      source: 'network',
    });
    const { trace } = result;
    assert.equal(trace.requestId, 'id-0');
    assert.equal(trace.head?.audit_id, auditIdOf(1));
    assert.deepEqual(
      trace.stages.map(stage => stage.name),
      ['decide', 'reuse', 'wait', 'collect', 'ask', 'shape'],
    );
    assert.deepEqual(trace.multiline, { multiline: false, why: 'no-empty-block' });
  });

  it('the request carries document, session, lengths and the model of the proxy', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;';
    await typist.see();
    const { request } = typist.transport.exchanges[0]!;
    assert.equal(request.prompt, typist.prefix);
    assert.equal(request.suffix, typist.suffix);
    assert.equal(request.model, 'small-model');
    assert.equal(request.temperature, 0);
    assert.deepEqual(request.intramural?.document, { language: 'java', path: 'src/File' });
    assert.equal(request.intramural?.client_session_id, 'session');
    assert.equal(request.intramural?.priority, 'interactive');
  });

  it('nothing, with the reason, where the model has nothing to say', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => '';
    const result = await typist.see();
    assert.deepEqual([result.kind, result.kind === 'nothing' && result.reason], ['nothing', 'empty-answer']);
  });

  it('nothing, with the filter that dropped it', async () => {
    const typist = new Typist('python', 'import os\n█\n');
    typist.transport.answer = () => 'import os\n';
    const result = await typist.see();
    assert.deepEqual([result.kind, result.kind === 'nothing' && result.reason], ['nothing', 'duplicate-line']);
  });

  it('nothing where VS Code would not draw it', async () => {
    const typist = new Typist('java', method);
    typist.transport.answer = () => 'a + b;';
    const result = await typist.see({ isDrawn: () => false });
    assert.deepEqual([result.kind, result.kind === 'nothing' && result.reason], ['nothing', 'not-drawn']);
  });

  it('cancelled before anything was asked where typing goes on during the pause', async () => {
    const typist = new Typist('java', method);
    const first = typist.ask();
    await typist.clock.advance(10);
    typist.type('a');
    void typist.ask();
    assert.deepEqual((await first).kind, 'cancelled');
    assert.equal(typist.requests, 0);
  });

  it('failed, with what went wrong', async () => {
    const typist = new Typist('java', method);
    const call = typist.ask();
    await typist.clock.advance(500);
    typist.transport.exchanges[0]!.fail(new TransportError('forbidden', 'Policy says no.'));
    const result = await call;
    assert.deepEqual([result.kind, result.kind === 'failed' && result.reason], ['failed', 'forbidden']);
  });
});

describe('what is not asked', () => {
  const reasonOf = async (typist: Typist, options = {}): Promise<unknown> => {
    const result = await typist.see(options);
    return result.kind === 'nothing' ? result.reason : result.kind;
  };

  it('is asked of nobody while the policy is not known', async () => {
    const typist = new Typist('java', method);
    typist.transport.policyFault = new TransportError('unreachable', 'Nothing answers.');
    assert.equal(await reasonOf(typist), 'offline');
    assert.equal(await reasonOf(typist, { trigger: 'manual' }), 'offline');
    assert.equal(typist.requests, 0);
  });

  it('a file or a language that the policy excludes, not even by hand', async () => {
    const typist = new Typist('java', method);
    const { policy } = typist.transport.document;
    typist.transport.document = { policy: { ...policy, languages: ['python'] }, policy_version: 'v2' };
    assert.equal(await reasonOf(typist, { trigger: 'manual' }), 'policy-language');
    typist.engine.reset();
    typist.transport.document = { policy: { ...policy, exclude: { paths: ['src/**'] } }, policy_version: 'v3' };
    assert.equal(await reasonOf(typist, { trigger: 'manual' }), 'policy-path');
    assert.equal(typist.requests, 0);
  });

  it('an untrusted workspace, not even by hand', async () => {
    const typist = new Typist('java', method);
    assert.equal(await reasonOf(typist, { quiet: 'untrusted-workspace', trigger: 'manual' }), 'untrusted-workspace');
    assert.equal(typist.requests, 0);
  });

  it('comments, strings, words and code behind the cursor, but by hand', async () => {
    const places: [string, string, string][] = [
      ['java', 'class A {\n  // the █\n}\n', 'comment'],
      ['java', 'class A {\n  String s = "hello █";\n}\n', 'string'],
      ['java', 'class A {\n  int to█tal;\n}\n', 'inside-word'],
      ['java', 'class A {\n  int a = █ + b;\n}\n', 'text-after-cursor'],
      ['python', 'def f():\n    """Says █"""\n', 'string'],
    ];
    for (const [language, text, reason] of places) {
      const typist = new Typist(language, text);
      typist.transport.answer = () => 'x';
      assert.equal(await reasonOf(typist), reason, text);
      assert.equal(typist.requests, 0);
      await typist.see({ trigger: 'manual' });
      assert.equal(typist.requests, 1, text);
    }
  });

  it('SQL in a string is code', async () => {
    const typist = new Typist('java', 'class A {\n  String s = "SELECT id FROM █";\n}\n');
    typist.transport.answer = () => 'accounts';
    assert.equal(await typist.shown(), 'accounts');
  });
});

describe('streaming', () => {
  it('shows a line as soon as it is whole, and closes the stream', async () => {
    const typist = new Typist('java', method);
    const call = typist.ask();
    await typist.clock.advance(500);
    const exchange = typist.transport.exchanges[0]!;
    exchange.send('a + ');
    exchange.send('b;\n');
    await typist.settle();
    exchange.send('  }\n');
    const result = await call;
    assert.equal(result.kind === 'offered' && result.suggestion.text, 'a + b;');
    assert.equal(result.trace.stop, 'statement-end');
  });

  it('closes the stream at the end of the block', async () => {
    const typist = new Typist('java', 'class A {\n  int one() {█\n  }\n}\n');
    const call = typist.ask();
    await typist.clock.advance(500);
    const exchange = typist.transport.exchanges[0]!;
    for (const piece of ['\n    return', ' 1;', '\n  }', '\n\n  int two']) {
      exchange.send(piece);
      await typist.settle();
    }
    const result = await call;
    assert.equal(result.kind === 'offered' && result.suggestion.text, '\n    return 1;');
    assert.equal(result.trace.stop, 'block-end');
  });
});
