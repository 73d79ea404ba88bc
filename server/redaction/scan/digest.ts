import { hash } from 'node:crypto';
import { encodingOf } from './flat.ts';

/** A digest of a piece of text that tells nothing without the key: SHA-256 over key, form and text, in hexadecimal. */
export type Digest = (text: string, from: number, to: number) => string;

/** @param key 32 random bytes of this process: nothing under it leaves the memory. */
export function createDigest(key: Buffer): Digest {
  let buffer = Buffer.alloc(0);
  return (text, from, to) => {
    const piece = text.slice(from, to);
    const encoding = encodingOf(piece);
    const needed = key.length + 1 + piece.length * 2;
    if (buffer.length < needed) {
      buffer = Buffer.alloc(needed * 2);
      key.copy(buffer);
    }
    buffer[key.length] = encoding === 'latin1' ? 1 : 2;
    const end = key.length + 1 + buffer.write(piece, key.length + 1, encoding);
    const digest = hash('sha256', buffer.subarray(0, end), 'hex');
    buffer.fill(0, key.length + 1, end);
    return digest;
  };
}
