import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EventReader } from '../../../server/upstream/events.ts';

function read(...pieces: (string | Uint8Array)[]): string[] {
  const reader = new EventReader();
  return pieces.flatMap(piece => reader.push(Buffer.from(piece as string)));
}

describe('Server-sent events', () => {
  it('are read one by one, with or without the space behind the colon', () => {
    assert.deepEqual(read('data: {"a":1}\n\ndata:[DONE]\n\n'), ['{"a":1}', '[DONE]']);
  });

  it('may end their lines with CR LF', () => {
    assert.deepEqual(read('data: one\r\n\r\ndata: two\r\n\r\n'), ['one', 'two']);
  });

  it('may have several lines of data, and comments and other fields between', () => {
    assert.deepEqual(read(': ping\n\nevent: x\ndata: one\nid: 7\ndata: two\n\n'), ['one\ntwo']);
  });

  it('are none before the empty line', () => {
    assert.deepEqual(read('data: one\n'), []);
    assert.deepEqual(read('data: one\n', '\n'), ['one']);
  });

  it('may have a line of a megabyte that comes byte by byte', () => {
    const reader = new EventReader();
    const byte = Buffer.from('x');
    reader.push(Buffer.from('data: '));
    for (let count = 0; count < 1_000_000; count++) reader.push(byte);
    assert.equal(reader.push(Buffer.from('\n\n'))[0]?.length, 1_000_000);
  });

  it('do not fill the memory: neither a line without an end nor an event of lines without an end', () => {
    const endless = (piece: string) => () => {
      const reader = new EventReader();
      const bytes = Buffer.from(piece);
      for (let sent = 0; sent < 8 * 1024 * 1024; sent += bytes.length) reader.push(bytes);
    };
    assert.throws(endless('x'.repeat(65_536)), { code: 'garbled' });
    assert.throws(endless(`data: ${'x'.repeat(65_536)}\n`), { code: 'garbled' });
  });

  it('are the same wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map(text => text.replace(/[\r\n]/g, ''))),
        fc.array(fc.nat()),
        fc.constantFrom('\n', '\r\n'),
        (data, cuts, end) => {
          const bytes = Buffer.from(data.map(text => `data: ${text}${end}${end}`).join(''));
          const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
          const pieces = places.slice(1).map((to, at) => bytes.subarray(places[at], to));
          assert.deepEqual(read(...pieces), data);
        },
      ),
    );
  });
});
