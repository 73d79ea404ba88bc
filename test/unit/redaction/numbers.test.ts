import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isCreditCode, isResidentId } from '../../../server/redaction/checksum/china.ts';
import { crc32, hasBase62Crc } from '../../../server/redaction/checksum/crc32.ts';
import { isPaymentCard, luhn } from '../../../server/redaction/checksum/luhn.ts';
import { isIban } from '../../../server/redaction/checksum/mod97.ts';
import { isRoutingNumber, isSocialSecurityNumber } from '../../../server/redaction/checksum/united-states.ts';
import { findIn, refound } from '../../support/marked.ts';

/** The last character that makes a number valid: whoever reads the tests sees that nobody owns it. */
function completed(head: string, alphabet: string, holds: (value: string) => boolean): string {
  for (const last of alphabet) if (holds(head + last)) return head + last;
  throw new Error(`${head} cannot be completed`);
}
const digits = '0123456789';
const card = completed('622202000000123', digits, isPaymentCard);
const longCard = completed('622848001234567890', digits, isPaymentCard);
const resident = completed('11010119900101001', `${digits}X`, isResidentId);
const creditCode = completed('91110000600001235', '0123456789ABCDEFGHJKLMNPQRTUWXY', isCreditCode);
const letteredCode = completed('91110108MA00AB12C', '0123456789ABCDEFGHJKLMNPQRTUWXY', isCreditCode);

describe('checksums', () => {
  it('Luhn: the formula of ISO/IEC 7812-1', () => {
    assert.ok(luhn('79927398713'));
    for (const last of '012456789') assert.ok(!luhn(`7992739871${last}`));
  });
  it('payment cards: an issuer and a length besides', () => {
    assert.ok(isPaymentCard('4012888888881881'));
    assert.ok(!isPaymentCard('9012888888881880'));
    assert.ok(!isPaymentCard('40128888888818'));
  });
  it('IBAN: the samples of ISO 13616', () => {
    for (const iban of ['GB82WEST12345698765432', 'DE89370400440532013000', 'FR1420041010050500013M02606'])
      assert.ok(isIban(iban));
    assert.ok(!isIban('GB82WEST12345698765433'));
    assert.ok(!isIban('GB82WEST1234569876543'));
    assert.ok(!isIban('ZZ82WEST12345698765432'));
  });
  it('resident ids: the sample of GB 11643, a date, a province', () => {
    assert.ok(isResidentId('11010519491231002X'));
    assert.ok(!isResidentId('110105194912310021'));
    assert.ok(!isResidentId('11010519491331002X'));
    assert.ok(!isResidentId('99010519491231002X'));
  });
  it('unified social credit codes: one character more or other and it fails', () => {
    assert.ok(isCreditCode(creditCode));
    assert.ok(!isCreditCode(`${creditCode.slice(0, 10)}${creditCode[10] === '7' ? '8' : '7'}${creditCode.slice(11)}`));
    assert.ok(!isCreditCode(creditCode.slice(1)));
  });
  it('ABA routing numbers: weights 3, 7, 1 and a district', () => {
    assert.ok(isRoutingNumber('111000025'));
    assert.ok(!isRoutingNumber('111000026'));
    assert.ok(!isRoutingNumber('411000024'));
  });
  it('social security numbers: nobody has area 000, 666 or 9xx, group 00, serial 0000', () => {
    assert.ok(isSocialSecurityNumber('219099998'));
    for (const nobody of ['000129999', '666129999', '900129999', '219009999', '219090000'])
      assert.ok(!isSocialSecurityNumber(nobody));
  });
  it('CRC-32: the check value of ISO-HDLC, and tokens that carry it in base 62', () => {
    assert.equal(crc32('123456789'), 0xcbf43926);
    const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    let rest = crc32('A'.repeat(30));
    let check = '';
    for (let i = 0; i < 6; i++) {
      check = base62[rest % 62]! + check;
      rest = Math.floor(rest / 62);
    }
    assert.ok(hasBase62Crc(`ghp_${'A'.repeat(30)}${check}`));
    assert.ok(!hasBase62Crc(`ghp_${'A'.repeat(29)}B${check}`));
  });
});

describe('numbers of persons and accounts', () => {
  const found: [string, string][] = [
    [`String pan = "«${card}»";`, 'payment-card'],
    [`PAN «${card.replace(/(\d{4})(?=\d)/g, '$1 ')}» charged`, 'payment-card'],
    [`card_no: «${longCard}»`, 'payment-card'],
    ['new Card("«4111 1111 1111 1111»")', 'payment-card'],
    ['身份证 «110101900101001»', 'resident-id'],
    ['long phone = «13912345678»L;', 'mobile-number'],
    [`VALUES ('«${resident}»', 'Zhang')`, 'resident-id'],
    [`// 身份证 «${resident}»`, 'resident-id'],
    [`uscc = "«${creditCode}»"`, 'credit-code'],
    [`"taxNo": "«${letteredCode}»"`, 'credit-code'],
    ['mobile: "«13912345678»"', 'mobile-number'],
    ['tel: «+86 139-1234-5678»', 'mobile-number'],
    ['// 电话 «13912345678»', 'mobile-number'],
    ['String iban = "«DE89370400440532013000»";', 'iban'],
    ['IBAN «GB82 WEST 1234 5698 7654 32»', 'iban'],
    ['String accountNo = "«8002017788451»";', 'bank-account'],
    ['"beneficiary_account_number": "«8002017788451»"', 'bank-account'],
    ['// SSN «219-09-9998»', 'ssn'],
    ['ssn = "«219099998»"', 'ssn'],
    ['routingNumber = "«111000025»"', 'routing-number'],
    ['<BICFI>«ICBKCNBJXXX»</BICFI>', 'bic'],
    ['swiftCode = "«DEUTDEFF»"', 'bic'],
    ['contact: «li.wei@icbc-mail.cn»', 'email-address'],
    [
      '// @author «Li Wei <li.wei@icbc-mail.cn>»'.replace('«Li Wei <', 'Li Wei <«').replace('>»', '»>'),
      'email-address',
    ],
  ];
  for (const [marked, name] of found) {
    it(`${name}: ${marked}`, () => {
      assert.equal(refound(marked), marked);
      assert.deepEqual(
        findIn(marked.replace(/[«»]/g, '')).map(finding => finding.class),
        [name],
      );
    });
  }

  const left = [
    'long stamp = 1700000000000L;',
    'id = 1234567890123456',
    `String pan = "${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}";`,
    `score: 0.${card}`,
    'version = "1.22.333.4444"',
    'String pan = "0000000000000000";',
    'double pi = 3.14159265358979;',
    'int width = 13912345678 % 7;',
    'price 219-09',
    'MOVE 0 TO WS-COUNT                                                00103023',
    'git@github.com:bank/core.git',
    'user@example.com',
    'no-reply@icbc-mail.cn',
    'import icon from "./icon@2x.png";',
    'lodash@4.17.21',
    '@Override public String toString()',
    'host 192.168.1.10 port 8080, mac 00:1A:2B:3C:4D:5E',
    'The swift brown fox jumps over THE LAZY DOG',
  ];
  for (const text of left) it(`left alone: ${text}`, () => assert.deepEqual(findIn(text), []));
});
