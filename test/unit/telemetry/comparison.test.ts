import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Random } from '../../../telemetry/simulate/random.ts';
import { compareRates, type PersonPair, sampleRatioP } from '../../../telemetry/statistics/comparison.ts';

const soak = process.env.SOAK === '1';

interface Experiment {
  people: number;
  days: number;
  /** Added to the log odds of everyone on the second side. */
  effect: number;
}

const logistic = (odds: number) => 1 / (1 + Math.exp(-odds));

/** People differ in taste and diligence; each is on one side. Yields the sums after each day. */
function* experiment(random: Random, { people, days, effect }: Experiment): Generator<PersonPair[]> {
  const everyone = Array.from({ length: people }, (_, at) => ({
    second: at % 2 === 1,
    rate: logistic(-1.1 + 0.55 * random.normal() + (at % 2 === 1 ? effect : 0)),
    perDay: random.logNormal(40, 0.6),
    sums: [0, 0] as [number, number],
  }));
  for (let day = 0; day < days; day++) {
    for (const person of everyone) {
      const shown = random.poisson(person.perDay);
      person.sums[1] += shown;
      for (let each = 0; each < shown; each++) person.sums[0] += Number(random.chance(person.rate));
    }
    yield everyone.map(({ second, sums }) =>
      second ? { a: [0, 0], b: [...sums] as [number, number] } : { a: [...sums] as [number, number], b: [0, 0] },
    );
  }
}

describe('two rates compared', () => {
  it('alike things are called different in at most 5 % of experiments that are looked at every day', function () {
    this.timeout(soak ? 600_000 : 20_000);
    const runs = soak ? 1000 : 60;
    let called = 0;
    for (let run = 0; run < runs; run++) {
      for (const people of experiment(new Random(run, 71), { people: 60, days: 14, effect: 0 })) {
        if ((compareRates(people)?.alwaysValidP ?? 1) < 0.05) {
          called += 1;
          break;
        }
      }
    }
    assert.ok(called <= runs * 0.05, `${called} of ${runs}`);
  });

  it('a large difference is found', () => {
    let last: PersonPair[] = [];
    for (const people of experiment(new Random(5, 72), { people: 200, days: 14, effect: 0.8 })) last = people;
    const found = compareRates(last)!;
    assert.ok(found.alwaysValidP < 0.01 && found.interval[0] > 0, JSON.stringify(found));
  });

  it('intervals hold the true difference as often as they say', function () {
    this.timeout(soak ? 600_000 : 20_000);
    const runs = soak ? 2000 : 150;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const [people] = experiment(new Random(run, 73), { people: 80, days: 1, effect: 0 });
      const { interval } = compareRates(people!)!;
      held += Number(interval[0] <= 0 && interval[1] >= 0);
    }
    const share = held / runs;
    assert.ok(share >= (soak ? 0.93 : 0.88) && share <= (soak ? 0.97 : 1), `${share}`);
  });

  it('what a person does alike on both sides cancels out', () => {
    const random = new Random(9, 74);
    const people = Array.from({ length: 40 }, (_, at): PersonPair => {
      const taken = random.integer(5, 50);
      return { a: [taken, 100], b: [taken + (at % 2) * 2, 100] };
    });
    const { difference, interval } = compareRates(people)!;
    assert.ok(Math.abs(difference - 0.01) < 1e-9);
    // Taken for two groups of strangers, it would be twenty times as wide.
    assert.ok(interval[1] - interval[0] < 0.008, String(interval));
  });

  it('says nothing of fewer than ten people on a side', () => {
    const few = Array.from({ length: 9 }, (): PersonPair => ({ a: [1, 10], b: [0, 0] }));
    const many = Array.from({ length: 30 }, (): PersonPair => ({ a: [0, 0], b: [1, 10] }));
    assert.equal(compareRates([...few, ...many]), null);
    assert.equal(compareRates([]), null);
  });

  it('an uneven split is called by its chance', () => {
    assert.ok(Math.abs(sampleRatioP(500, 500) - 1) < 1e-6);
    // Two standard deviations: 0.0455.
    assert.ok(Math.abs(sampleRatioP(5100, 4900) - 0.0455) < 0.0005);
    assert.ok(sampleRatioP(600, 400) < 1e-6);
  });
});
