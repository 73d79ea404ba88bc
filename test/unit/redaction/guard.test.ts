import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Guard } from '../../../server/redaction/guard/guard.ts';
import { outputSchema } from '../../../server/redaction/policy.ts';
import { createRedactor } from '../../../server/redaction/redactor.ts';
import { testKey } from '../../support/marked.ts';

const token = 'AKIAQ3EGRZ7XKD5PWTBH';

function guardFor(prefix: string, output: Parameters<typeof outputSchema.parse>[0] = {}): Guard & { sent: string } {
  const redactor = createRedactor({
    key: testKey,
    tenant: 'test',
    timeoutMs: 10_000,
    output: outputSchema.parse(output),
  });
  const outcome = redactor.redact({
    prefix,
    suffix: '\n}',
    path: 'A.java',
    language: 'java',
    repository: '',
    user: '',
    context: [],
  });
  assert.equal(outcome.kind, 'redacted');
  if (outcome.kind !== 'redacted' || outcome.guard === undefined) throw new Error('no guard');
  return Object.assign(outcome.guard(), { sent: outcome.text.prefix });
}

function through(guard: Guard, text: string): string {
  return guard.push(text) + guard.end();
}

describe('the output guard', () => {
  it('lets code pass as it is', () => {
    const code = 'int a = 1;\nreturn sum(a, b); // three\nString password = "changeme";\n';
    const guard = guardFor('');
    assert.equal(through(guard, code), code);
    assert.deepEqual(guard.events, []);
  });

  it('drops a suggestion that holds a key, from that line on, and says why', () => {
    const guard = guardFor('');
    assert.equal(through(guard, `int a = 1;\nString k = "${token}";\nint b = 2;\n`), 'int a = 1;\n');
    assert.equal(guard.over, true);
    assert.deepEqual(guard.events, [
      { rule: 'aws-access-key-id', class: 'provider-token', action: 'blocked', start: 23, end: 43 },
    ]);
    assert.ok(!JSON.stringify(guard.events).includes(token));
  });

  it('masks personal data and goes on', () => {
    const guard = guardFor('');
    assert.equal(through(guard, '// call 13912345678 now\nint a;\n'), '// call 99999999999 now\nint a;\n');
    assert.deepEqual(
      guard.events.map(({ action, class: kind }) => [action, kind]),
      [['replaced', 'mobile-number']],
    );
  });

  it('lets pass and notes where the policy says so', () => {
    const guard = guardFor('', { secrets: 'allow' });
    const code = `String k = "${token}";\n`;
    assert.equal(through(guard, code), code);
    assert.deepEqual(
      guard.events.map(({ action }) => action),
      ['noted'],
    );
  });

  it('knows a value that the prefix began', () => {
    const guard = guardFor('String apiKey = ');
    assert.equal(through(guard, '"q8Zr2LmX0vTy5KpW";\nint a;\n'), '');
    assert.equal(guard.events[0]!.rule, 'assigned-secret');
  });

  it("lets the user's own placeholders pass: they are put back later", () => {
    const guard = guardFor('String password = "Tr0ub4dor&3x";\n');
    const placeholder = guard.sent.slice(19, 31);
    const code = `String password2 = "${placeholder}";\nlogin("${placeholder}");\n`;
    assert.equal(through(guard, code), code);
    assert.deepEqual(guard.events, []);
  });

  it('blocks terms in any case and only as whole words', () => {
    const output = { blocked_terms: { terms: ['Project Falcon', '内部代号'] } };
    assert.equal(through(guardFor('', output), '// for project FALCON\n'), '');
    assert.equal(through(guardFor('', output), '// 属于内部代号之一\n'), '');
    assert.equal(through(guardFor('', output), '// project falconry\n'), '// project falconry\n');
  });

  it('masks the names of persons', () => {
    const output = { personal_names: { names: ['Li Wei', '王小明'] } };
    assert.equal(through(guardFor('', output), '// by Li Wei and 王小明\n'), '// by Xx Xxx and 一一一\n');
  });

  it('holds back no more than a line, and of a long line no more than it says', () => {
    const guard = guardFor('');
    assert.equal(guard.push('int a'), '');
    assert.equal(guard.push(' = 1;\nint'), 'int a = 1;\n');
    assert.equal(guard.end(), 'int');
    const long = guardFor('');
    const sent = long.push('a + '.repeat(500));
    assert.ok(2000 - sent.length <= 256 + 64, `${2000 - sent.length} characters held back`);
  });

  it('drops the rest where the scan fails', () => {
    let now = 0;
    let slow = 0;
    const redactor = createRedactor({ key: testKey, tenant: 'test', timeoutMs: 500, now: () => (now += slow) });
    const outcome = redactor.redact({
      prefix: '',
      suffix: '',
      path: '',
      language: '',
      repository: '',
      user: '',
      context: [],
    });
    if (outcome.kind !== 'redacted' || outcome.guard === undefined) throw new Error('no guard');
    const guard = outcome.guard();
    assert.equal(guard.push('int a;\n'), 'int a;\n');
    slow = 300;
    assert.equal(guard.push('int b;\n'), 'int b;\n');
    assert.equal(guard.push('int c;\n'), '');
    assert.deepEqual(
      guard.events.map(({ rule, action }) => [rule, action]),
      [['guard-failed', 'blocked']],
    );
  });
});
