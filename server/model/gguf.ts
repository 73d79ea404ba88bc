import { type FileHandle, open } from 'node:fs/promises';
import { SourceFailure } from './failure.ts';

/**
 * Reads what a GGUF file (versions 2 and 3, little-endian) says of itself. The layout is that of the GGUF specification of
 * the ggml project: magic, version, counts, then key, type and value of each entry.
 */

export interface GgufHeader {
  architecture: string;
  name: string | null;
  /** Tokens that the model was trained to see at once; null where the file does not say. */
  contextTokens: number | null;
  /** Index is the token's id. Empty where the file has none. */
  tokens: readonly string[];
  metadata: ReadonlyMap<string, GgufValue>;
}

export type GgufValue = string | number | bigint | boolean;

const magic = 0x46554747;
const limits = {
  /** Entries and elements beyond which a file is damaged rather than large. */
  entries: 100_000,
  elements: 10_000_000,
  /** Bytes of one string. */
  string: 10_000_000,
  /** Bytes of the whole header. */
  header: 512_000_000,
} as const;
const type = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;
const width: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

/** @throws {SourceFailure} where it is no such file, or a damaged one. */
export async function readGguf(path: string): Promise<GgufHeader> {
  const handle = await open(path, 'r');
  try {
    return await readHeader(new Reader(handle));
  } finally {
    await handle.close();
  }
}

async function readHeader(reader: Reader): Promise<GgufHeader> {
  if ((await reader.number(type.uint32)) !== magic) throw new SourceFailure('it is no GGUF file');
  const version = await reader.number(type.uint32);
  if (version !== 2 && version !== 3) throw new SourceFailure(`it is of GGUF version ${version}, which is not known`);
  await reader.count(limits.elements);
  const entries = await reader.count(limits.entries);
  const metadata = new Map<string, GgufValue>();
  let tokens: string[] = [];
  for (let index = 0; index < entries; index++) {
    const key = await reader.string();
    const kind = Number(await reader.number(type.uint32));
    if (kind !== type.array) {
      metadata.set(key, await reader.value(kind));
      continue;
    }
    const of = Number(await reader.number(type.uint32));
    const length = await reader.count(limits.elements);
    if (of === type.string) {
      const strings: string[] = [];
      for (let at = 0; at < length; at++) strings.push(await reader.string());
      if (key === 'tokenizer.ggml.tokens') tokens = strings;
    } else {
      await reader.skip(length * widthOf(of));
    }
  }
  const architecture = String(metadata.get('general.architecture') ?? '');
  const name = metadata.get('general.name');
  const context = metadata.get(`${architecture}.context_length`);
  return {
    architecture,
    name: typeof name === 'string' ? name : null,
    contextTokens: context === undefined ? null : Number(context),
    tokens,
    metadata,
  };
}

function widthOf(kind: number): number {
  const bytes = width[kind];
  if (bytes === undefined) throw new SourceFailure('its header is damaged');
  return bytes;
}

/** Reads forward through a file, a large piece at a time. */
class Reader {
  readonly #handle: FileHandle;
  #buffer = Buffer.alloc(0);
  #at = 0;
  #position = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async #need(bytes: number): Promise<void> {
    if (this.#buffer.length - this.#at >= bytes) return;
    const rest = this.#buffer.subarray(this.#at);
    const piece = Buffer.alloc(Math.max(1 << 20, bytes));
    const { bytesRead } = await this.#handle.read(piece, 0, piece.length, this.#position);
    this.#position += bytesRead;
    if (this.#position > limits.header) throw new SourceFailure('its header is too long');
    this.#buffer = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
    this.#at = 0;
    if (this.#buffer.length < bytes) throw new SourceFailure('it ends within its header: it is damaged or was cut off');
  }

  async value(kind: number): Promise<GgufValue> {
    if (kind === type.string) return this.string();
    const number = await this.number(kind);
    return kind === type.bool ? number !== 0 : number;
  }

  async number(kind: number): Promise<number | bigint> {
    const bytes = widthOf(kind);
    await this.#need(bytes);
    const at = this.#at;
    this.#at += bytes;
    switch (kind) {
      case type.uint8:
      case type.bool:
        return this.#buffer.readUInt8(at);
      case type.int8:
        return this.#buffer.readInt8(at);
      case type.uint16:
        return this.#buffer.readUInt16LE(at);
      case type.int16:
        return this.#buffer.readInt16LE(at);
      case type.uint32:
        return this.#buffer.readUInt32LE(at);
      case type.int32:
        return this.#buffer.readInt32LE(at);
      case type.float32:
        return this.#buffer.readFloatLE(at);
      case type.uint64:
        return this.#buffer.readBigUInt64LE(at);
      case type.int64:
        return this.#buffer.readBigInt64LE(at);
      default:
        return this.#buffer.readDoubleLE(at);
    }
  }

  async count(most: number): Promise<number> {
    const count = Number(await this.number(type.uint64));
    if (count > most) throw new SourceFailure('its header is damaged');
    return count;
  }

  async string(): Promise<string> {
    const length = await this.count(limits.string);
    await this.#need(length);
    const text = this.#buffer.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  async skip(bytes: number): Promise<void> {
    const buffered = Math.min(bytes, this.#buffer.length - this.#at);
    this.#at += buffered;
    this.#position += bytes - buffered;
    if (this.#position > limits.header) throw new SourceFailure('its header is too long');
  }
}
