// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of other languages
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RequestText } from '../../../server/redaction/redaction.ts';
import { testRedactor } from '../../support/marked.ts';

/** What an attacker, a careless copy or the window's edge does to a secret. Every value is made up. */
const password = 'Zq7wKt#3xLp&9/m';
const quoted = "Zq7wKt'3xLp9m";
const token = `ghp${'_aZ3kQ9mX7wLp2RtY5vBn8cJdF4gH6sTyUiO1'}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const utf16 = (text: string) => Buffer.from(text, 'utf16le').toString('base64');

const lines = Array.from({ length: 8 }, (_, line) =>
  Buffer.from(Array.from({ length: 48 }, (_, i) => (i * 73 + (line * 48 + i) * 31 + line * 7) & 255)).toString(
    'base64',
  ),
);
const pem = ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'];

interface Sent {
  prefix: string;
  suffix?: string;
  path?: string;
  context?: string;
}

const requestOf = ({ prefix, suffix = '', path = 'a.yml', context }: Sent): RequestText => ({
  prefix,
  suffix,
  path,
  language: '',
  repository: '',
  user: '',
  context: context === undefined ? [] : [{ kind: 'snippet', path: 'b.txt', language: '', text: context }],
});

const known = `password: "${password}"\n`;

/** Requests, and what may not stand in what is sent. */
const cases: Record<string, [sent: Sent, secret: string]> = {
  'a known value in base64 of a text, one byte on': [
    { prefix: known, context: `blob = ${base64(`{"ab":"${password}","z":1}`)}` },
    base64(`{"ab":"${password}","z":1}`).slice(12, 24),
  ],
  'a known value in base64 of a text, two bytes on': [
    { prefix: known, context: `blob = ${base64(`{"abc":"${password}","z":1}`)}` },
    base64(`{"abc":"${password}","z":1}`).slice(12, 24),
  ],
  'a known value in hexadecimal': [
    { prefix: known, context: `x = ${Buffer.from(password).toString('hex')}` },
    Buffer.from(password).toString('hex'),
  ],
  'a known value in a URL with small digits': [
    { prefix: known, context: 'http://core/?q=Zq7wKt%233xLp%269%2fm' },
    'Zq7wKt%233xLp%269%2fm',
  ],
  'a known value in markup': [{ prefix: known, context: '<a>Zq7wKt#3xLp&amp;9/m</a>' }, 'Zq7wKt#3xLp&amp;9/m'],
  'a known value with a doubled quote': [
    { prefix: `password: "${quoted}"\n`, context: "values ('Zq7wKt''3xLp9m')" },
    'xLp9m',
  ],
  'a known value escaped for properties': [
    { prefix: 'password: "Zq7wKt:3xLp=9m"\n', context: 'a.b=Zq7wKt\\:3xLp\\=9m' },
    'Zq7wKt\\:3xLp',
  ],
  'a token with a zero-width space': [
    { prefix: `x = "${token.slice(0, 10)}\u200b${token.slice(10)}"\n` },
    token.slice(12),
  ],
  'a token with a soft hyphen': [{ prefix: `x = "${token.slice(0, 20)}\u00ad${token.slice(20)}"\n` }, token.slice(22)],
  'a name with a zero-width space': [{ prefix: `pass\u200bword = "${password}"\n` }, password],
  'a name with an escaped letter': [{ prefix: `"\\u0070assword": "${password}"\n`, path: 'a.json' }, password],
  'a token with a letter as \\u005a': [
    { prefix: `t = "${token.replace('Z', '\\u005a')}"\n`, path: 'a.js' },
    token.slice(7),
  ],
  'a token with a letter as \\x5a': [
    { prefix: `t = "${token.replace('Z', '\\x5a')}"\n`, path: 'a.js' },
    token.slice(7),
  ],
  'a token with a letter as %5A': [{ prefix: `http://core/?t=${token.replace('Z', '%5A')}\n` }, token.slice(7)],
  'a token with a letter as &#x5a;': [
    { prefix: `<a>${token.replace('Z', '&#x5a;')}</a>\n`, path: 'a.xml' },
    token.slice(7),
  ],
  'a token with a letter as &#90;': [
    { prefix: `<a>${token.replace('Z', '&#90;')}</a>\n`, path: 'a.xml' },
    token.slice(7),
  ],
  'a token that the window cuts off': [
    { prefix: 'x = 1\n', suffix: `t = "${token.slice(0, 26)}`, path: 'a.js' },
    token.slice(4, 26),
  ],
  'a token that a snippet cuts off': [{ prefix: 'x = 1\n', context: `t = "${token.slice(0, 26)}` }, token.slice(4, 26)],
  'a key in base64': [{ prefix: `k: ${base64(pem.join('\n'))}\n` }, base64(pem.join('\n')).slice(40, 80)],
  'a script in UTF-16 in base64': [
    { prefix: `powershell -enc ${utf16(`$password = "${password}"`)}\n` },
    utf16(`$password = "${password}"`).slice(30, 60),
  ],
  'a literal of COBOL over two lines': [
    { prefix: "       01 WS-PASSWORD PIC X(20) VALUE 'Zq7wKt3x\n      -    'Lp9mTr5z'.\n", path: 'A.cbl' },
    'Lp9mTr5z',
  ],
  'a card number in groups of code': [
    { prefix: 'long pan = 4992_6046_2116_0762L;\n', path: 'a.java' },
    '4992_6046_2116_0762',
  ],
  'a card number with spaces that do not break': [
    { prefix: 'card = "4992\u00a06046\u00a02116\u00a00762"\n' },
    '6046\u00a02116',
  ],
  'a card number in wide digits': [
    { prefix: 'String 卡号 = "４９９２６０４６２１１６０７６２";\n', path: 'a.java' },
    '６０４６２１１６',
  ],
  'an address in a link': [{ prefix: 'see mailto:wei.zhang%40icbc.com.cn\n' }, 'wei.zhang%40icbc'],
  'half a pair of surrogates at the cursor': [
    { prefix: 'x = "a\ud83d', suffix: '\ude00b"\npassword = "Zq7wKt3xLp9m"\n' },
    'Zq7wKt3xLp9m',
  ],
  'a key with line ends of Windows, its head cut off': [
    { prefix: `${pem.slice(3).join('\r\n')}\r\nx = 1\r\n` },
    lines[4]!,
  ],
  'lines that only carriage returns end': [{ prefix: 'db:\r  password: Zq7wKt3xLp9m\r  x: 1\r' }, 'Zq7wKt3xLp9m'],
};

describe('attacks on redaction', () => {
  for (const [name, [sent, secret]] of Object.entries(cases)) {
    it(`${name} is not sent`, () => {
      const outcome = testRedactor.redact(requestOf(sent));
      assert.equal(outcome.kind, 'redacted');
      const given = requestOf(sent);
      assert.ok(JSON.stringify(given).includes(JSON.stringify(secret).slice(1, -1)), 'the case holds what it hides');
      assert.ok(
        outcome.kind === 'redacted' && !JSON.stringify(outcome.text).includes(JSON.stringify(secret).slice(1, -1)),
      );
      const { prefix, suffix, context } = outcome.kind === 'redacted' ? outcome.text : given;
      assert.equal(prefix.length + suffix.length, given.prefix.length + given.suffix.length);
      assert.deepEqual(
        context.map(item => item.text.length),
        given.context.map(item => item.text.length),
      );
    });
  }

  it('a key of which the cursor stands inside is refused, however its lines end', () => {
    for (const end of ['\n', '\r\n', '\\n', '\r'])
      assert.equal(
        testRedactor.redact(requestOf({ prefix: pem.slice(0, 4).join(end) + end, suffix: pem.slice(4).join(end) }))
          .kind,
        'refused',
      );
  });

  it('of a run of base64 that holds a known value only the run is replaced, with its padding', () => {
    const run = base64(`{"abc":"${password}"}`);
    assert.ok(run.endsWith('='));
    const outcome = testRedactor.redact(requestOf({ prefix: known, context: `blob=${run};` }));
    assert.ok(outcome.kind === 'redacted');
    const sent = outcome.text.context[0]!.text;
    assert.match(sent, /^blob=[\w+/]+=+;$/);
    assert.equal(sent.length, run.length + 6);
    assert.ok(!sent.includes(run.slice(4, 12)));
  });

  it('another request brings no value back: the same placeholder, without the value, stays', () => {
    const first = testRedactor.redact(requestOf({ prefix: known, suffix: '\n' }));
    assert.ok(first.kind === 'redacted');
    const placeholder = first.text.prefix.slice(11, -2);
    assert.equal(placeholder.length, password.length);
    const others = ['x = 1\n', `password: "Wt8kZq3LxP5m"\n`, `note: "${placeholder}"\n`];
    for (const prefix of others) {
      const outcome = testRedactor.redact(requestOf({ prefix }));
      if (outcome.kind !== 'redacted') continue;
      const restorer = outcome.restorer();
      const shown =
        [...`say ${placeholder} again`].map(character => restorer.push(character)).join('') + restorer.end();
      assert.ok(!shown.includes(password));
    }
  });

  it('a placeholder that the user pasted beside the value is not given to it again', () => {
    const first = testRedactor.redact(requestOf({ prefix: known }));
    assert.ok(first.kind === 'redacted');
    const placeholder = first.text.prefix.slice(11, -2);
    const outcome = testRedactor.redact(requestOf({ prefix: `${known}# was ${placeholder}\n` }));
    assert.ok(outcome.kind === 'redacted');
    const restorer = outcome.restorer();
    const shown = restorer.push(`say ${placeholder} again`) + restorer.end();
    assert.ok(!shown.includes(password));
  });
});
