import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'mocha';
import { digestOf } from '../../../server/redaction/allow.ts';
import type { RedactionOutcome, RequestText } from '../../../server/redaction/redaction.ts';
import { createRedactor, type RedactorOptions } from '../../../server/redaction/redactor.ts';
import { testKey } from '../../support/marked.ts';

const password = 'Tr0ub4dor&3x';
const token = 'q8Zr2LmX0vTy5KpW';

/** `│` is the cursor. */
function request(document: string, more: Partial<RequestText> = {}): RequestText {
  const [prefix = '', suffix = ''] = document.split('│');
  return {
    prefix,
    suffix,
    path: 'src/Db.java',
    language: 'java',
    repository: 'core',
    user: 'u1',
    context: [],
    ...more,
  };
}

function redactorWith(options: Partial<RedactorOptions> = {}) {
  return createRedactor({ key: testKey, tenant: 'test', today: () => '2026-01-01', timeoutMs: 10_000, ...options });
}

function redacted(
  document: string,
  more: Partial<RequestText> = {},
  options: Partial<RedactorOptions> = {},
): Extract<RedactionOutcome, { kind: 'redacted' }> {
  const outcome = redactorWith(options).redact(request(document, more));
  assert.equal(outcome.kind, 'redacted', outcome.kind === 'refused' ? outcome.message : '');
  return outcome as Extract<RedactionOutcome, { kind: 'redacted' }>;
}

function refusedWith(
  document: string,
  more: Partial<RequestText> = {},
  options: Partial<RedactorOptions> = {},
): string {
  const outcome = redactorWith(options).redact(request(document, more));
  return outcome.kind === 'refused' ? outcome.code : 'not refused';
}

describe('the redactor', () => {
  it('scans every string of a request', () => {
    const outcome = redacted(`String password = "${password}";\n│\nString apiKey = "${token}";`, {
      path: `src/password=${token}/Db.java`,
      repository: `https://app:${password}@git.bank/core.git`,
      user: 'li.wei@icbc-mail.cn',
      context: [{ kind: 'near', path: 'a.properties', language: 'properties', text: `db.password=${password}` }],
    });
    assert.deepEqual(
      outcome.findings.map(({ part, class: kind }) => `${part} ${kind}`),
      [
        'document password',
        'document token',
        'path token',
        'repository url-credentials',
        'user email-address',
        'context:0 password',
      ],
    );
    const sent = JSON.stringify(outcome.text);
    for (const value of [password, token, 'li.wei@icbc-mail.cn']) assert.ok(!sent.includes(value));
  });

  it('replaces a value wherever it stands, also where nothing says what it is', () => {
    const outcome = redacted(`String password = "${password}";\nlogin("app", "${password}");│`, {
      context: [{ kind: 'near', path: 'notes.txt', language: 'plaintext', text: `try ${password} first` }],
    });
    assert.ok(!JSON.stringify(outcome.text).includes(password));
    const placeholder = outcome.text.prefix.slice(19, 19 + password.length);
    assert.ok(outcome.text.context[0]!.text.includes(placeholder));
  });

  it('replaces a value where it stands encoded, too', () => {
    const secret = 'qZ/8Zr2+LmX=0v';
    const forms = [
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ];
    const outcome = redacted(`password=${secret}\n${forms.join('\n')}\n│`, {
      path: 'a.properties',
      language: 'properties',
    });
    for (const form of [secret, ...forms]) assert.ok(!outcome.text.prefix.includes(form), form);
  });

  it('gives the same bytes in every redactor of a tenant, and others in another tenant', () => {
    const text = `String password = "${password}";\n│`;
    assert.equal(redacted(text).text.prefix, redacted(text).text.prefix);
    assert.notEqual(redacted(text).text.prefix, redacted(text, {}, { tenant: 'other' }).text.prefix);
  });

  it('passes on only names of languages and kinds that are names', () => {
    const { text } = redacted('a│', {
      language: `x ${password}`,
      context: [{ kind: `k ${password}`, path: '', language: 'java', text: '' }],
    });
    assert.deepEqual([text.language, text.context[0]!.kind], ['', 'other']);
  });

  describe('asks for nothing', () => {
    const cases = [
      `String password = "Tr0ub│4dor&3x";`,
      `String password = "│${password}";`,
      `String password = "${password}│";`,
      `String password = "Tr│";`,
      'db.setPassword("hun│',
      `-----BEGIN RSA PRIVATE KEY-----\n${'QUJDx+9z'.repeat(8)}│\n${'RUZHy/8w'.repeat(8)}\n-----END RSA PRIVATE KEY-----`,
      'export TOKEN=ghp_a1b2c3d4e5f│',
      `// card 40128888│88881881`,
    ];
    for (const document of cases)
      it(`in a secret: ${JSON.stringify(document)}`, () => assert.equal(refusedWith(document), 'cursor_in_secret'));

    it('says so without the secret', () => {
      const outcome = redactorWith().redact(request(`String password = "Tr0ub│4dor&3x";`));
      assert.ok(!JSON.stringify(outcome).includes('Tr0ub'));
    });

    for (const document of [
      `String password = "${password}";│`,
      'String password = "│"',
      'String password = │',
      'String password│',
    ]) {
      it(`but asks beside one: ${JSON.stringify(document)}`, () => assert.equal(refusedWith(document), 'not refused'));
    }
  });

  describe('fails closed', () => {
    it('when the text is too long', () =>
      assert.equal(refusedWith('a'.repeat(100), {}, { maxLength: 99 }), 'too_long'));
    it('when time runs out', () => {
      let now = 0;
      assert.equal(refusedWith('x = 1;\n'.repeat(4000), {}, { now: () => (now += 20), timeoutMs: 50 }), 'timed_out');
    });
    it('when anything throws', () => {
      const broken = { ...request('a│'), context: null as unknown as [] };
      const outcome = redactorWith().redact(broken);
      assert.equal(outcome.kind === 'refused' && outcome.code, 'failed');
    });
    it('and takes no key that is too short', () =>
      assert.throws(() => redactorWith({ key: Buffer.alloc(8) }), /at least 16 bytes/));
  });

  describe('leaves what the policy allows', () => {
    const key = createHmac('sha256', testKey).update('intramural redaction\0test').digest();
    const entry = { reason: 'the public demo account', author: 'alice', expires: '2026-06-30' };
    const document = `String password = "${password}";\n│`;

    it('by digest, and reports each use', () => {
      const { text, findings, allowed } = redacted(
        document,
        {},
        { allow: [{ ...entry, digest: digestOf(key, password) }] },
      );
      assert.equal(text.prefix, document.slice(0, -1));
      assert.deepEqual(findings, []);
      assert.deepEqual(allowed, [
        {
          rule: 'assigned-password',
          class: 'password',
          part: 'document',
          start: 19,
          end: 31,
          confidence: 0.9,
          ...entry,
        },
      ]);
    });
    it('by rule and path, and nowhere else', () => {
      const allow = [{ ...entry, rule: 'assigned-password', path: 'src/' }];
      assert.equal(redacted(document, {}, { allow }).findings.length, 0);
      assert.equal(redacted(document, { path: 'test/Db.java' }, { allow }).findings.length, 1);
    });
    it('until the day on which it ends', () => {
      const allow = [{ ...entry, digest: digestOf(key, password), expires: '2025-12-31' }];
      assert.equal(redacted(document, {}, { allow }).findings.length, 1);
    });
  });

  it('obeys the rules of the operator', () => {
    const rules = [
      {
        id: 'bank-ticket',
        class: 'token',
        pattern: 'BNK-[A-Z0-9]{12}',
        confidence: 0.9,
        matches: ['{value}'],
        leaves: ['BNK-1'],
      } as const,
    ];
    assert.deepEqual(
      redacted('// BNK-7Q2ZK9XW4M1T\n│', {}, { rules }).findings.map(({ rule }) => rule),
      ['bank-ticket'],
    );
  });

  describe('puts back', () => {
    const restored = (outcome: Extract<RedactionOutcome, { kind: 'redacted' }>, text: string) => {
      const restorer = outcome.restorer();
      return restorer.push(text) + restorer.end();
    };
    const outcome = redacted(`String password = "${password}";\n│`);
    const placeholder = outcome.text.prefix.slice(19, 19 + password.length);

    it("the user's own value for its placeholder", () =>
      assert.equal(restored(outcome, `login("${placeholder}");`), `login("${password}");`));
    it('nothing where only a part of a placeholder comes', () => {
      assert.equal(restored(outcome, `login("${placeholder.slice(0, 6)}");`), `login("${placeholder.slice(0, 6)}");`);
    });
    it('nothing for a placeholder of another request', () => {
      assert.equal(restored(redacted('int a;│'), `login("${placeholder}");`), `login("${placeholder}");`);
    });
    it("nothing for a placeholder that stood in the user's own text", () => {
      const pasted = redacted(`String password = "${password}";\nString pasted = "${placeholder}";\n│`);
      assert.ok(pasted.text.prefix.includes(`pasted = "${placeholder}"`));
      assert.equal(restored(pasted, placeholder), placeholder);
      const own = pasted.text.prefix.slice(19, 19 + password.length);
      assert.notEqual(own, placeholder);
      assert.equal(restored(pasted, own), password);
    });
    it('nothing for a mask', () => {
      const masked = redacted('spring.datasource.password=summer\n│', { path: 'a.properties', language: 'properties' });
      assert.ok(masked.text.prefix.includes('=xxxxxx\n'));
      assert.equal(restored(masked, 'xxxxxx'), 'xxxxxx');
    });
    it('the rest of a value of which the cursor cut the beginning', () => {
      const cut = redacted(`String apiKey = "${token}";\nuse(${token.slice(0, 6)}│);`);
      const own = cut.text.prefix.slice(17, 17 + token.length);
      assert.ok(cut.text.prefix.endsWith(`use(${own.slice(0, 6)}`), cut.text.prefix);
      assert.equal(restored(cut, `${own.slice(6)});`), `${token.slice(6)});`);
    });
    it('nothing at all where the policy says so', () => {
      const off = redacted(`String password = "${password}";\n│`, {}, { restore: false });
      assert.equal(restored(off, placeholder), placeholder);
    });
  });

  it('remembers: the second scan finds the same as the first', () => {
    const redactor = redactorWith();
    const lines = Array.from({ length: 200 }, (_, i) =>
      i % 20 === 7 ? `String password${i} = "${password}${i}";` : `int number${i} = ${i};`,
    ).join('\n');
    const first = redactor.redact(request(`${lines}\n│`));
    const second = redactor.redact(request(`${lines}\n│`));
    assert.deepEqual(JSON.parse(JSON.stringify(second)), JSON.parse(JSON.stringify(first)));
    assert.equal(first.findings.length, 10);
  });

  it('takes a period at the end of a line for the end of a statement, not for a joint of literals', () => {
    const text = "       05 WS-PASSWORD PIC X(24) VALUE 'qZ8rT2vKp0LmX4wY7n'.\n       DISPLAY 'done0'.\n";
    const outcome = redactorWith().redact(request(`${text}│`));
    assert.equal(outcome.kind, 'redacted');
    assert.deepEqual(
      outcome.findings.map(({ start, end }) => text.slice(start, end)),
      ['qZ8rT2vKp0LmX4wY7n'],
    );
  });

  it('tells the first of two blocks from the last: the same text twice, each with its own secrets', () => {
    const filler = (name: string) => Array.from({ length: 30 }, (_, i) => `int ${name}${i} = ${i};`).join('\n');
    const document = `${filler('a')}\nString password = "${password}a";\n${filler('b')}\n`;
    const redactor = redactorWith();
    const fresh = redactorWith({ remembers: false });
    for (let length = 400; length < document.length; length += 7) {
      const text = request(document.slice(0, length));
      redactor.inspect(text);
      assert.deepEqual(redactor.inspect(text).findings, fresh.inspect(text).findings);
    }
  });

  it('takes one line of base64 in a snippet for a line of a key, and three in a document', () => {
    const line = 'q7KxPm2vZ9tR4wYcL8nB5jHfD3sGq7KxPm2vZ9tR4wYcL8nB5jHfD3sGq7KxPm2v';
    const item = { kind: 'similar', path: 'key.txt', language: '', text: `first();\n${line}\nlast();` };
    assert.ok(!redacted('a();│', { context: [item] }).text.context[0]!.text.includes(line));
    const inDocument = (lines: number) =>
      redacted(`a();\n${Array(lines).fill(line).join('\n')}\nb();│`).text.prefix.includes(line);
    assert.deepEqual([inDocument(2), inDocument(3)], [true, false]);
  });
});
