/** 97.5 % point of the standard normal distribution. */
const normalPoint = 1.959963984540054;

/**
 * 97.5 % point of Student's t, by the expansion in 1/ν around the normal one (Abramowitz & Stegun 26.7.5). Within 0.001
 * from 5 degrees of freedom on, which is all that is asked here.
 */
export function studentPoint(degreesOfFreedom: number): number {
  const x = normalPoint;
  const v = degreesOfFreedom;
  const g1 = (x ** 3 + x) / 4;
  const g2 = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
  const g3 = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  const g4 = (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / 92_160;
  return x + g1 / v + g2 / v ** 2 + g3 / v ** 3 + g4 / v ** 4;
}
