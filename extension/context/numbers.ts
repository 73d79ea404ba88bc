/** Typed arrays that grow, and numbers in variable length: what keeps an index of millions of words small. */

export class GrowingInts {
  #values = new Int32Array(1024);

  get bytes(): number {
    return this.#values.byteLength;
  }

  get(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = new Int32Array(Math.max(index + 1, Math.ceil(this.#values.length * 1.5)));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
  }

  add(index: number, difference: number): void {
    this.set(index, this.get(index) + difference);
  }
}

/** Lists of numbers, one after the other, each list with its length before it. */
export function packLists(values: Int32Array, count: number, ends: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(5 * (count + ends.length));
  let at = 0;
  let from = 0;
  const write = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
  };
  for (let list = 0; list < ends.length; list++) {
    const end = ends[list]!;
    write(end - from);
    for (let index = from; index < end; index++) write(values[index]!);
    from = end;
  }
  return bytes.slice(0, at);
}

/** Numbers in lists: list `n` is `values[starts[n]]` up to `values[starts[n + 1]]`. */
export interface Lists {
  values: Int32Array;
  starts: Int32Array;
}

export function unpackLists(bytes: Uint8Array, lists: number): Lists {
  const values = new Int32Array(bytes.length);
  const starts = new Int32Array(lists + 1);
  let at = 0;
  let count = 0;
  const read = (): number => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  };
  for (let list = 0; list < lists; list++) {
    starts[list] = count;
    for (let left = read(); left > 0; left--) values[count++] = read();
  }
  starts[lists] = count;
  return { values: values.subarray(0, count), starts };
}
