import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { findIn, testRedactor } from '../../support/marked.ts';

/** Lines of base64 that decode to nothing: hashes of numbers. */
const line = (i: number) => createHash('sha512').update(`line ${i}`).digest('base64').slice(0, 64);
const body = Array.from({ length: 12 }, (_, i) => line(i));
const last = `${line(99).slice(0, 30)}==`;
const begin = '-----BEGIN RSA PRIVATE KEY-----';
const end = '-----END RSA PRIVATE KEY-----';
const key = [begin, ...body, last, end].join('\n');

function redacted(text: string): string {
  return testRedactor.inspect({
    prefix: text,
    suffix: '',
    path: '',
    language: '',
    repository: '',
    user: '',
    context: [],
  }).text.prefix;
}

describe('private keys', () => {
  it('are one finding, from BEGIN to END, and only their lines are replaced', () => {
    const text = `a\n${key}\nb`;
    const findings = findIn(text);
    assert.deepEqual(
      findings.map(({ rule, start, end: to }) => [rule, text.slice(start, to)]),
      [['private-key', key]],
    );
    const after = redacted(text).split('\n');
    assert.deepEqual([after[0], after[1], after.at(-2), after.at(-1)], ['a', begin, end, 'b']);
    for (const [i, one] of [...body, last].entries()) {
      assert.notEqual(after[i + 2], one);
      assert.equal(after[i + 2]!.length, one.length);
    }
  });

  it('are known without their beginning, without their end, and without both', () => {
    for (const [from, to] of [
      [3, 15],
      [0, 9],
      [4, 10],
    ] as const) {
      const piece = key.split('\n').slice(from, to).join('\n');
      const after = redacted(`// cut\n${piece}\n// cut`);
      for (const one of piece.split('\n').filter(part => !part.startsWith('-')))
        assert.ok(!after.includes(one), `${from}–${to}`);
    }
  });

  it('keep the bytes of each line when the window slides', () => {
    const whole = redacted(key).split('\n');
    for (let from = 1; from < 6; from++) {
      const window = redacted(key.split('\n').slice(from).join('\n')).split('\n');
      assert.deepEqual(window, whole.slice(from));
    }
  });

  const forms: Record<string, string> = {
    'one literal with escapes': `String k = "${key.replaceAll('\n', '\\n')}\\n";`,
    'one literal a line': `String k = "${key.split('\n').join('\\n" +\n    "')}\\n";`,
    'a YAML block': `key: |\n${key
      .split('\n')
      .map(one => `  ${one}`)
      .join('\n')}\n`,
    'a comment': key
      .split('\n')
      .map(one => `// ${one}`)
      .join('\n'),
    'carriage returns': key.replaceAll('\n', '\r\n'),
    'an encrypted key': key.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233\n\n'),
  };
  for (const [what, text] of Object.entries(forms)) {
    it(`are known as ${what}`, () => {
      const after = redacted(text);
      assert.equal(after.length, text.length);
      for (const one of [...body, last]) assert.ok(!after.includes(one));
      assert.equal(findIn(text).length, 1);
    });
  }

  it('are not certificates, public keys, or code that handles keys', () => {
    for (const text of [
      key.replaceAll('RSA PRIVATE KEY', 'CERTIFICATE'),
      key.replaceAll('RSA PRIVATE', 'PUBLIC'),
      'if (pem.startsWith("-----BEGIN PRIVATE KEY-----")) {\n  return readPrivateKeyFromPemFile(pem);\n}\n',
      'const begin = "-----BEGIN PRIVATE KEY-----";\nconst end = "-----END PRIVATE KEY-----";\n',
    ]) {
      assert.deepEqual(findIn(text), [], text);
    }
  });

  it('of which only a piece stands in base64 are found in it', () => {
    const wrapped = Buffer.from(key).toString('base64');
    assert.ok(!redacted(`client-key-data: ${wrapped}`).includes(wrapped.slice(40, 80)));
  });
});
