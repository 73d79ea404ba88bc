import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { decodeBundle, encodeBundle, parseTilePath, tilePath, tilesOf, widthIn } from '../../../server/audit/tiles.ts';

describe('tiles', () => {
  it('are named as the specification names them', () => {
    assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067');
    assert.equal(tilePath({ level: 'entries', index: 0, width: 5 }), 'tile/entries/000.p/5');
    assert.equal(tilePath({ level: 2, index: 1000, width: 1 }), 'tile/2/x001/000.p/1');
  });

  it('are read back from their one spelling only', () => {
    for (const path of ['tile/0/x001/x234/067', 'tile/entries/000.p/5', 'tile/63/000']) {
      assert.equal(tilePath(parseTilePath(path)!), path);
    }
    for (const path of [
      'tile/64/000',
      'tile/00/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/05',
      'tile/0/../000',
      'tile/entries/000/',
      '/tile/0/000',
    ]) {
      assert.equal(parseTilePath(path), null, path);
    }
  });

  it('of the tree of 70,000 are those of the example in the specification', () => {
    const tiles = tilesOf(70_000);
    const full = (level: number) => tiles.filter(tile => tile.level === level && tile.width === 256).length;
    const partial = tiles.filter(({ width }) => width < 256);
    assert.equal(full(0), 273);
    assert.equal(full(1), 1);
    assert.deepEqual(partial, [
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    assert.deepEqual(tilesOf(256), [
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    assert.equal(widthIn(70_000, 'entries', 273), 112);
  });

  it('bundle entries behind their lengths', () => {
    const entries = [Buffer.from('a'), Buffer.alloc(300, 7)];
    const bundle = encodeBundle(entries);
    assert.equal(bundle.toString('hex', 0, 5), '000161012c');
    assert.deepEqual(decodeBundle(bundle), entries);
    assert.throws(() => decodeBundle(bundle.subarray(0, -1)), RangeError);
  });
});
