/** A small seeded generator (sfc32), so that a simulated bank is the same everywhere. Not for secrets. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(...seed: number[]) {
    // Distinct seeds must not begin alike: mix each word well before it becomes state.
    let mixed = 0x9e3779b9;
    for (const word of seed) mixed = scramble(mixed ^ scramble(word + 0x7f4a7c15));
    this.#a = scramble(mixed + 1);
    this.#b = scramble(mixed + 2);
    this.#c = scramble(mixed + 3);
    for (let round = 0; round < 12; round++) this.word();
  }

  /** 32 bits. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** In [0, 1). */
  fraction(): number {
    return this.word() / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  between(low: number, high: number): number {
    return low + this.fraction() * (high - low);
  }

  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.fraction()));
    return radius * Math.cos(2 * Math.PI * this.fraction());
  }

  /** With this median; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const floor = Math.exp(-mean);
    let product = this.fraction();
    let count = 0;
    while (product > floor) {
      product *= this.fraction();
      count += 1;
    }
    return count;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.fraction() * items.length)]!;
  }

  weighted<T>(items: readonly (readonly [T, number])[]): T {
    const total = items.reduce((sum, [, weight]) => sum + weight, 0);
    let at = this.fraction() * total;
    for (const [item, weight] of items) {
      at -= weight;
      if (at < 0) return item;
    }
    return items.at(-1)![0];
  }

  /** A UUIDv7 of that time. */
  uuidv7(at: number): string {
    const time = Math.floor(at).toString(16).padStart(12, '0');
    const hex = (bits: number) => bits.toString(16);
    const a = hex(0x7000 | (this.word() & 0xfff));
    const b = hex(0x8000 | (this.word() & 0x3fff));
    const c = hex(this.word()).padStart(8, '0') + hex(this.word() & 0xffff).padStart(4, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${c}`;
  }
}

function scramble(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
