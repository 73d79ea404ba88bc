import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createDigest } from '../../../server/redaction/scan/digest.ts';
import { flat } from '../../../server/redaction/scan/flat.ts';

describe('a text in one piece', () => {
  for (const [name, text] of Object.entries({
    nothing: '',
    ASCII: 'int a = 1;\r\n\0',
    'Latin-1': 'größe = \u00ff',
    Chinese: '密码 = "x"',
    'half a surrogate pair': 'a\ud83db\udc00',
    'more than the scratch holds': 'aé'.repeat(200_000),
    'more than the scratch holds, beyond Latin-1': 'a码'.repeat(200_000),
  }))
    it(`is the same text: ${name}`, () => assert.equal(flat(text), text));
});

describe('a digest of a piece of text', () => {
  const digest = createDigest(Buffer.alloc(32, 1));

  it('is the same for the same text, wherever it stands and whatever was looked at between', () => {
    const first = digest('xxabcyy', 2, 5);
    digest('码'.repeat(9000), 0, 9000);
    assert.equal(digest('abc', 0, 3), first);
  });

  it('differs for another text, also for one with the same bytes in another form', () => {
    const texts = ['abc', 'abd', 'ab', 'a\0b\0', '扡', 'ab\ud800', 'ab\ud801', 'ab\ufffd', 'é', 'Ã©'];
    assert.equal(new Set(texts.map(text => digest(text, 0, text.length))).size, texts.length);
  });

  it('differs under another key', () => {
    assert.notEqual(createDigest(Buffer.alloc(32, 2))('abc', 0, 3), digest('abc', 0, 3));
  });
});
