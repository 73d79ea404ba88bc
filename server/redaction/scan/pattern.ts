/**
 * Patterns of rules: a small part of the regular expressions everybody writes, chosen so that matching is linear by
 * construction. A pattern is a row of atoms; an atom that may take a varying number of characters must be followed by
 * something it cannot itself take, so there is never a choice to undo.
 *
 * Known: literals, `\.` for a literal `.`, `[a-z_-]`, `\d`, `\w` (letters, digits, `_`), `\s` (space, tab); `?` `{n}` `{n,m}` `{n,}` `+`
 * `*` after one of them; `(…)` once around the value; `(?:a|b)` and `(?:…)?`. Not known: `.`, `[^…]`, `^`, `$`, look-around, names.
 */
import { type Atom, type Node, Parser, PatternError } from './pattern-parser.ts';
import type { Runs } from './runs.ts';

export { type CharacterSet, characterSet, PatternError } from './pattern-parser.ts';

/** The most rows that the alternatives of one pattern may make. */
const maxRows = 256;

/** One way through a pattern. */
export interface Row {
  atoms: Atom[];
  /** The value lies between these atoms. */
  valueFrom: number;
  valueTo: number;
  /** How many characters the row begins with that are always the same. */
  head: number;
  /** A literal at a fixed distance from the start by which candidates are found, folded to lower case; empty if there is none. */
  anchor: string;
  anchorAt: number;
  /** Characters that it takes one by one at its start. */
  singles: number;
  /** The fewest characters that the row takes. */
  length: number;
}

export interface Pattern {
  source: string;
  rows: Row[];
  ignoreCase: boolean;
}

export function compilePattern(source: string, ignoreCase = false): Pattern {
  const parser = new Parser(source, ignoreCase);
  const rows = expand(parser.all(), source)
    .flatMap(fixStart)
    .map(flat => finish(flat, source));
  return { source, rows, ignoreCase };
}

interface Flat {
  atoms: Atom[];
  valueFrom: number;
  valueTo: number;
}

function expand(alternatives: Node[][], source: string): Flat[] {
  const all: Flat[] = [];
  for (const nodes of alternatives) {
    let rows: Flat[] = [{ atoms: [], valueFrom: -1, valueTo: -1 }];
    for (const node of nodes) {
      if ('atom' in node) {
        for (const row of rows) row.atoms.push(node.atom);
        continue;
      }
      const inner = expand(node.alternatives, source);
      if (node.optional) inner.push({ atoms: [], valueFrom: -1, valueTo: -1 });
      rows = rows.flatMap(row => inner.map(part => join(row, part, node.value)));
      if (rows.length > maxRows) throw new PatternError(`too many alternatives in ${JSON.stringify(source)}`);
    }
    all.push(...rows);
  }
  return all;
}

function join(row: Flat, part: Flat, value: boolean): Flat {
  const from = row.atoms.length;
  const atoms = [...row.atoms, ...part.atoms];
  if (value) return { atoms, valueFrom: from, valueTo: atoms.length };
  if (part.valueFrom >= 0) return { atoms, valueFrom: from + part.valueFrom, valueTo: from + part.valueTo };
  return { atoms, valueFrom: row.valueFrom, valueTo: row.valueTo };
}

/** The widest variation of a first atom that is spelled out as rows of fixed start, so that a later literal can be looked for. */
const widestStart = 8;

function fixStart(flat: Flat): Flat[] {
  const [first, ...rest] = flat.atoms;
  if (first === undefined || rest.length === 0 || first.min === first.max || first.max - first.min > widestStart)
    return [flat];
  const rows: Flat[] = [];
  for (let count = first.max; count >= first.min; count--) {
    rows.push({ ...flat, atoms: [{ ...first, min: count, max: count }, ...rest] });
  }
  return rows;
}

function finish(flat: Flat, source: string): Row {
  const { atoms } = flat;
  atoms.forEach((atom, index) => {
    if (atom.min === atom.max) return;
    for (let after = index + 1; after < atoms.length; after++) {
      const follower = atoms[after]!;
      if (overlaps(atom, follower)) {
        throw new PatternError(
          `a repeat of varying length is followed by characters that it could take itself, so matching would not be linear: ${JSON.stringify(source)}`,
        );
      }
      if (follower.min > 0) break;
    }
  });
  if (atoms.every(atom => atom.min === 0))
    throw new PatternError(`the pattern matches nothing at all: ${JSON.stringify(source)}`);
  return {
    atoms,
    valueFrom: Math.max(flat.valueFrom, 0),
    valueTo: flat.valueFrom < 0 ? atoms.length : flat.valueTo,
    singles: atoms.findIndex(({ min, max }) => min !== 1 || max !== 1),
    length: atoms.reduce((sum, atom) => sum + atom.min, 0),
    ...anchorOf(atoms),
  };
}

function overlaps(left: Atom, right: Atom): boolean {
  if (left.set === null || right.set === null) return left.set === right.set && left.unit === right.unit;
  return left.set.has.some((has, unit) => has === 1 && right.set!.has[unit] === 1);
}

/** The one character that an atom takes, folded to lower case; empty if there are several. */
function literalOf(atom: Atom): string {
  if (atom.min !== 1 || atom.max !== 1) return '';
  if (atom.set === null) return String.fromCharCode(atom.unit);
  let literal = '';
  for (let unit = 0; unit < 128; unit++) {
    if (atom.set.has[unit] === 0) continue;
    const folded = String.fromCharCode(unit).toLowerCase();
    if (literal !== '' && literal !== folded) return '';
    literal = folded;
  }
  return literal;
}

/** Alone, these are too frequent in code to look for. */
const tooFrequent = /^[a-z0-9 ._:;/=-]?$/;

/** The longest literal before the first atom of varying length. */
function anchorOf(atoms: Atom[]): { head: number; anchor: string; anchorAt: number } {
  let best = '';
  let bestAt = 0;
  let run = '';
  let offset = 0;
  let head = -1;
  for (const atom of atoms) {
    const literal = literalOf(atom);
    if (literal === '' && head < 0) head = offset;
    run = literal === '' ? '' : run + literal;
    if (atom.min !== atom.max) break;
    offset += atom.max;
    if (run.length > best.length) {
      best = run;
      bestAt = offset - run.length;
    }
  }
  if (tooFrequent.test(best)) best = '';
  return { head: head < 0 ? offset : head, anchor: best, anchorAt: best === '' ? 0 : bestAt };
}

/** Where a row matched: the whole, and the value in it. */
export interface Match {
  start: number;
  end: number;
  valueStart: number;
  valueEnd: number;
}

/**
 * Tries a row at a place. Costs a step for each atom: how far a class runs is remembered in `runs`.
 * @returns null if it does not match there.
 */
export function matchRow(row: Row, runs: Runs, start: number): Match | null {
  const { atoms } = row;
  const text = runs.text;
  let at = start;
  let valueStart = start;
  let valueEnd = start;
  for (let index = 0; index < atoms.length; index++) {
    if (index === row.valueFrom) valueStart = at;
    const atom = atoms[index]!;
    if (atom.set === null) {
      let count = 0;
      while (count < atom.max && text.charCodeAt(at + count) === atom.unit) count++;
      if (count < atom.min) return null;
      at += count;
    } else if (atom.max === 1) {
      const unit = text.charCodeAt(at);
      if (unit < 128 && atom.set.has[unit] === 1) at++;
      else if (atom.min === 1) return null;
    } else {
      const length = runs.end(atom.set, at) - at;
      if (length < atom.min) return null;
      at += Math.min(length, atom.max);
    }
    if (index === row.valueTo - 1) valueEnd = at;
  }
  return { start, end: at, valueStart, valueEnd };
}

/** Single characters at the start of a row, and others behind them, that tell a token of which the text ends in the middle. */
const fewestSingles = 3;
const fewestOthers = 14;

/** The same for a row that the end of the text cuts off: what stands of it, or null. */
export function matchCutRow(row: Row, runs: Runs, start: number): Match | null {
  if (row.head < fewestSingles - 1 || row.singles < fewestSingles) return null;
  const { text } = runs;
  let at = start;
  let valueStart = start;
  for (let index = 0; index < row.atoms.length; index++) {
    if (index === row.valueFrom) valueStart = at;
    const { set, unit, min, max } = row.atoms[index]!;
    const from = at;
    if (set === null) while (at - from < max && text.charCodeAt(at) === unit) at++;
    else at = Math.min(runs.end(set, at), from + max);
    if (at - from >= min) continue;
    const isCut = at === text.length && index >= row.valueFrom && index < row.valueTo;
    return isCut && at - start - row.singles >= fewestOthers ? { start, end: at, valueStart, valueEnd: at } : null;
  }
  return null;
}
