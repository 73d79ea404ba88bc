/** Bits that only the key and a value decide. */
import { hash } from 'node:crypto';

/** Bytes of a block of SHA-256, and of its digest. */
const blockSize = 64;
const digestSize = 32;

/** HMAC-SHA-256 of label and value, one character a byte. */
export type KeyedDigest = (label: string, value: string) => string;

/**
 * HMAC-SHA-256 (RFC 2104) as the two hashes it is made of: a request may hold thousands of values, and an object for each costs three
 * times as much as what it reckons.
 */
export function createKeyedDigest(key: Buffer): KeyedDigest {
  const short = key.length > blockSize ? Buffer.from(hash('sha256', key, 'hex'), 'hex') : key;
  let inner = Buffer.alloc(blockSize + 1024, 0x36);
  const outer = Buffer.alloc(blockSize + digestSize, 0x5c);
  for (let i = 0; i < short.length; i++) {
    inner[i]! ^= short[i]!;
    outer[i]! ^= short[i]!;
  }
  return (label, value) => {
    const size = blockSize + label.length + value.length * 2;
    if (size > inner.length) {
      const larger = Buffer.alloc(size * 2);
      inner.copy(larger, 0, 0, blockSize);
      inner.fill(0, blockSize);
      inner = larger;
    }
    let end = blockSize + inner.write(label, blockSize, 'latin1');
    end += inner.write(value, end, 'utf16le');
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockSize, 'latin1');
    // Nothing of the value stays behind.
    inner.fill(0, blockSize, end);
    return hash('sha256', outer, 'binary');
  };
}
