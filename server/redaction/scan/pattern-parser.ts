/** Reads a pattern into atoms and alternatives, and refuses what is not known. */
import { isAlphanumeric } from './characters.ts';

/** The most characters that an open-ended repeat takes. */
const maxRepeat = 8192;

/** Which ASCII units an atom takes; a literal beyond ASCII is held in `unit`. */
export interface CharacterSet {
  id: number;
  has: Uint8Array;
}

export interface Atom {
  set: CharacterSet | null;
  unit: number;
  min: number;
  max: number;
}

/** Why a pattern was refused, in words for who wrote it. */
export class PatternError extends Error {}

const sets = new Map<string, CharacterSet>();

/** The one set of these characters: equal sets are the same object, so that runs can be remembered by its id. */
export function characterSet(units: Iterable<number>): CharacterSet {
  const has = new Uint8Array(128);
  for (const unit of units) {
    if (unit > 127) throw new PatternError('a class may hold only ASCII characters');
    has[unit] = 1;
  }
  const key = has.join('');
  let set = sets.get(key);
  if (set === undefined) {
    set = { id: sets.size, has };
    sets.set(key, set);
  }
  return set;
}

const range = (from: string, to: string): number[] => {
  const units: number[] = [];
  for (let unit = from.charCodeAt(0); unit <= to.charCodeAt(0); unit++) units.push(unit);
  return units;
};
const digits = range('0', '9');
const words = [...range('a', 'z'), ...range('A', 'Z'), ...digits, 95];

export type Node = { atom: Atom } | { alternatives: Node[][]; optional: boolean; value: boolean };

export class Parser {
  private at = 0;
  private values = 0;
  private readonly source: string;
  private readonly ignoreCase: boolean;
  constructor(source: string, ignoreCase: boolean) {
    this.source = source;
    this.ignoreCase = ignoreCase;
  }

  all(): Node[][] {
    const alternatives = this.alternatives();
    if (this.at < this.source.length) throw this.error('")" without "("');
    return alternatives;
  }

  private alternatives(): Node[][] {
    const rows: Node[][] = [[]];
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at++;
        rows.push([]);
      } else rows[rows.length - 1]!.push(this.node());
    }
    return rows;
  }

  private node(): Node {
    const character = this.source[this.at]!;
    if (character === '(') return this.group();
    if ('^$.*+?{'.includes(character)) throw this.error(`"${character}" cannot stand here; write "\\${character}"`);
    const set = character === '[' ? this.set() : this.single();
    const atom: Atom = {
      set: typeof set === 'number' ? null : set,
      unit: typeof set === 'number' ? set : 0,
      min: 1,
      max: 1,
    };
    [atom.min, atom.max] = this.quantifier();
    return { atom };
  }

  private group(): Node {
    const plain = this.source.startsWith('(?:', this.at);
    if (!plain && this.source[this.at + 1] === '?')
      throw this.error('only (?: … ) and ( … ) are known: no look-around, no names');
    this.at += plain ? 3 : 1;
    if (!plain && ++this.values > 1) throw this.error('only one ( … ) may mark the value');
    const alternatives = this.alternatives();
    if (this.source[this.at] !== ')') throw this.error('"(" without ")"');
    this.at++;
    const [min, max] = this.quantifier();
    if (max !== 1) throw this.error('a group may be repeated at most once: repeats inside repeats are not linear');
    if (min === 0 && !plain) throw this.error('the value may not be optional');
    return { alternatives, optional: min === 0, value: !plain };
  }

  private single(): CharacterSet | number {
    let character = this.source[this.at++]!;
    if (character === '\\') {
      character = this.source[this.at++] ?? '';
      if (character === 'd') return characterSet(digits);
      if (character === 'w') return characterSet(words);
      if (character === 's') return characterSet([32, 9]);
      if (character === '' || isAlphanumeric(character.charCodeAt(0)))
        throw this.error(`"\\${character}" is not known`);
    }
    const unit = character.charCodeAt(0);
    return unit > 127 ? unit : characterSet(this.folded([unit]));
  }

  private set(): CharacterSet {
    this.at++;
    if (this.source[this.at] === '^') throw this.error('[^…] is not known: name the characters that may stand here');
    const units: number[] = [];
    while (this.source[this.at] !== ']') {
      if (this.at >= this.source.length) throw this.error('"[" without "]"');
      if (this.source[this.at] === '\\' && 'dws'.includes(this.source[this.at + 1] ?? '-')) {
        const named = this.single() as CharacterSet;
        for (let unit = 0; unit < 128; unit++) if (named.has[unit] === 1) units.push(unit);
        continue;
      }
      if (this.source[this.at] === '\\') this.at++;
      const from = this.source[this.at++] ?? '';
      if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']' && this.at + 1 < this.source.length) {
        const to = this.source[this.at + 1]!;
        if (to < from) throw this.error(`the range ${from}-${to} is upside down`);
        this.at += 2;
        units.push(...range(from, to));
      } else units.push(from.charCodeAt(0));
    }
    this.at++;
    return characterSet(this.folded(units));
  }

  private folded(units: number[]): number[] {
    if (!this.ignoreCase) return units;
    return units.flatMap(unit => {
      const text = String.fromCharCode(unit);
      return [text.toLowerCase().charCodeAt(0), text.toUpperCase().charCodeAt(0)];
    });
  }

  private quantifier(): [number, number] {
    const character = this.source[this.at];
    if (character === '?') return this.quantified(0, 1);
    if (character === '+') return this.quantified(1, maxRepeat);
    if (character === '*') return this.quantified(0, maxRepeat);
    if (character !== '{') return [1, 1];
    const close = this.source.indexOf('}', this.at);
    const [, low = '', comma, high = ''] = /^(\d+)(,?)(\d*)$/.exec(this.source.slice(this.at + 1, close)) ?? [];
    if (close < 0 || low === '') throw this.error('a repeat is written {3}, {3,} or {3,5}');
    this.at = close;
    const min = Number(low);
    const max = comma === '' ? min : high === '' ? maxRepeat : Number(high);
    if (max < min || max > maxRepeat) throw this.error(`a repeat runs from low to high, at most ${maxRepeat}`);
    return this.quantified(min, max);
  }

  private quantified(min: number, max: number): [number, number] {
    this.at++;
    if ('?+*{'.includes(this.source[this.at] ?? '-')) throw this.error('a repeat of a repeat is not linear');
    return [min, max];
  }

  private error(message: string): PatternError {
    return new PatternError(`${message} (at character ${this.at + 1} of ${JSON.stringify(this.source)})`);
  }
}
