/**
 * Someone who adds up and takes away figures of one day, each as often as they like, to learn of a few people. Figures are
 * columns; a row has those figures that count it. Whether a combination exists that is of a crowd alone is a question of
 * rank: it exists where the active rows of everyone else tell less apart than all rows do.
 */

export interface CountedRow {
  /** Null: nobody knows who. */
  user: string | null;
  active: boolean;
  /** Positions of the figures that count it. */
  figures: readonly number[];
}

/** Below 2²⁵; another than the one the engine reckons with. */
const prime = 33_554_393;

function power(of: number, exponent: number): number {
  let [result, base] = [1, of];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
}

/** Rows in echelon form, as they come. */
class Echelon {
  readonly #rows = new Map<number, Float64Array>();
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  get rank(): number {
    return this.#rows.size;
  }

  add(figures: readonly number[]): void {
    const row = new Float64Array(this.#width);
    for (const at of figures) row[at] = 1;
    for (let at = 0; at < this.#width; at++) {
      if (row[at] === 0) continue;
      const other = this.#rows.get(at);
      if (!other) {
        const scale = power(row[at]!, prime - 2);
        for (let column = at; column < this.#width; column++) row[column] = (row[column]! * scale) % prime;
        this.#rows.set(at, row);
        return;
      }
      const factor = prime - row[at]!;
      for (let column = at; column < this.#width; column++) {
        row[column] = (row[column]! + factor * other[column]!) % prime;
      }
    }
  }
}

export class Attacker {
  readonly #people = new Map<string, (readonly number[])[]>();
  readonly #width: number;
  readonly #rank: number;

  constructor(rows: readonly CountedRow[], figures: number) {
    this.#width = figures;
    const all = new Echelon(figures);
    const seen = new Set<string>();
    for (const { user, active, figures: counted } of rows) {
      const key = counted.join();
      if (!seen.has(key)) all.add(counted);
      seen.add(key);
      if (user === null || !active || seen.has(`${user} ${key}`)) continue;
      seen.add(`${user} ${key}`);
      const own = this.#people.get(user);
      if (own) own.push(counted);
      else this.#people.set(user, [counted]);
    }
    this.#rank = all.rank;
  }

  /** Whether some combination of the figures is of nobody who was active but these. */
  learnsOf(crowd: ReadonlySet<string>): boolean {
    const others = new Echelon(this.#width);
    for (const [user, rows] of this.#people) {
      if (crowd.has(user)) continue;
      for (const row of rows) {
        others.add(row);
        if (others.rank === this.#rank) return false;
      }
    }
    return others.rank < this.#rank;
  }
}
