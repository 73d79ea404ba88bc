/**
 * For each term the numbers of the places that hold it, in ascending order: differences in variable length, in slices of
 * growing size that are chained through a few large pages. About 1.5 bytes a place, and no object a term.
 */
export class Postings {
  readonly #pages: Uint8Array[] = [];
  #used = pageSize;
  #first = new Uint32Array(initialTerms);
  #write = new Uint32Array(initialTerms);
  #end = new Uint32Array(initialTerms);
  #last = new Int32Array(initialTerms).fill(-1);
  #level = new Uint8Array(initialTerms);

  get bytes(): number {
    return this.#pages.length * pageSize + this.#first.length * 17;
  }

  /** `place` must be greater than the term's last one. */
  add(term: number, place: number): void {
    if (term >= this.#first.length) this.#grow(term);
    const last = this.#last[term]!;
    if (last < 0) {
      const slice = this.#allocate(sliceSizes[0]!);
      this.#first[term] = slice;
      this.#write[term] = slice;
      this.#end[term] = slice + sliceSizes[0]! - linkBytes;
    }
    let difference = last < 0 ? place : place - last;
    this.#last[term] = place;
    while (difference >= 0x80) {
      this.#byte(term, (difference & 0x7f) | 0x80);
      difference >>>= 7;
    }
    this.#byte(term, difference);
  }

  /**
   * Writes the places into `into`, at most its length; returns how many.
   * @param living where given, places with 0 in it are passed over.
   */
  read(term: number, into: Int32Array, living?: Uint8Array): number {
    if (term >= this.#first.length) return 0;
    const last = this.#last[term]!;
    if (last < 0) return 0;
    let level = 0;
    let at = this.#first[term]!;
    let page = this.#pages[at >>> pageBits]!;
    let offset = at & pageMask;
    let end = offset + sliceSizes[0]! - linkBytes;
    let count = 0;
    let value = 0;
    let difference = 0;
    let shift = 0;
    while (count < into.length) {
      if (offset === end) {
        at = readLink(page, offset);
        level = Math.min(level + 1, sliceSizes.length - 1);
        page = this.#pages[at >>> pageBits]!;
        offset = at & pageMask;
        end = offset + sliceSizes[level]! - linkBytes;
      }
      const byte = page[offset++]!;
      difference |= (byte & 0x7f) << shift;
      if (byte & 0x80) {
        shift += 7;
        continue;
      }
      value += difference;
      if (living === undefined || living[value] !== 0) into[count++] = value;
      if (value === last) break;
      difference = 0;
      shift = 0;
    }
    return count;
  }

  #byte(term: number, byte: number): void {
    let at = this.#write[term]!;
    if (at === this.#end[term]!) {
      const level = Math.min(this.#level[term]! + 1, sliceSizes.length - 1);
      const size = sliceSizes[level]!;
      const slice = this.#allocate(size);
      writeLink(this.#pages[at >>> pageBits]!, at & pageMask, slice);
      this.#level[term] = level;
      this.#end[term] = slice + size - linkBytes;
      at = slice;
    }
    this.#pages[at >>> pageBits]![at & pageMask] = byte;
    this.#write[term] = at + 1;
  }

  #allocate(size: number): number {
    if (this.#used + size > pageSize) {
      this.#pages.push(new Uint8Array(pageSize));
      this.#used = 0;
    }
    const at = (this.#pages.length - 1) * pageSize + this.#used;
    this.#used += size;
    return at;
  }

  #grow(term: number): void {
    const length = Math.max(term + 1, Math.ceil(this.#first.length * 1.5));
    this.#first = enlarged(this.#first, new Uint32Array(length));
    this.#write = enlarged(this.#write, new Uint32Array(length));
    this.#end = enlarged(this.#end, new Uint32Array(length));
    this.#level = enlarged(this.#level, new Uint8Array(length));
    this.#last = enlarged(this.#last, new Int32Array(length).fill(-1));
  }
}

const pageBits = 18;
const pageSize = 1 << pageBits;
const pageMask = pageSize - 1;
const linkBytes = 4;
/** Bytes of a term's first, second, … slice, each with the link to the next. Most names are rare. */
const sliceSizes = [8, 16, 32, 64, 128, 256, 512] as const;
const initialTerms = 4096;

function enlarged<Numbers extends Uint8Array | Uint32Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}

function readLink(page: Uint8Array, at: number): number {
  return (page[at]! | (page[at + 1]! << 8) | (page[at + 2]! << 16) | (page[at + 3]! << 24)) >>> 0;
}

function writeLink(page: Uint8Array, at: number, value: number): void {
  page[at] = value & 0xff;
  page[at + 1] = (value >>> 8) & 0xff;
  page[at + 2] = (value >>> 16) & 0xff;
  page[at + 3] = value >>> 24;
}
