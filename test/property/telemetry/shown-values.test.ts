import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type KindRow, shownValues } from '../../../telemetry/privacy/shown-values.ts';
import { Attacker } from '../../support/differencing-attacker.ts';

const least = 5;
const dimensions = 3;

/** A few kinds of suggestion, of which each person made some. Kinds are few, so that dimensions hang together. */
const day = fc
  .record({
    kinds: fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('d', 'e', 'f'), fc.constantFrom('g', 'h')),
      {
        minLength: 1,
        maxLength: 7,
      },
    ),
    people: fc.array(fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 5 }), {
      minLength: 3,
      maxLength: 16,
    }),
  })
  .map(({ kinds, people }) =>
    people.flatMap((own, person) =>
      own.map(
        ([kind, chance]): KindRow => ({
          user: chance === 9 ? null : `p${person}`,
          counts: { suggestions: chance !== 8, answers: chance === 8 || chance % 2 === 0, entered: false },
          active: chance < 7,
          values: kinds[kind % kinds.length]!,
        }),
      ),
    ),
  );

function* crowds(people: readonly string[], size: number, from = 0): Generator<string[]> {
  yield [];
  if (size === 0) return;
  for (let at = from; at < people.length; at++) {
    for (const others of crowds(people, size - 1, at + 1)) yield [people[at]!, ...others];
  }
}

describe('what is shown of a day', () => {
  it('tells of no four people, whatever figures are added up and taken away', () => {
    let shown = 0;
    let held = 0;
    fc.assert(
      fc.property(day, rows => {
        const { told, values } = shownValues(rows, dimensions);
        const figures = values.flatMap((of, dimension) => of.map(value => ({ dimension, value })));
        shown += figures.length;
        held += Number(told.includes('suggestions') && figures.length === 0);
        for (const family of told) {
          const counted = rows
            .filter(({ counts }) => counts[family])
            .map(({ user, active, values: of }) => ({
              user,
              active: family === 'answers' || active,
              figures: [0, ...figures.flatMap(({ dimension, value }, at) => (of[dimension] === value ? [at + 1] : []))],
            }));
          const people = [...new Set(counted.flatMap(({ user, active }) => (user !== null && active ? [user] : [])))];
          const attacker = new Attacker(counted, figures.length + 1);
          for (const crowd of crowds(people, least - 1)) assert.ok(!attacker.learnsOf(new Set(crowd)), crowd.join());
        }
      }),
      { numRuns: process.env.SOAK === '1' ? 2_000 : 60 },
    );
    assert.ok(shown > 30 && held > 0, `${shown} values shown; of ${held} days none`);
  });

  it('hangs on the rows, not on their order', () => {
    fc.assert(
      fc.property(
        day.chain(rows => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => assert.deepEqual(shownValues(shuffled, dimensions), shownValues(rows, dimensions)),
      ),
      { numRuns: process.env.SOAK === '1' ? 2_000 : 60 },
    );
  });
});
