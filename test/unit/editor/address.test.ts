import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readAddress } from '../../../extension/editor/address.ts';

describe('the address of the proxy', () => {
  for (const [text, origin, loopback] of [
    ['http://127.0.0.1:7411', 'http://127.0.0.1:7411', true],
    ['http://localhost:7411/', 'http://localhost:7411', true],
    ['http://[::1]:7411', 'http://[::1]:7411', true],
    ['https://intramural.bank.example/some/path', 'https://intramural.bank.example', false],
  ] as const) {
    it(`${text} is ${origin}`, () => assert.deepEqual(readAddress(text), { kind: 'ok', origin, loopback }));
  }

  for (const text of [
    'intramural.bank.example',
    'http://intramural.bank.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://127.0.0.1',
    'https://name:password@bank.example',
    '',
  ]) {
    it(`${text || 'nothing'} is refused`, () => assert.equal(readAddress(text).kind, 'wrong'));
  }

  it('says why in the reader’s language, and repeats no password', () => {
    const said: string[] = [];
    const translate = (sentence: string): string => `${said.push(sentence)}`;
    for (const text of ['//name:hunter2@bank.example', 'https://name:hunter2@bank.example', 'http://bank.example']) {
      const address = readAddress(text, translate);
      assert.deepEqual(address, { kind: 'wrong', why: String(said.length) });
      assert.doesNotMatch(JSON.stringify(readAddress(text)), /hunter2/);
    }
  });
});
