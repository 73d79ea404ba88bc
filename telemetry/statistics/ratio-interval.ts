import { studentPoint } from './student.ts';

/** Sums over people, each person being one cluster with numerator `a` and denominator `b`. */
export interface ClusterSums {
  people: number;
  /** Σ a and Σ b. */
  a: number;
  b: number;
  /** Σ ((a - r b) / (1 - b / Σ b))², r being Σ a / Σ b: squared residuals, each as if its person had been left out. */
  squares: number;
  /** Σ b². */
  bb: number;
}

/** With fewer people an interval says more of the method than of them. */
export const leastClusters = 10;

export interface RatioWithError {
  rate: number;
  error: number;
  degreesOfFreedom: number;
}

/** A rate of sums and its standard error. Null where there is nothing to divide by or too few people. */
export function ratioWithError({ people, a, b, squares, bb }: ClusterSums): RatioWithError | null {
  if (people < leastClusters || b === 0) return null;
  return {
    rate: a / b,
    // Delta method for a ratio of sums over clusters, in its jackknife form: few people differ much in size.
    error: Math.sqrt(((people - 1) / people) * squares) / b,
    // A few busy people weigh like fewer people: Kish's effective number of clusters.
    degreesOfFreedom: Math.max(4, (b * b) / bb - 1),
  };
}

/**
 * 95 % interval of a rate, clustered by person: suggestions of one person are alike, and taking them for independent makes
 * intervals several times too narrow.
 */
export function ratioInterval(sums: ClusterSums): [number, number] | null {
  const found = ratioWithError(sums);
  if (!found) return null;
  const half = studentPoint(found.degreesOfFreedom) * found.error;
  return [Math.max(0, found.rate - half), Math.min(1, found.rate + half)];
}
