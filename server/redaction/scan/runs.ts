import { asciiSet, isAlphanumeric, isName } from './characters.ts';
import type { CharacterSet } from './pattern.ts';

/** End a bare value; a backslash only before a quote, an escape of white space, or the end. */
const stops = asciiSet(' \t\v\f\u00a0\u3000\r\n,;)}]&<>"\'`|\\');
const inWords = asciiSet('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \t_.<>[]()*&-');
const escaped = asciiSet('"\'`nrt\r\n');

/** `name=`, or an entity such as `amp;`. */
function isParameter(text: string, from: number): boolean {
  let at = from;
  while (at < from + longestParameter && isName(text.charCodeAt(at))) at++;
  const unit = text.charCodeAt(at);
  return unit === 61 || unit === 59;
}

const longestParameter = 40;

/**
 * How far runs of one class of characters reach, remembered, so that a hundred candidates inside one long run cost one
 * walk: this is what keeps pattern matching linear on hostile text.
 */
export class Runs {
  readonly text: string;
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  private wordsFrom = 0;
  private wordsTo = -1;
  private bareFrom = 0;
  private bareTo = -1;

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

  /**
   * Where a bare value ends: at white space or punctuation that closes. The same for every place inside one, so it is walked once.
   */
  bareEnd(start: number): number {
    if (this.bareFrom <= start && start <= this.bareTo) return this.bareTo;
    const { text } = this;
    let at = start;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (stops[unit] === 1) {
        // `a|b` belongs together, `a | b` does not.
        if (unit === 124 && isAlphanumeric(text.charCodeAt(at + 1))) continue;
        // An ampersand ends a value where a parameter follows it.
        if (unit === 38 && isAlphanumeric(text.charCodeAt(at + 1)) && !isParameter(text, at + 1)) continue;
        if (unit !== 92) break;
        if (at + 1 === text.length || escaped[text.charCodeAt(at + 1)] === 1) break;
      }
    }
    this.bareFrom = start;
    this.bareTo = at;
    return at;
  }

  /** Where words end that may stand between a name and its value: types, clauses, prose. */
  wordsEnd(start: number): number {
    if (this.wordsFrom <= start && start <= this.wordsTo) return this.wordsTo;
    const { text } = this;
    let at = start;
    while (at < text.length && inWords[text.charCodeAt(at)] === 1) at++;
    this.wordsFrom = start;
    this.wordsTo = at;
    return at;
  }
}
