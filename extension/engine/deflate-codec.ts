import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { TextCodec } from '../context/text-store.ts';

/** Source text packs to a quarter; unpacking a file of 8 KB takes some 30 µs. */
const fastest = { level: 1 } as const;

export const deflateCodec: TextCodec = {
  pack: text => deflateRawSync(text, fastest),
  unpack: bytes => inflateRawSync(bytes).toString('utf8'),
};
