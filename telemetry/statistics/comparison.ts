import { leastClusters } from './ratio-interval.ts';
import { studentPoint } from './student.ts';

/** What one person did on each side of a comparison: numerator and denominator of the rate. */
export interface PersonPair {
  a: readonly [number, number];
  b: readonly [number, number];
}

export interface Difference {
  /** Rate of the second side minus rate of the first. */
  difference: number;
  /** 95 % interval, clustered by person. */
  interval: [number, number];
  /** May be looked at every day: it stays below 0.05 in at most 5 % of comparisons of alike things, however often one looks. */
  alwaysValidP: number;
}

/**
 * The size of differences that the always-valid test is tuned for, as a rate: one of five points. Another value is as
 * valid and waits longer for smaller or for larger differences.
 */
const tunedFor = 0.05;

/**
 * Compares two rates of sums. A person who is on both sides is one cluster: what is theirs in both cancels out. Null where
 * a side has nothing to divide by or too few people.
 */
export function compareRates(people: readonly PersonPair[]): Difference | null {
  const total = (side: 'a' | 'b', at: 0 | 1) => people.reduce((sum, person) => sum + person[side][at], 0);
  const count = (side: 'a' | 'b') => people.filter(person => person[side][1] > 0).length;
  const [an, ad, bn, bd] = [total('a', 0), total('a', 1), total('b', 0), total('b', 1)];
  if (count('a') < leastClusters || count('b') < leastClusters || ad === 0 || bd === 0) return null;
  const [ra, rb] = [an / ad, bn / bd];
  // Delta method in its jackknife form, as for a single rate; a person's two residuals are one cluster's.
  const residual = ([n, d]: readonly [number, number], rate: number, sum: number) =>
    (n - rate * d) / sum / (1 - d / sum);
  const clusters = people.filter(person => person.a[1] + person.b[1] > 0);
  const squares = clusters.reduce((sum, { a, b }) => sum + (residual(b, rb, bd) - residual(a, ra, ad)) ** 2, 0);
  const variance = ((clusters.length - 1) / clusters.length) * squares;
  const difference = rb - ra;
  if (!(variance > 0) || !Number.isFinite(variance)) return null;
  // The side with fewer people of weight decides how sure one can be.
  const weight = (side: 'a' | 'b', sum: number) =>
    sum ** 2 / people.reduce((so, person) => so + person[side][1] ** 2, 0);
  const degreesOfFreedom = Math.max(4, Math.min(weight('a', ad), weight('b', bd)) - 1);
  const half = studentPoint(degreesOfFreedom) * Math.sqrt(variance);
  // With few people the estimated variance is itself unsure: widened as the interval is.
  const widened = variance * (studentPoint(degreesOfFreedom) / 1.96) ** 2;
  return {
    difference,
    interval: [difference - half, difference + half],
    alwaysValidP: mixtureP(difference, widened),
  };
}

/** Mixture sequential probability ratio test (Robbins; Johari et al. 2017) with a normal mixture. */
function mixtureP(difference: number, variance: number): number {
  const mixed = tunedFor ** 2;
  const logRatio =
    0.5 * Math.log(variance / (variance + mixed)) + (mixed * difference ** 2) / (2 * variance * (variance + mixed));
  return Math.min(1, Math.exp(-logRatio));
}

/**
 * Chance of a split at least as far from the assigned one, were people assigned by chance (chi-square, one degree of
 * freedom). Below 0.001 the assignment itself is broken, and no figure of the comparison counts.
 * @param share of the first side among those assigned to either
 */
export function sampleRatioP(first: number, second: number, share = 0.5): number {
  const all = first + second;
  if (all === 0) return 1;
  const z = Math.abs(first - share * all) / Math.sqrt(all * share * (1 - share));
  return complementaryError(z / Math.SQRT2);
}

/** erfc within 1.2e-7 (Numerical Recipes' rational Chebyshev form; the coefficients are public mathematics). */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const exponent = terms.reduceRight((sum, term) => term + t * sum, 0);
  return Math.min(1, t * Math.exp(-x * x + exponent));
}
