import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Random } from '../../../telemetry/simulate/random.ts';
import { type ClusterSums, ratioInterval } from '../../../telemetry/statistics/ratio-interval.ts';
import { studentPoint } from '../../../telemetry/statistics/student.ts';

/** Numerator and denominator of each person. */
type People = [number, number][];

function sumsOf(people: People): ClusterSums {
  const a = people.reduce((sum, [accepted]) => sum + accepted, 0);
  const b = people.reduce((sum, [, shown]) => sum + shown, 0);
  const squares = people.reduce((sum, [x, y]) => sum + ((x - (a / b) * y) / (1 - y / b)) ** 2, 0);
  return { people: people.length, a, b, squares, bb: people.reduce((sum, [, shown]) => sum + shown * shown, 0) };
}

const logistic = (odds: number) => 1 / (1 + Math.exp(-odds));

describe('the interval of a rate, clustered by person', () => {
  it('uses Student’s distribution as tabulated', () => {
    for (const [degrees, point] of [
      [5, 2.5706],
      [9, 2.2622],
      [20, 2.086],
      [60, 2.0003],
      [1000, 1.9623],
    ] as const) {
      assert.ok(Math.abs(studentPoint(degrees) - point) < 0.001, `${degrees}: ${studentPoint(degrees)}`);
    }
  });

  it('is as wide as for independent suggestions where people are alike, and far wider where they are not', () => {
    const alike: People = Array.from({ length: 40 }, () => [25, 100]);
    const [low, high] = ratioInterval(sumsOf(alike))!;
    assert.ok(high - low < 1e-9);
    const unlike: People = Array.from({ length: 40 }, (_, at) => [at % 2 === 0 ? 5 : 45, 100]);
    const [from, to] = ratioInterval(sumsOf(unlike))!;
    const naive = 2 * 1.96 * Math.sqrt((0.25 * 0.75) / 4000);
    assert.ok(to - from > 4 * naive);
  });

  it('is not given for fewer than ten people, nor without a denominator', () => {
    assert.equal(ratioInterval(sumsOf(Array.from({ length: 9 }, () => [1, 4]))), null);
    assert.equal(ratioInterval({ people: 20, a: 0, b: 0, squares: 0, bb: 0 }), null);
  });

  it('covers the true rate in 93 to 97 of 100 simulated months', () => {
    const soak = process.env.SOAK === '1';
    const runs = soak ? 10_000 : 1_500;
    for (const size of soak ? [10, 20, 40, 150] : [20, 60]) {
      const random = new Random(size, 5);
      let truth = 0;
      for (let draw = 0; draw < 200_000; draw++) truth += logistic(-1 + 0.55 * random.normal()) / 200_000;
      let inside = 0;
      for (let run = 0; run < runs; run++) {
        const people = Array.from({ length: size }, (): [number, number] => {
          const shown = 1 + Math.round(random.logNormal(80, 0.7));
          const rate = logistic(-1 + 0.55 * random.normal());
          const accepted = rate * shown + Math.sqrt(shown * rate * (1 - rate)) * random.normal();
          return [Math.min(shown, Math.max(0, Math.round(accepted))), shown];
        });
        const [low, high] = ratioInterval(sumsOf(people))!;
        if (low <= truth && truth <= high) inside += 1;
      }
      const share = inside / runs;
      // The simulation's own error is about half a point.
      assert.ok(share > (soak ? 0.93 : 0.92) && share < (soak ? 0.97 : 0.98), `${size} people: ${share}`);
    }
  });
});
