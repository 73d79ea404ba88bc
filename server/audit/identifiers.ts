import { randomFillSync } from 'node:crypto';

/** Bits of a UUIDv7 after the time that count up within one millisecond. */
const counterBits = 32;
const counterRange = 2 ** counterBits;

/** Drawn in advance: each call to the system costs more than all else of an identifier. */
const pool = Buffer.alloc(4_096);
let drawn = pool.length;

function pooled(bytes: number): Buffer {
  if (drawn + bytes > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += bytes;
  return pool.subarray(drawn - bytes, drawn);
}

/**
 * UUIDv7 (RFC 9562), strictly increasing: within a millisecond, and across restarts and clocks set back, given the
 * last identifier. The 32 bits after the time count; the rest is random.
 */
export class IdentifierSource {
  #time = 0;
  #counter = 0;
  readonly #random: (bytes: number) => Buffer;

  constructor(last: string | null, random: (bytes: number) => Buffer = pooled) {
    this.#random = random;
    if (last === null) return;
    const hex = last.replaceAll('-', '');
    this.#time = Number.parseInt(hex.slice(0, 12), 16);
    const high = Number.parseInt(hex.slice(13, 16), 16);
    const low =
      (Number.parseInt(hex.slice(16, 18), 16) & 0x3f) * 2 ** 14 + (Number.parseInt(hex.slice(18, 22), 16) >> 2);
    this.#counter = high * 2 ** 20 + low;
  }

  /** @param now milliseconds since 1970. */
  next(now: number): string {
    const random = this.#random(10);
    if (now > this.#time) {
      this.#time = now;
      // Half the range is left to count in.
      this.#counter = random.readUInt32BE(0) >>> 1;
    } else if (this.#counter + 1 < counterRange) {
      this.#counter += 1;
    } else {
      this.#time += 1;
      this.#counter = random.readUInt32BE(0) >>> 1;
    }
    const high = Math.floor(this.#counter / 2 ** 20);
    const low = this.#counter % 2 ** 20;
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(this.#time, 0, 6);
    bytes.writeUInt16BE(0x7000 | high, 6);
    bytes[8] = 0x80 | (low >> 14);
    bytes.writeUInt16BE(((low & 0x3fff) << 2) | (random[4]! & 3), 9);
    random.copy(bytes, 11, 5, 10);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}
