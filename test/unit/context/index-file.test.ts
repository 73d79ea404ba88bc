import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { IndexFile, type SavedFile } from '../../../extension/engine/index-file.ts';

const files: SavedFile[] = ['A', 'B'].map((name, at) => ({
  path: `src/${name}Secret.java`,
  size: 40 + at,
  mtime: 1_700_000_000_000 + at,
  text: Buffer.from(`class ${name}Secret { int balanceOfAccount; }`),
}));
const noPause = async (): Promise<void> => undefined;
const plain = (saved: Map<string, SavedFile>): object[] =>
  [...saved.values()].map(({ text, ...rest }) => ({ ...rest, text: Buffer.from(text).toString() }));
const wanted = files.map(({ text, ...rest }) => ({ ...rest, text: Buffer.from(text).toString() }));

describe('the saved index', () => {
  let folder: string;
  let file: string;
  const key = new Uint8Array(32).fill(7);
  const at = (bytes = key): IndexFile => new IndexFile(file, async () => bytes);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-index-'));
    file = join(folder, 'deep', 'index.bin');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives back what was saved, and holds neither text nor paths in clear', async () => {
    await at().save(files, noPause);
    assert.deepEqual(plain(await at().load(noPause)), wanted);
    const bytes = readFileSync(file).toString('latin1');
    assert.doesNotMatch(bytes, /Secret|balance|java/);
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['index.bin']);
  });

  it('is nothing without its key, cut short in a record, or changed anywhere', async () => {
    assert.equal((await at().load(noPause)).size, 0);
    await at().save(files, noPause);
    assert.equal((await at(new Uint8Array(32)).load(noPause)).size, 0);
    const whole = readFileSync(file);
    for (let byte = 0; byte < whole.length; byte += 11) {
      const changed = Buffer.from(whole);
      changed[byte]! ^= 1;
      writeFileSync(file, changed);
      const found = plain(await at().load(noPause));
      assert.ok(
        found.every(one => wanted.some(other => JSON.stringify(other) === JSON.stringify(one))),
        `byte ${byte}`,
      );
    }
    writeFileSync(file, whole);
    truncateSync(file, whole.length - 3);
    assert.deepEqual(plain(await at().load(noPause)), wanted.slice(0, 1));
  });

  it('keeps the old one where writing fails', async () => {
    await at().save(files, noPause);
    const failing = (function* (): Iterable<SavedFile> {
      yield files[0]!;
      throw new Error('no more');
    })();
    await assert.rejects(at().save(failing, noPause), /no more/);
    assert.equal((await at().load(noPause)).size, 2);
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['index.bin']);
  });
});
