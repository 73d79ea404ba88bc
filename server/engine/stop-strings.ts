/**
 * Ends a text before the first stop string. Text that may be the beginning of one is held back until that is settled, so
 * no part of a stop string is ever given out, however the text is cut into pieces. Of several, the one that is complete
 * first counts; of those, the longest.
 */
export class StopStrings {
  readonly #stops: readonly string[];
  #held = '';
  #stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter(stop => stop !== '');
  }

  /** Whether a stop string has come. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes the next piece, and returns what is safe to give out now. */
  push(text: string): string {
    if (this.#stopped) return '';
    const buffer = this.#held + text;
    const start = this.#firstMatch(buffer);
    if (start !== null) {
      this.#stopped = true;
      this.#held = '';
      return buffer.slice(0, start);
    }
    const safe = buffer.length - this.#undecided(buffer);
    this.#held = buffer.slice(safe);
    return buffer.slice(0, safe);
  }

  /** No more text comes: returns what was held back. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  #firstMatch(buffer: string): number | null {
    let best: { start: number; end: number } | null = null;
    for (const stop of this.#stops) {
      const start = buffer.indexOf(stop);
      if (start < 0) continue;
      const end = start + stop.length;
      if (best === null || end < best.end || (end === best.end && start < best.start)) best = { start, end };
    }
    return best?.start ?? null;
  }

  /** Length of the longest end of the buffer with which some stop string begins. */
  #undecided(buffer: string): number {
    let first = buffer.length;
    for (const stop of this.#stops) {
      const start = stop.charAt(0);
      let at = buffer.indexOf(start, Math.max(0, buffer.length - stop.length + 1));
      while (at >= 0 && at < first && !stop.startsWith(buffer.slice(at))) at = buffer.indexOf(start, at + 1);
      if (at >= 0 && at < first) first = at;
    }
    return buffer.length - first;
  }
}
