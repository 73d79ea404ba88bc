import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { after, describe, it } from 'mocha';
import { IdentifierSource } from '../../../server/audit/identifiers.ts';
import {
  consistencyProof,
  GrowingTree,
  inclusionProof,
  leafHash,
  provesConsistency,
  rootFromInclusion,
} from '../../../server/audit/merkle.ts';
import { encodeFrame, encodeHeader, headerBytes, readFrame, scanFrames } from '../../../server/audit/segment.ts';
import { decodeBundle, encodeBundle, subtreesFromTiles } from '../../../server/audit/tiles.ts';
import { readTileFile, TreeFiles } from '../../../server/audit/tree-files.ts';

const leaf = (index: number) => leafHash(Buffer.from(`record ${index}`));
const leaves = Array.from({ length: 70_000 }, (_, index) => leaf(index));

/** The definition of RFC 6962, section 2.1, over all leaves at once. */
function definition(hashes: Buffer[]): Buffer {
  if (hashes.length === 0) return createHash('sha256').digest();
  if (hashes.length === 1) return hashes[0]!;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  const halves = [definition(hashes.slice(0, split)), definition(hashes.slice(split))];
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), ...halves]))
    .digest();
}

describe('any tree', () => {
  const directory = mkdtempSync(join(tmpdir(), 'intramural-tree-'));
  after(() => rmSync(directory, { recursive: true }));

  it('has the root that its definition gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), size => {
        const tree = new GrowingTree();
        for (let at = 0; at < size; at++) tree.append(leaves[at]!);
        assert.deepEqual(tree.root(), definition(leaves.slice(0, size)));
      }),
    );
  });

  it('proves every record and every older tree from its tiles, and no other', async function () {
    this.timeout(30_000);
    const tree = TreeFiles.after(directory, 2, []);
    const roots = new Map<number, Buffer>();
    const sizes = [1, 2, 3, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_793, 69_999];
    for (const hash of leaves) {
      tree.append(hash);
      if (!sizes.includes(tree.size)) continue;
      await tree.writeTiles();
      roots.set(tree.size, tree.root());
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sizes),
        fc.constantFrom(...sizes),
        fc.nat(69_998),
        async (one, other, place) => {
          const [older, newer] = one < other ? [one, other] : [other, one];
          const read = subtreesFromTiles(newer, async tile => (await readTileFile(directory, tile))!);
          const index = place % newer;
          const root = roots.get(newer)!;
          const path = await inclusionProof(index, newer, read);
          assert.deepEqual(rootFromInclusion(leaves[index]!, index, newer, path), root);
          assert.notDeepEqual(rootFromInclusion(leaf(-1), index, newer, path), root);
          const proof = await consistencyProof(older, newer, read);
          const heads = [
            { size: older, root: roots.get(older)! },
            { size: newer, root },
          ] as const;
          assert.equal(provesConsistency(heads[0], heads[1], proof), true);
          const forged = { size: older, root: leaf(-1) };
          assert.equal(provesConsistency(forged, heads[1], proof), false);
          if (proof.length > 0) {
            assert.equal(provesConsistency(heads[0], heads[1], proof.with(0, leaf(-2))), false);
            assert.equal(provesConsistency(heads[0], heads[1], proof.slice(1)), false);
          }
        },
      ),
    );
  });

  it('goes on from its sealed segments as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 300 }), (segments, more) => {
        const whole = new GrowingTree();
        for (let at = 0; at < segments * 256 + more; at++) whole.append(leaves[at]!);
        const sealed = Array.from({ length: segments }, (_, segment) =>
          definition(leaves.slice(segment * 256, (segment + 1) * 256)),
        );
        const resumed = TreeFiles.after(directory, 1, sealed);
        for (let at = resumed.size; at < whole.size; at++) resumed.append(leaves[at]!);
        assert.deepEqual(resumed.root(), whole.root());
      }),
      { numRuns: 20 },
    );
  });
});

describe('any run of records in a segment', () => {
  const entries = fc.array(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map(bytes => Buffer.from(bytes)),
    {
      maxLength: 20,
    },
  );

  it('is found again whole, and however it is cut, the whole records before the cut', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (written, cut) => {
        const bytes = Buffer.concat([encodeHeader(5), ...written.map(encodeFrame)]);
        assert.deepEqual(scanFrames(bytes, headerBytes), { entries: written, end: bytes.length, tail: 'end' });
        const length = headerBytes + (cut % (bytes.length - headerBytes + 1));
        const { entries: found, end } = scanFrames(bytes.subarray(0, length), headerBytes);
        assert.deepEqual(found, written.slice(0, found.length));
        assert.ok(end <= length);
      }),
    );
  });

  it('shows every changed byte', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (entry, at, mask) => {
          const frame = encodeFrame(Buffer.from(entry));
          frame[at % frame.length]! ^= mask;
          assert.notEqual(readFrame(frame, 0).kind, 'entry');
        },
      ),
    );
  });

  it('is the same as an entry bundle', () => {
    fc.assert(fc.property(entries, written => assert.deepEqual(decodeBundle(encodeBundle(written)), written)));
  });
});

describe('any run of identifiers', () => {
  it('strictly increases, whatever the clock does and however often it is resumed', () => {
    const step = fc.record({ clock: fc.integer({ min: 0, max: 2 ** 47 }), resume: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 60 }), steps => {
        let source = new IdentifierSource(null);
        let last = '';
        for (const { clock, resume } of steps) {
          if (resume && last !== '') source = new IdentifierSource(last);
          const id = source.next(clock);
          assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
          assert.ok(id > last, `${id} after ${last}`);
          last = id;
        }
      }),
    );
  });
});
