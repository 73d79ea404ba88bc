import { hash as digest } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256: hashes, roots, inclusion and consistency proofs. Sizes and
 * indices are plain numbers (the tree may hold up to 2^53 records), so no bit operators, which stop at 32 bits.
 */

export const hashBytes = 32;

// SHA-256 as a Latin-1 string costs a third of what a Buffer does on Node 20; `write` puts it where it belongs.
const leafScratch = Buffer.alloc(1 + 65_535);
const nodeScratch = Buffer.alloc(1 + 2 * hashBytes);
nodeScratch[0] = 1;

/** SHA-256(0x00 ‖ entry) into `target`. */
export function writeLeafHash(entry: Buffer, target: Buffer, at: number): void {
  entry.copy(leafScratch, 1);
  target.write(digest('sha256', leafScratch.subarray(0, entry.length + 1), 'binary'), at, hashBytes, 'latin1');
}

export function leafHash(entry: Buffer): Buffer {
  const target = Buffer.allocUnsafe(hashBytes);
  writeLeafHash(entry, target, 0);
  return target;
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  const target = Buffer.allocUnsafe(hashBytes);
  left.copy(nodeScratch, 1);
  right.copy(nodeScratch, 1 + hashBytes);
  target.write(digest('sha256', nodeScratch, 'binary'), 0, hashBytes, 'latin1');
  return target;
}

/** The root of a tree without records. */
export const emptyRoot: Buffer = Buffer.from(digest('sha256', '', 'hex'), 'hex');

/** The root over consecutive hashes; `count` of them, 32 bytes each, a power of two. */
export function rootOfComplete(hashes: Buffer, count: number): Buffer {
  if (count === 1) return Buffer.from(hashes.subarray(0, hashBytes));
  const row = Buffer.from(hashes.subarray(0, count * hashBytes));
  for (let width = count; width > 1; width /= 2) {
    for (let at = 0; at < width / 2; at++) {
      row.copy(nodeScratch, 1, at * 2 * hashBytes, (at + 1) * 2 * hashBytes);
      row.write(digest('sha256', nodeScratch, 'binary'), at * hashBytes, hashBytes, 'latin1');
    }
  }
  return Buffer.from(row.subarray(0, hashBytes));
}

/** Largest power of two below `count`; `count` is at least 2. */
function splitPoint(count: number): number {
  let split = 2 ** Math.floor(Math.log2(count));
  if (split >= count) split /= 2;
  // Math.log2 may round up for counts beyond 2^48.
  while (split * 2 < count) split *= 2;
  return split;
}

function isPowerOfTwo(count: number): boolean {
  return count === 1 || splitPoint(count) * 2 === count;
}

/** A tree that grows at its end, as the hashes of its complete subtrees: at most one for each level. */
export class GrowingTree {
  size = 0;
  readonly #subtrees: (Buffer | null)[] = [];

  /** Begins with complete subtrees of 2^level records each. */
  static fromSubtrees(level: number, hashes: Buffer[]): GrowingTree {
    const tree = new GrowingTree();
    for (const hash of hashes) tree.#add(hash, level);
    return tree;
  }

  /** @param onComplete told of every subtree that this record completes, smallest first. */
  append(leaf: Buffer, onComplete?: (level: number, hash: Buffer) => void): void {
    this.#add(leaf, 0, onComplete);
  }

  /** Appends a complete subtree of 2^level records, where the tree's size is a multiple of that. */
  appendSubtree(level: number, hash: Buffer, onComplete?: (level: number, hash: Buffer) => void): void {
    this.#add(hash, level, onComplete);
  }

  #add(hash: Buffer, from: number, onComplete?: (level: number, hash: Buffer) => void): void {
    let level = from;
    let carry = hash;
    onComplete?.(level, carry);
    for (let left = this.#subtrees[level] ?? null; left !== null; left = this.#subtrees[level] ?? null) {
      carry = nodeHash(left, carry);
      this.#subtrees[level] = null;
      level += 1;
      onComplete?.(level, carry);
    }
    this.#subtrees[level] = carry;
    this.size += 2 ** from;
  }

  root(): Buffer {
    let root: Buffer | null = null;
    for (const subtree of this.#subtrees) {
      if (subtree) root = root ? nodeHash(subtree, root) : subtree;
    }
    return root ?? emptyRoot;
  }
}

/** Gives the hash of the complete subtree over records [index × 2^level, (index + 1) × 2^level). */
export type SubtreeReader = (level: number, index: number) => Promise<Buffer>;

/** The Merkle tree hash of records `from` to `to`; `from` is where a proof splits, so it is aligned. */
export async function rangeHash(from: number, to: number, read: SubtreeReader): Promise<Buffer> {
  const count = to - from;
  if (isPowerOfTwo(count)) return read(Math.round(Math.log2(count)), from / count);
  const split = splitPoint(count);
  return nodeHash(await rangeHash(from, from + split, read), await rangeHash(from + split, to, read));
}

export async function rootAt(size: number, read: SubtreeReader): Promise<Buffer> {
  return size === 0 ? emptyRoot : rangeHash(0, size, read);
}

/** From the leaf's sibling up to the root's child (RFC 6962, section 2.1.1). */
export async function inclusionProof(index: number, size: number, read: SubtreeReader): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`no record ${index} in a tree of ${size}`);
  const path: Buffer[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      path.push(await rangeHash(middle, to, read));
      to = middle;
    } else {
      path.push(await rangeHash(from, middle, read));
      from = middle;
    }
  }
  return path.reverse();
}

/** That the tree of `newSize` begins with that of `oldSize` (RFC 6962, section 2.1.2). */
export async function consistencyProof(oldSize: number, newSize: number, read: SubtreeReader): Promise<Buffer[]> {
  if (!(oldSize >= 0 && oldSize <= newSize)) throw new RangeError(`no tree of ${oldSize} within one of ${newSize}`);
  if (oldSize === 0 || oldSize === newSize) return [];
  const path: Buffer[] = [];
  let from = 0;
  let to = newSize;
  let whole = true;
  while (oldSize !== to) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      path.push(await rangeHash(middle, to, read));
      to = middle;
    } else {
      path.push(await rangeHash(from, middle, read));
      from = middle;
      whole = false;
    }
  }
  if (!whole) path.push(await rangeHash(from, to, read));
  return path.reverse();
}

const odd = (value: number) => value % 2 === 1;
const half = (value: number) => Math.floor(value / 2);

/** The root that a leaf, its place and its proof lead to; null where the proof has not the right length. */
export function rootFromInclusion(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  if (!(index >= 0 && index < size)) return null;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return null;
    if (odd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!odd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 ? hash : null;
}

/** Whether the proof shows that the newer tree begins with the older. */
export function provesConsistency(
  older: { size: number; root: Buffer },
  newer: { size: number; root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0 && older.root.equals(emptyRoot);
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : [...proof];
  const [first, ...rest] = path;
  if (!first) return false;
  let node = older.size - 1;
  let last = newer.size - 1;
  while (odd(node)) {
    node = half(node);
    last = half(last);
  }
  let oldRoot = first;
  let newRoot = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (odd(node) || node === last) {
      oldRoot = nodeHash(hash, oldRoot);
      newRoot = nodeHash(hash, newRoot);
      while (!odd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      newRoot = nodeHash(newRoot, hash);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && oldRoot.equals(older.root) && newRoot.equals(newer.root);
}
