import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  consistencyProof,
  emptyRoot,
  GrowingTree,
  inclusionProof,
  leafHash,
  provesConsistency,
  rootFromInclusion,
  type SubtreeReader,
} from '../../../server/audit/merkle.ts';

/** Leaves, roots and proofs of the reference tests of Certificate Transparency (RFC 6962). */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  hex => Buffer.from(hex, 'hex'),
);
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
/** (index, size) → path, from the leaf up. */
const paths: [number, number, string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
/** (older, newer) → consistency proof. */
const consistencies: [number, number, string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

/** The definition of RFC 6962, word for word: slow, and independent of how our tree grows. */
const fromLeaves: SubtreeReader = async (level, index) => {
  const tree = new GrowingTree();
  for (const leaf of leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)) tree.append(leafHash(leaf));
  return tree.root();
};
const hex = (hashes: Buffer[]) => hashes.map(hash => hash.toString('hex'));

describe('Merkle tree of RFC 6962', () => {
  it('has the published roots', () => {
    assert.equal(emptyRoot.toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const tree = new GrowingTree();
    const grown = leaves.map(leaf => {
      tree.append(leafHash(leaf));
      return tree.root();
    });
    assert.deepEqual(hex(grown), roots);
  });

  it('gives the published inclusion proofs, and they lead back to the root', async () => {
    for (const [index, size, path] of paths) {
      const proof = await inclusionProof(index, size, fromLeaves);
      assert.deepEqual(hex(proof), path);
      assert.equal(rootFromInclusion(leafHash(leaves[index]!), index, size, proof)?.toString('hex'), roots[size - 1]);
    }
  });

  it('gives the published consistency proofs, and they hold', async () => {
    for (const [older, newer, path] of consistencies) {
      const proof = await consistencyProof(older, newer, fromLeaves);
      assert.deepEqual(hex(proof), path);
      const head = (size: number) => ({ size, root: Buffer.from(roots[size - 1]!, 'hex') });
      assert.equal(provesConsistency(head(older), head(newer), proof), true);
    }
  });

  it('refuses proofs of another place, size or length', async () => {
    const proof = await inclusionProof(5, 8, fromLeaves);
    const leaf = leafHash(leaves[5]!);
    const root = (index: number, size: number, path: Buffer[]) =>
      rootFromInclusion(leaf, index, size, path)?.toString('hex') ?? null;
    assert.notEqual(root(4, 8, proof), roots[7]);
    assert.equal(root(8, 8, proof), null);
    assert.equal(root(-1, 8, proof), null);
    assert.equal(root(5, 8, proof.slice(1)), null);
    assert.equal(root(5, 8, [...proof, leaf]), null);
    assert.notEqual(root(5, 7, proof), roots[6]);
  });
});
