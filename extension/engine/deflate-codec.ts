import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { TextCodec } from '../context/text-store.ts';

/** Source text packs to a quarter; unpacking a file of 8 KB takes some 30 µs. */
const fastest = { level: 1 } as const;

export const deflateCodec: TextCodec = {
  // A copy: what zlib gives lies in a buffer of 16 KB.
  pack: text => Uint8Array.from(deflateRawSync(text, fastest)),
  unpack: bytes => inflateRawSync(bytes).toString('utf8'),
};
