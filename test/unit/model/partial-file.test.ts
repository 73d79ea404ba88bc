import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { CommandError } from '../../../server/cli/command.ts';
import { SourceFailure, WrongHash } from '../../../server/model/failure.ts';
import { PartialFile } from '../../../server/model/partial-file.ts';
import { sha256 } from '../../support/model-files.ts';

const content = Buffer.from('the weights of a model');
const expected = { sha256: sha256(content), bytes: content.length };
const keepAll = (bytes: number) => bytes;

function paths() {
  const folder = mkdtempSync(join(tmpdir(), 'intramural-'));
  return { partial: join(folder, 'model.gguf.partial'), target: join(folder, 'model.gguf') };
}

describe('partial file', () => {
  it('takes its name when it is whole and right', async () => {
    const { partial, target } = paths();
    const file = await PartialFile.open(partial, expected, keepAll);
    await file.append(content.subarray(0, 5));
    await file.append(content.subarray(5));
    assert.equal(await file.finish(target), expected.sha256);
    await file.close();
    assert.deepEqual(readFileSync(target), content);
    assert.ok(!existsSync(partial));
  });

  it('goes on with what an earlier try left, and hashes that too', async () => {
    const { partial, target } = paths();
    writeFileSync(partial, content.subarray(0, 10));
    const file = await PartialFile.open(partial, expected, keepAll);
    assert.deepEqual([file.bytes, file.resumed], [10, true]);
    await file.append(content.subarray(10));
    assert.equal(await file.finish(target), expected.sha256);
  });

  it('keeps only as much as its source can go on from', async () => {
    const { partial } = paths();
    writeFileSync(partial, content.subarray(0, 10));
    const file = await PartialFile.open(partial, expected, () => 4);
    await file.close();
    assert.deepEqual(readFileSync(partial), content.subarray(0, 4));
  });

  it('deletes what does not have the pinned hash, and says both', async () => {
    const { partial, target } = paths();
    const file = await PartialFile.open(partial, expected, keepAll);
    await file.append(Buffer.alloc(content.length, 'x'));
    await assert.rejects(file.finish(target), (error: unknown) => {
      assert.ok(error instanceof WrongHash);
      assert.match(error.message, new RegExp(expected.sha256));
      return true;
    });
    await file.close();
    assert.ok(!existsSync(target) && !existsSync(partial));
  });

  it('takes nothing beyond its size, and no name while something is missing', async () => {
    const { partial, target } = paths();
    const file = await PartialFile.open(partial, expected, keepAll);
    await file.append(content.subarray(1));
    await assert.rejects(file.finish(target), /broke off/);
    await assert.rejects(file.append(Buffer.from('ab')), SourceFailure);
    await file.close();
    assert.deepEqual(readFileSync(partial), content.subarray(1));
    assert.ok(!existsSync(target));
  });

  it('says in words that the disk is full', async function () {
    if (process.platform !== 'linux') this.skip();
    const { partial } = paths();
    symlinkSync('/dev/full', partial);
    const file = await PartialFile.open(partial, expected, () => 0);
    await assert.rejects(file.append(content), (error: unknown) => {
      assert.ok(error instanceof CommandError);
      assert.match(error.message, /the disk is full/);
      assert.match(error.mend ?? '', /INTRAMURAL_CACHE/);
      return true;
    });
    await file.close();
  });
});
