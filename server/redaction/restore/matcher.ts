/**
 * Finds many strings at once, also in a stream (Aho–Corasick over UTF-16 units). Built for each request, so building is cheap: one hash table
 * for the edges of all states. The depth of a state is how much of what was read could still become one of the strings: just what a
 * filter must hold back.
 */
export class Matcher {
  readonly strings: readonly string[];
  private states = 1;
  private readonly failure: Int32Array;
  private readonly depths: Int32Array;
  /** The string that ends in a state, or -1. */
  private readonly ends: Int32Array;
  /** The nearest state on the way of failures in which a string ends, or 0. */
  private readonly shorter: Int32Array;
  /** Edges: open addressing, at most half full. */
  private readonly edgeFrom: Int32Array;
  private readonly edgeUnit: Uint16Array;
  private readonly edgeTo: Int32Array;
  private readonly slots: number;
  /** The edge that leads to a state. */
  private readonly slotOfState: Int32Array;
  /** First units, by their low byte: text with none of them costs one look a character. */
  private readonly starts = new Uint8Array(256);

  constructor(strings: readonly string[]) {
    this.strings = strings;
    let length = 1;
    for (const string of strings) length += string.length;
    let slots = 16;
    while (slots < length * 2) slots *= 2;
    this.slots = slots - 1;
    this.edgeFrom = new Int32Array(slots).fill(-1);
    this.edgeUnit = new Uint16Array(slots);
    this.edgeTo = new Int32Array(slots);
    this.failure = new Int32Array(length);
    this.depths = new Int32Array(length);
    this.ends = new Int32Array(length).fill(-1);
    this.shorter = new Int32Array(length);
    this.slotOfState = new Int32Array(length);
    strings.forEach((string, number) => {
      if (string.length > 0) this.add(string, number);
    });
    for (const state of this.byDepth()) {
      const slot = this.slotOfState[state]!;
      this.link(this.edgeFrom[slot]!, this.edgeUnit[slot]!, state);
    }
  }

  step(state: number, unit: number): number {
    if (state === 0 && this.starts[unit & 255] === 0) return 0;
    for (let from = state; ; from = this.failure[from]!) {
      const to = this.edge(from, unit);
      if (to !== 0) return to;
      if (from === 0) return 0;
    }
  }

  /** Number of the longest string that ends here, or -1. */
  match(state: number): number {
    const own = this.ends[state]!;
    return own >= 0 ? own : this.ends[this.shorter[state]!]!;
  }

  /** Characters at the end of what was read that begin one of the strings. */
  depth(state: number): number {
    return this.depths[state]!;
  }

  /**
   * Calls back for every occurrence, overlapping ones too; of those that end in one place the longest first, until one is taken.
   * @param found returns true to pass over the shorter ones that end in the same place.
   */
  visit(text: string, found: (number: number, start: number, end: number) => boolean): void {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = this.step(state, text.charCodeAt(at));
      if (state === 0) continue;
      for (
        let ending = this.ends[state]! >= 0 ? state : this.shorter[state]!;
        ending !== 0;
        ending = this.shorter[ending]!
      ) {
        if (found(this.ends[ending]!, at + 1 - this.depths[ending]!, at + 1)) break;
      }
    }
  }

  private slotOf(from: number, unit: number): number {
    let slot = (Math.imul(from, 0x9e3779b1) ^ Math.imul(unit + 1, 0x85ebca6b)) >>> 7;
    for (slot &= this.slots; this.edgeFrom[slot]! >= 0; slot = (slot + 1) & this.slots) {
      if (this.edgeFrom[slot] === from && this.edgeUnit[slot] === unit) break;
    }
    return slot;
  }

  /** Where an edge leads; 0 if there is none. */
  private edge(from: number, unit: number): number {
    const slot = this.slotOf(from, unit);
    return this.edgeFrom[slot]! < 0 ? 0 : this.edgeTo[slot]!;
  }

  private add(string: string, number: number): void {
    this.starts[string.charCodeAt(0) & 255] = 1;
    let state = 0;
    for (let i = 0; i < string.length; i++) {
      const unit = string.charCodeAt(i);
      const slot = this.slotOf(state, unit);
      if (this.edgeFrom[slot]! < 0) {
        this.edgeFrom[slot] = state;
        this.edgeUnit[slot] = unit;
        this.edgeTo[slot] = this.states;
        this.slotOfState[this.states] = slot;
        this.depths[this.states++] = i + 1;
      }
      state = this.edgeTo[slot]!;
    }
    this.ends[state] = number;
  }

  /** States but the root, shallow ones first: a failure leads to a shallower state (a counting sort). */
  private byDepth(): Int32Array {
    let deepest = 0;
    for (let state = 1; state < this.states; state++) deepest = Math.max(deepest, this.depths[state]!);
    const places = new Int32Array(deepest + 2);
    for (let state = 1; state < this.states; state++) places[this.depths[state]! + 1]!++;
    for (let depth = 1; depth < places.length; depth++) places[depth]! += places[depth - 1]!;
    const order = new Int32Array(this.states - 1);
    for (let state = 1; state < this.states; state++) order[places[this.depths[state]!]!++] = state;
    return order;
  }

  private link(from: number, unit: number, to: number): void {
    const failure = from === 0 ? 0 : this.step(this.failure[from]!, unit);
    this.failure[to] = failure;
    this.shorter[to] = this.ends[failure]! >= 0 ? failure : this.shorter[failure]!;
  }
}
