/**
 * Finds many strings at once, also in a stream (Aho–Corasick over UTF-16 units). Built for each request from a few strings. The depth of a
 * state is how much of what was read could still become one of the strings: just what a filter must hold back.
 */
export class Matcher {
  readonly strings: readonly string[];
  private readonly children: Map<number, number>[] = [new Map()];
  private readonly failure: number[] = [0];
  private readonly depths: number[] = [0];
  /** Numbers of the strings that end in a state, longest first. */
  private readonly found: number[][] = [[]];
  /** First units, so that text with none of them costs a look-up a character. */
  private readonly starts = new Uint8Array(65536);

  constructor(strings: readonly string[]) {
    this.strings = strings;
    strings.forEach((string, number) => {
      if (string.length > 0) this.add(string, number);
    });
    this.link();
  }

  step(state: number, unit: number): number {
    if (state === 0 && this.starts[unit] === 0) return 0;
    let from = state;
    for (;;) {
      const child = this.children[from]!.get(unit);
      if (child !== undefined) return child;
      if (from === 0) return 0;
      from = this.failure[from]!;
    }
  }

  /** Number of the longest string that ends here, or -1. */
  match(state: number): number {
    return this.found[state]![0] ?? -1;
  }

  /** Characters at the end of what was read that begin one of the strings. */
  depth(state: number): number {
    return this.depths[state]!;
  }

  /** Every occurrence, overlapping ones too. */
  *all(text: string): Generator<{ number: number; start: number; end: number }> {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = this.step(state, text.charCodeAt(at));
      if (state === 0) continue;
      for (const number of this.found[state]!) {
        yield { number, start: at + 1 - this.strings[number]!.length, end: at + 1 };
      }
    }
  }

  private add(string: string, number: number): void {
    this.starts[string.charCodeAt(0)] = 1;
    let state = 0;
    for (let i = 0; i < string.length; i++) {
      const unit = string.charCodeAt(i);
      let child = this.children[state]!.get(unit);
      if (child === undefined) {
        child = this.children.length;
        this.children.push(new Map());
        this.failure.push(0);
        this.depths.push(i + 1);
        this.found.push([]);
        this.children[state]!.set(unit, child);
      }
      state = child;
    }
    this.found[state]!.push(number);
  }

  private link(): void {
    const queue: number[] = [...this.children[0]!.values()];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      for (const [unit, child] of this.children[state]!) {
        this.failure[child] = this.step(this.failure[state]!, unit);
        const shorter = this.found[this.failure[child]!]!;
        if (shorter.length > 0) this.found[child] = [...this.found[child]!, ...shorter];
        queue.push(child);
      }
    }
  }
}
