/** How texts are kept: packed by what the caller brings (deflate, encryption), or as they are. */
export interface TextCodec {
  pack(text: string): Uint8Array;
  unpack(bytes: Uint8Array): string;
}

export const plainCodec: TextCodec = {
  pack: text => new TextEncoder().encode(text),
  unpack: bytes => new TextDecoder().decode(bytes),
};

/** Lines of files that were looked at last. Bounded by characters; what is asked for next keystroke is still here. */
export class LineCache {
  readonly #lines = new Map<string, { bytes: Uint8Array; lines: string[]; size: number }>();
  readonly #codec: TextCodec;
  #size = 0;

  constructor(codec: TextCodec) {
    this.#codec = codec;
  }

  linesOf(path: string, bytes: Uint8Array): readonly string[] {
    const known = this.#lines.get(path);
    if (known?.bytes === bytes) {
      this.#lines.delete(path);
      this.#lines.set(path, known);
      return known.lines;
    }
    if (known) this.#forget(path, known.size);
    const text = this.#codec.unpack(bytes);
    const entry = { bytes, lines: text.split('\n'), size: text.length };
    this.#lines.set(path, entry);
    this.#size += entry.size;
    for (const [oldest, { size }] of this.#lines) {
      if (this.#size <= cachedCharacters || oldest === path) break;
      this.#forget(oldest, size);
    }
    return entry.lines;
  }

  #forget(path: string, size: number): void {
    this.#lines.delete(path);
    this.#size -= size;
  }
}

/** Characters of unpacked text kept at hand. */
const cachedCharacters = 4_000_000;
