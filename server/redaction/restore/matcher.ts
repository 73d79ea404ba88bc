/**
 * Finds many strings at once in a stream (Aho–Corasick over UTF-16 units). Built for each request from a few strings, so nodes are small
 * maps. The depth of a state is how much of the text read so far could still become one of the strings: just what a filter must hold back.
 */
export class Matcher {
  private readonly children: Map<number, number>[] = [new Map()];
  private readonly failure: number[] = [0];
  private readonly depths: number[] = [0];
  /** The longest string that ends in a state, or -1. */
  private readonly found: number[] = [-1];
  readonly strings: readonly string[];

  constructor(strings: readonly string[]) {
    this.strings = strings;
    strings.forEach((string, number) => {
      if (string.length > 0) this.add(string, number);
    });
    this.link();
  }

  step(state: number, unit: number): number {
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
    return this.found[state]!;
  }

  /** Characters at the end of what was read that begin one of the strings. */
  depth(state: number): number {
    return this.depths[state]!;
  }

  /** The string whose beginning the state stands in; any of them if there are several. */
  candidate(state: number): number {
    let at = state;
    while (this.found[at] === -1 || this.depths[at]! > this.strings[this.found[at]!]!.length) {
      const first = this.children[at]!.values().next();
      if (first.done === true) return -1;
      at = first.value;
    }
    return this.found[at]!;
  }

  private add(string: string, number: number): void {
    let state = 0;
    for (let i = 0; i < string.length; i++) {
      const unit = string.charCodeAt(i);
      let child = this.children[state]!.get(unit);
      if (child === undefined) {
        child = this.children.length;
        this.children.push(new Map());
        this.failure.push(0);
        this.depths.push(i + 1);
        this.found.push(-1);
        this.children[state]!.set(unit, child);
      }
      state = child;
    }
    this.found[state] = number;
  }

  private link(): void {
    const queue: number[] = [...this.children[0]!.values()];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      for (const [unit, child] of this.children[state]!) {
        this.failure[child] = this.step(this.failure[state]!, unit);
        if (this.found[child] === -1) this.found[child] = this.found[this.failure[child]!]!;
        queue.push(child);
      }
    }
  }
}
