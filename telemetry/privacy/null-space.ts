/**
 * Below 2²⁶, so that a product of two numbers is exact in a double. Weightings are found modulo this prime: the columns are
 * ones and zeros, and what vanishes modulo it and not otherwise would be an accident of one in 67 million.
 */
const prime = 67_108_859;

function inverse(of: number): number {
  let [a, b, x, y] = [of, prime, 1, 0];
  while (b !== 0) {
    const times = Math.floor(a / b);
    [a, b, x, y] = [b, a - times * b, y, x - times * y];
  }
  return x < 0 ? x + prime : x;
}

/** All weightings of columns that add up to nothing on every row that has been told of. */
export class NullSpace {
  #basis: Float64Array[];

  /** Without a row, every weighting. */
  constructor(columns: number) {
    this.#basis = Array.from({ length: columns }, (_, at) => {
      const vector = new Float64Array(columns);
      vector[at] = 1;
      return vector;
    });
  }

  get dimension(): number {
    return this.#basis.length;
  }

  copy(): NullSpace {
    const other = new NullSpace(0);
    other.#basis = this.#basis.map(vector => vector.slice());
    return other;
  }

  /** Whether every weighting adds up to nothing on this row: the columns that it has, and those taken away. */
  vanishes(row: readonly number[], less: readonly number[] = []): boolean {
    return this.#basis.every(vector => sumOf(vector, row, less) === 0);
  }

  /** Leaves the weightings that add up to nothing on this row. Returns whether that took any away. */
  cut(row: readonly number[], less: readonly number[] = []): boolean {
    const sums = this.#basis.map(vector => sumOf(vector, row, less));
    const at = sums.findIndex(sum => sum !== 0);
    if (at < 0) return false;
    const pivot = this.#basis[at]!;
    const scale = prime - inverse(sums[at]!);
    for (let other = at + 1; other < sums.length; other++) {
      if (sums[other] === 0) continue;
      const factor = (sums[other]! * scale) % prime;
      const vector = this.#basis[other]!;
      for (let column = 0; column < vector.length; column++) {
        vector[column] = (vector[column]! + factor * pivot[column]!) % prime;
      }
    }
    this.#basis.splice(at, 1);
    return true;
  }
}

function sumOf(vector: Float64Array, row: readonly number[], less: readonly number[]): number {
  let sum = 0;
  for (const column of row) sum += vector[column]!;
  for (const column of less) sum += prime - vector[column]!;
  return sum % prime;
}
