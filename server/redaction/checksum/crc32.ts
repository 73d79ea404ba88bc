const table = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  table[byte] = value;
}

/** CRC-32 (ISO-HDLC) over ASCII. */
export function crc32(text: string): number {
  let value = 0xffffffff;
  for (let i = 0; i < text.length; i++) value = table[(value ^ text.charCodeAt(i)) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The form of GitHub's and npm's tokens: after the last `_`, thirty characters and six of CRC-32 in base 62.
 * Source: GitHub's description of its token format (2021).
 */
export function hasBase62Crc(token: string): boolean {
  const body = token.slice(token.lastIndexOf('_') + 1);
  if (body.length < 7) return false;
  let value = crc32(body.slice(0, -6));
  let check = '';
  for (let i = 0; i < 6; i++) {
    check = base62[value % 62]! + check;
    value = Math.floor(value / 62);
  }
  return check === body.slice(-6);
}
