import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findMetric } from '../../telemetry/metrics/definitions.ts';
import { type FilterId, filterIds } from '../../telemetry/metrics/dimensions.ts';
import { figures } from '../../telemetry/metrics/figures.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { answersOfDay, fillDirectly } from '../../telemetry/simulate/fill.ts';
import { Random } from '../../telemetry/simulate/random.ts';
import { wholeDay } from '../../telemetry/store/daily.ts';
import type { Row } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';

/**
 * Someone who may ask for every figure, in any order and over any period, subtracts answers from one another to learn
 * about fewer than five people. Who was active where is counted here from single suggestions, not by the engine.
 */

const soak = process.env.SOAK === '1';
const least = 5;
const requests = [findMetric('requests')!];
const days = Array.from({ length: 10 }, (_, at) => `2026-09-${String(at + 1).padStart(2, '0')}`);
const [first, last] = [days[0]!, days.at(-1)!];

interface Published {
  day: string;
  by: FilterId | null;
  value: string | null;
  count: number;
  /** Positions of the suggestions it counts. */
  counted: Set<number>;
}

async function open(seats: number, seed: number): Promise<TelemetryStore> {
  const database = await openDuckDB({ file: ':memory:' });
  const store = await openStore({ database, timeZone: 'UTC' });
  const bank = simulate({ seats, days: days.length, seed, until: last });
  await fillDirectly(
    database,
    bank,
    subject => subject,
    () => undefined,
    batches => store.addAnswers(answersOfDay(batches, subject => subject)),
  );
  // Days at rest give the same figures (tested elsewhere), sooner.
  await store.rollUp('2100-01-01');
  return store;
}

/** Everything that can be asked for day by day; all else is sums of it, which the random queries below confirm. */
async function everything(store: TelemetryStore, life: readonly Row[]): Promise<Published[]> {
  const published: Published[] = [];
  for (const by of filterIds) {
    const { rows } = await figures(store.query, {
      metrics: requests,
      from: first,
      to: last,
      by,
      only: null,
      user: null,
    });
    for (const { day, value, figures: found } of rows) {
      if (day === null || (value === null && by !== filterIds[0])) continue;
      const counted = new Set<number>();
      for (const [position, row] of life.entries()) {
        if (row.day === day && (value === null || row[by] === value)) counted.add(position);
      }
      published.push({ day, by: value === null ? null : by, value, count: found.requests!.numerator, counted });
    }
  }
  return published;
}

describe('a differencing attacker', () => {
  for (const [seats, seed] of soak
    ? ([
        [12, 1],
        [25, 2],
        [60, 3],
        [200, 4],
      ] as const)
    : ([
        [14, 1],
        [40, 2],
      ] as const)) {
    it(`learns of no fewer than ${least} people among ${seats}`, async function () {
      this.timeout(soak ? 1_800_000 : 60_000);
      const store = await open(seats, seed);
      const life = await store.query(
        `SELECT CAST(day AS text) AS day, user_id, seen, ${filterIds.join(', ')} FROM life ORDER BY suggestion_id`,
      );
      const people = (positions: Iterable<number>) => {
        const active = new Set<unknown>();
        for (const position of positions) {
          const row = life[position]!;
          if (row.seen || row.trigger_kind === 'manual') active.add(row.user_id);
        }
        return active.size;
      };
      const published = await everything(store, life);
      let disclosures = 0;
      let differences = 0;
      for (const cell of published) {
        assert.equal(cell.count, cell.counted.size);
        if (people(cell.counted) < least) disclosures += 1;
      }
      assert.ok(published.length > 50, `${published.length} figures are published`);

      for (const day of days) {
        const ofDay = published.filter(cell => cell.day === day);
        for (const whole of ofDay) {
          // All values of another dimension taken away from it, and each single figure that lies within it.
          const parts = filterIds.map(by => ofDay.filter(cell => cell.by === by));
          for (const part of [...parts, ...ofDay.map(cell => [cell])]) {
            const taken = new Set(part.flatMap(cell => [...cell.counted]));
            if (part.length === 0 || [...taken].some(position => !whole.counted.has(position))) continue;
            const rest = [...whole.counted].filter(position => !taken.has(position));
            differences += 1;
            if (rest.length > 0 && people(rest) < least) disclosures += 1;
          }
        }
      }
      assert.ok(differences > 300, `${differences} differences`);
      assert.equal(disclosures, 0);

      const valuesOf = new Map(filterIds.map(by => [by, [...new Set(life.map(row => String(row[by])))]]));
      const random = new Random(seed, 99);
      const queries = soak ? 2_500 : 25;
      await store.read([wholeDay, ...filterIds], async query => {
        for (let asked = 0; asked < queries; asked++) {
          const from = random.integer(0, days.length - 1);
          const to = random.integer(from, days.length - 1);
          const by = random.pick(filterIds);
          const only = random.chance(0.5) ? random.pick(valuesOf.get(by)!) : null;
          const answer = await figures(query, {
            metrics: requests,
            from: days[from]!,
            to: days[to]!,
            by,
            only,
            user: null,
          });
          for (const row of answer.rows.filter(({ day }) => day === null)) {
            const parts = published.filter(
              cell =>
                cell.value === row.value &&
                (row.value === null || cell.by === by) &&
                cell.day >= days[from]! &&
                cell.day <= days[to]!,
            );
            const sum = parts.reduce((so, { count }) => so + count, 0);
            assert.equal(row.figures.requests!.numerator, sum, `${by} ${row.value} ${days[from]} ${days[to]}`);
          }
        }
      });
      await store.close();
    });
  }

  it('is shown nothing at all of four people, and everything of their own', async () => {
    const store = await open(4, 8);
    const answer = await figures(store.query, {
      metrics: requests,
      from: first,
      to: last,
      by: 'language',
      only: null,
      user: null,
    });
    assert.deepEqual(answer.rows, []);
    assert.ok(answer.hidden.days > 0);
    const [one] = await store.query(
      'SELECT user_id, count(*) AS n FROM life GROUP BY user_id ORDER BY user_id LIMIT 1',
    );
    const mine = await figures(store.query, {
      metrics: requests,
      from: first,
      to: last,
      by: 'language',
      only: null,
      user: String(one?.user_id),
    });
    assert.equal(mine.rows[0]?.figures.requests?.numerator, one?.n);
    await store.close();
  });
});
