import type { CharacterSet } from './pattern.ts';

/**
 * How far runs of one class of characters reach, remembered, so that a hundred candidates inside one long run cost one
 * walk: this is what keeps pattern matching linear on hostile text.
 */
export class Runs {
  readonly text: string;
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** The first place at or after `start` that is not in the set. */
  end(set: CharacterSet, start: number): number {
    const from = this.from[set.id];
    if (from !== undefined && from <= start && start <= this.to[set.id]!) return this.to[set.id]!;
    const { text } = this;
    const { has } = set;
    let at = start;
    while (at < text.length) {
      const unit = text.charCodeAt(at);
      if (unit > 127 || has[unit] === 0) break;
      at++;
    }
    if (at > start) {
      this.from[set.id] = start;
      this.to[set.id] = at;
    }
    return at;
  }
}
