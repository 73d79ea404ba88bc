import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'mocha';
import { isResidentId } from '../../../server/redaction/checksum/china.ts';
import { isPaymentCard } from '../../../server/redaction/checksum/luhn.ts';
import { isIban } from '../../../server/redaction/checksum/mod97.ts';
import { createKeyedDigest } from '../../../server/redaction/substitute/keyed-digest.ts';
import { placeholderFor } from '../../../server/redaction/substitute/placeholder.ts';
import { testKey } from '../../support/marked.ts';

const of = (
  value: string,
  options: { keep?: number; isNumber?: boolean; refuse?: (candidate: string) => boolean; key?: Buffer } = {},
) =>
  placeholderFor(value, {
    digest: createKeyedDigest(options.key ?? testKey),
    keep: options.keep ?? 0,
    isNumber: options.isNumber ?? false,
    refuse: options.refuse ?? (() => false),
  });

const shape = (text: string) => text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/[0-9]/g, '0');

describe('placeholders', () => {
  const values = [
    'Tr0ub4dor&3x',
    'q8Zr2LmX0vTy5KpW',
    'UPPERCASEONLY',
    '3f2b8c1e-9d4a-4e7b-8a6f-1c5d2e9b7a30',
    'c0rrect horse_battery-staple!',
    '密码是四个汉字的长串',
    'ПарольДлинный42',
  ];
  for (const value of values) {
    it(`keep length and classes of ${value}`, () => {
      const { text, isMask } = of(value);
      assert.equal(isMask, false);
      assert.notEqual(text, value);
      assert.equal(text.length, value.length);
      assert.equal(
        shape(text),
        shape(value).replace(/[^ -~]/g, (_, at: number) => text[at]!),
      );
    });
  }

  it('are the same for the same value and key, and others under another key', () => {
    assert.equal(of('q8Zr2LmX0vTy5KpW').text, of('q8Zr2LmX0vTy5KpW').text);
    assert.notEqual(of('q8Zr2LmX0vTy5KpW').text, of('q8Zr2LmX0vTy5KpW', { key: Buffer.alloc(32, 9) }).text);
  });

  it('never change: the bytes that this key makes are fixed', () => {
    assert.equal(of('Tr0ub4dor&3x').text, 'Xx3wy3weg&9x');
    assert.equal(of('ghp_q8Zr2LmX0vTy5KpW', { keep: 4 }).text, 'ghp_k3Vb8ThY2rAl4FwT');
  });

  it('are made of HMAC-SHA-256, also for long values, other alphabets and long keys', () => {
    for (const key of [testKey, Buffer.alloc(64, 7), Buffer.alloc(100, 8)]) {
      const digest = createKeyedDigest(key);
      for (const value of ['', 'q8Zr', '密码\ud83d', 'x'.repeat(5000), 'short again'])
        assert.equal(
          digest('label\0', value),
          createHmac('sha256', key).update('label\0').update(value, 'utf16le').digest('binary'),
        );
    }
  });

  it('keep the prefix that names the kind', () => {
    assert.ok(of('ghp_q8Zr2LmX0vTy5KpW', { keep: 4 }).text.startsWith('ghp_'));
  });

  it('stay hexadecimal where the value is', () => assert.match(of('3f2b8c1e9d4a4e7b').text, /^[0-9a-f]{16}$/));

  it('keep escapes of literals, URLs and markup as escapes', () => {
    assert.match(of('abc\\nDEF\\"ghi\\\\jkl0').text, /^[a-z]{3}\\n[A-Z]{3}\\"[a-z]{3}\\\\[a-z]{3}\d$/);
    assert.match(of('p%40ssw0rd%2Fx9k').text, /^[a-z]%40[a-z]{3}\d[a-z]{2}%2F[a-z]\d[a-z]$/);
    assert.match(of('tom&amp;jerry42x').text, /^[a-z]{3}&amp;[a-z]{5}\d{2}[a-z]$/);
    assert.match(of('\\x41\\x42cdefgh\\u4e2d').text, /^\\x[4-7]\d\\x[4-7]\d[a-z]{6}\\u[5-8]\d{3}$/);
  });

  it('of a bare number are a number: no leading zero, no changed suffix', () => {
    for (let i = 0; i < 50; i++) assert.match(of(`9${i}08172635${i}L`, { isNumber: true }).text, /^[1-9]\d+L$/);
    assert.match(of('0x7fffffffffff', { isNumber: true }).text, /^0x\dfffffffffff$/);
  });

  it('fail the checksum that the value passes', () => {
    const iban = 'DE89370400440532013000';
    for (let i = 0; i < 20; i++) {
      const key = Buffer.alloc(32, i);
      assert.ok(!isPaymentCard(of('4012888888881881', { key, keep: 1, refuse: isPaymentCard }).text));
      assert.ok(!isIban(of(iban, { key, keep: 2, refuse: isIban }).text));
      assert.ok(!isResidentId(of('11010519491231002X', { key, refuse: isResidentId }).text));
    }
  });

  it('are masks that may be shared where fewer than 2³² values have the form', () => {
    assert.deepEqual(of('4711'), { text: '9999', isMask: true });
    assert.deepEqual(of('secret'), { text: 'xxxxxx', isMask: true });
    assert.deepEqual(of('aB3-x'), { text: 'xX9-x', isMask: true });
    assert.deepEqual(of('219-09-9998'), { text: '999-99-9999', isMask: true });
  });

  it('are never the value itself, not even as masks', () => {
    assert.equal(of('9999').text, '8888');
    assert.equal(of('xxxx').text, 'zzzz');
  });

  it('take the next candidate where one is refused', () => {
    const first = of('q8Zr2LmX0vTy5KpW').text;
    const second = of('q8Zr2LmX0vTy5KpW', { refuse: candidate => candidate === first }).text;
    assert.notEqual(second, first);
    assert.equal(shape(second), shape(first));
  });
});
