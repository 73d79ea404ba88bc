import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/**
 * Lines encrypted one by one under a passphrase (scrypt, AES-256-GCM), so that a file can grow and still is sealed at
 * every moment. Each line is bound to its place: none can be changed, moved or taken from another file.
 */

/** scrypt's cost: about 0.1 s and 32 MB, once a file. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 } as const;
const cipher = 'aes-256-gcm';
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;

export class Sealer {
  readonly salt: string;
  readonly #key: Buffer;
  #line = 0;

  constructor(passphrase: string, salt: string = randomBytes(saltBytes).toString('base64')) {
    this.salt = salt;
    this.#key = scryptSync(passphrase, Buffer.from(salt, 'base64'), 32, cost);
  }

  seal(text: string): string {
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#key, nonce);
    sealing.setAAD(Buffer.from(String(this.#line++)));
    const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
    return Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64');
  }

  /** The next line, in order. @throws where the passphrase is wrong or the line is not the one that was sealed here. */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, nonceBytes));
    opening.setAAD(Buffer.from(String(this.#line++)));
    opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString('utf8');
  }
}
