import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findMetric } from '../../telemetry/metrics/definitions.ts';
import { dimensions, type FilterId, filterIds } from '../../telemetry/metrics/dimensions.ts';
import { figures, type RunQuery } from '../../telemetry/metrics/figures.ts';
import { figuresQuery } from '../../telemetry/metrics/query.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { answersOfDay, fillDirectly } from '../../telemetry/simulate/fill.ts';
import { Random } from '../../telemetry/simulate/random.ts';
import { wholeDay } from '../../telemetry/store/daily.ts';
import type { Database, Row } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';
import { Attacker, type CountedRow } from '../support/differencing-attacker.ts';

/**
 * Someone who may ask for every figure, in any order and over any period, adds answers up and takes them away from one
 * another to learn about fewer than five people. Who was active where is counted here from single suggestions and answers,
 * not by the engine.
 */

const soak = process.env.SOAK === '1';
const least = 5;
const metrics = ['requests', 'coverage', 'character_share'].map(id => findMetric(id)!);
const days = Array.from({ length: soak ? 10 : 3 }, (_, at) => `2026-09-${String(at + 1).padStart(2, '0')}`);
const [first, last] = [days[0]!, days.at(-1)!];
/** Sequences of questions to each bank: ten thousand together in the long form. */
const sequences = soak ? 2_500 : 60;
const all = [wholeDay, ...filterIds] as const;

interface Bank {
  store: TelemetryStore;
  database: Database;
}

async function open(seats: number, seed: number): Promise<Bank> {
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
  return { store, database };
}

/** What is counted apart: its rows in the store, how much each counts, and which number of a figure counts them. */
const families = [
  {
    name: 'suggestions',
    rows: `SELECT CAST(day AS text) AS day, user_id, seen OR trigger_kind = 'manual' AS active, 1 AS amount, ${filterIds.join(', ')} FROM life`,
    dimensions: filterIds,
    count: (row: Row) => Number(row.requests_numerator),
  },
  {
    name: 'answers',
    rows: `SELECT CAST(day AS text) AS day, user_id, true AS active, 1 AS amount, coalesce(language, 'unknown') AS language,
      coalesce(team, 'unknown') AS team, coalesce(model, 'unknown') AS model, coalesce(tier, 'unknown') AS tier,
      coalesce(weights, 'unknown') AS weights, coalesce(adapter, 'none') AS adapter,
      coalesce(template, 'unknown') AS template FROM answer WHERE served`,
    dimensions: filterIds.filter(id => dimensions.some(one => one.id === id && one.answers)),
    count: (row: Row) => Number(row.coverage_denominator),
  },
  {
    name: 'characters entered',
    rows: `SELECT CAST(day AS text) AS day, user_id, true AS active, entered_characters AS amount, language, team, tenure, arm
      FROM daily WHERE entered_characters > 0`,
    dimensions: filterIds.filter(id => dimensions.some(one => one.id === id && one.entered)),
    count: (row: Row) => Number(row.character_share_denominator),
  },
] as const;

interface Published {
  by: FilterId | null;
  value: string | null;
  day: string;
  count: number;
}

/** One family of figures on one day: what is published of it, and what each figure counts. */
interface Scene {
  family: (typeof families)[number];
  published: Published[];
  rows: (CountedRow & { of: Row })[];
}

const matches = (row: Row, { by, value }: Published) => by === null || row[by] === value;

/** All that can be asked for day by day; all else is sums of it, which the questions of the sequences confirm. */
async function everything(query: RunQuery): Promise<Scene[]> {
  const answers: { by: FilterId | null; row: Row }[] = [];
  for (const by of [null, ...filterIds]) {
    const { sql, parameters } = figuresQuery(metrics, { from: first, to: last, by, user: null });
    for (const row of await query(sql, parameters)) answers.push({ by, row });
  }
  const scenes: Scene[] = [];
  for (const family of families) {
    const rows = await query(family.rows, []);
    for (const day of days) {
      const published = answers
        .filter(({ by, row }) => row.day === day && (by === null || family.dimensions.some(id => id === by)))
        .map(({ by, row }) => ({ by, value: by === null ? null : String(row.value), day, count: family.count(row) }));
      const counted = rows.flatMap(of => {
        if (of.day !== day) return [];
        const user = of.user_id === null ? null : String(of.user_id);
        const counting = published.flatMap((one, at) => (matches(of, one) ? [at] : []));
        return [{ user, active: of.active === true, figures: counting, of }];
      });
      if (published.length > 0) scenes.push({ family, published, rows: counted });
    }
  }
  return scenes;
}

const activeIn = (rows: readonly CountedRow[]) =>
  new Set(rows.flatMap(({ user, active }) => (user !== null && active ? [user] : [])));

/** Differences of two figures, or of a figure and all of a dimension that lie within it, that are of too few. */
function differences({ published, rows: all }: Scene): { tried: number; found: string[] } {
  // Who is counted, not how often.
  const rows = [...new Map(all.map(row => [`${row.user} ${row.active} ${row.figures}`, row])).values()];
  const within = published.map((_, at) => new Set(rows.filter(row => row.figures.includes(at))));
  const found: string[] = [];
  let tried = 0;
  for (const [at, whole] of within.entries()) {
    if (whole.size > 0 && activeIn([...whole]).size < least) found.push(JSON.stringify(published[at]));
    const inside = published.flatMap((_, part) =>
      part !== at && [...within[part]!].every(row => whole.has(row)) ? [part] : [],
    );
    const together = filterIds.map(by => inside.filter(part => published[part]!.by === by));
    for (const parts of [...inside.map(part => [part]), ...together.filter(({ length }) => length > 1)]) {
      const taken = new Set(parts.flatMap(part => [...within[part]!]));
      const rest = [...whole].filter(row => !taken.has(row));
      tried += 1;
      if (rest.length > 0 && activeIn(rest).size < least) {
        found.push(`${JSON.stringify(published[at])} less ${parts.map(part => JSON.stringify(published[part]))}`);
      }
    }
  }
  return { tried, found };
}

interface Attack {
  disclosures: string[];
  /** Differences of figures that were tried. */
  tried: number;
  /** Crowds that were gone after with every combination there is. */
  crowds: number;
}

async function attack(query: RunQuery, seed: number, asked: number): Promise<Attack> {
  const scenes = await everything(query);
  const disclosures: string[] = [];
  let tried = 0;
  for (const scene of scenes) {
    for (const [at, { count }] of scene.published.entries()) {
      const counted = scene.rows.filter(row => row.figures.includes(at));
      assert.equal(
        count,
        counted.reduce((sum, { of }) => sum + Number(of.amount), 0),
      );
    }
    const of = differences(scene);
    tried += of.tried;
    disclosures.push(...of.found);
  }
  const attackers = scenes.map(scene => new Attacker(scene.rows, scene.published.length));
  const random = new Random(seed, 99);
  let crowds = 0;
  for (let sequence = 0; sequence < asked; sequence++) {
    await questionOfPeriod(query, scenes, random);
    const at = random.integer(0, scenes.length - 1);
    const { rows, family } = scenes[at]!;
    // A few who have something in common: the values of one to three dimensions.
    const someone = random.pick(rows.filter(({ active, user }) => active && user !== null));
    const common = Array.from({ length: random.integer(1, 3) }, () => random.pick(family.dimensions));
    const alike = [...activeIn(rows.filter(({ of }) => common.every(id => of[id] === someone.of[id])))];
    const crowd = new Set<string>();
    while (crowd.size < Math.min(least - 1, alike.length)) crowd.add(random.pick(alike));
    crowds += 1;
    if (attackers[at]!.learnsOf(crowd)) disclosures.push(`${someone.of.day} ${family.name}: ${[...crowd]}`);
  }
  return { disclosures, tried, crowds };
}

/** A question over some period gives the sums of what is published of its days, and nothing else. */
async function questionOfPeriod(query: RunQuery, scenes: readonly Scene[], random: Random): Promise<void> {
  const from = random.integer(0, days.length - 1);
  const to = random.integer(from, days.length - 1);
  const by = random.pick(filterIds);
  const { sql, parameters } = figuresQuery(metrics, { from: days[from]!, to: days[to]!, by, user: null });
  const answer = await query(sql, parameters);
  const expected = scenes
    .filter(({ family }) => family.name === 'suggestions')
    .flatMap(({ published }) => published)
    .filter(one => one.by === by && one.day >= days[from]! && one.day <= days[to]!);
  assert.deepEqual(
    answer.map(row => [row.day, row.value, row.requests_numerator]),
    expected.map(({ day, value, count }) => [day, value, count]),
  );
}

/** The rule that looks at each dimension alone: five people in a value, and the smallest held back with what is held back. */
const eachAlone = [
  `DELETE FROM shown_rolled WHERE dimension <> '${wholeDay}'`,
  `INSERT INTO shown_rolled (day, dimension, value)
  SELECT day, dimension, value FROM (
    SELECT *, count(CASE WHEN users < ${least} THEN 1 END) OVER (PARTITION BY day, dimension) AS held_back,
      row_number() OVER (PARTITION BY day, dimension, users >= ${least} ORDER BY users, value) AS place
    FROM cell_rolled WHERE dimension <> '${wholeDay}') AS ranked
  WHERE users >= ${least} AND (held_back = 0 OR place > 1)`,
];

const banks = soak
  ? ([
      [12, 1],
      [25, 2],
      [60, 3],
      [200, 4],
    ] as const)
  : ([
      [14, 1],
      [40, 2],
    ] as const);

describe('a differencing attacker', function () {
  this.timeout(soak ? 3_600_000 : 180_000);
  for (const [seats, seed] of banks) {
    it(`learns of no fewer than ${least} people among ${seats}`, async () => {
      const { store } = await open(seats, seed);
      await store.rollUp('2100-01-01');
      const { disclosures, tried, crowds } = await store.read(all, query => attack(query, seed, sequences));
      assert.deepEqual(disclosures, []);
      assert.ok(tried > 50 && crowds === sequences, `${tried} differences, ${crowds} crowds`);
      await store.close();
    });
  }

  it('learns nothing of days that still change, nor of a few who come late', async () => {
    const { store } = await open(24, 5);
    const live = await store.read(all, query => attack(query, 5, 20));
    assert.deepEqual(live.disclosures, []);
    await store.rollUp('2100-01-01');
    const late = simulate({ seats: 4, days: days.length, seed: 77, until: last });
    await Promise.all(
      [...late.batches].map(({ person, receivedAt, events }) =>
        store.ingest({
          user: `late ${person.subject}`,
          team: 'Newcomers',
          receivedAt,
          events: events.map((event, index) => ({ index, event })),
        }),
      ),
    );
    for (const rest of [false, true]) {
      if (rest) await store.rollUp('2100-01-01');
      const after = await store.read(all, query => attack(query, 6, 20));
      assert.deepEqual(after.disclosures, []);
    }
    await store.close();
  });

  it('does learn of a few where each dimension is looked at alone', async () => {
    const { store, database } = await open(60, 3);
    await store.rollUp('2100-01-01');
    await database.write(async transaction => {
      for (const statement of eachAlone) await transaction.query(statement);
    });
    const { disclosures } = await store.read(all, query => attack(query, 3, 40));
    assert.ok(disclosures.some(found => found.includes(' less ')));
    assert.ok(disclosures.some(found => found.includes('simulated:') && !found.includes(' less ')));
    await store.close();
  });

  it('is shown nothing at all of four people, and everything of their own', async () => {
    const { store } = await open(4, 8);
    await store.read(all, async query => {
      const request = { metrics: [metrics[0]!], from: first, to: last, by: 'language', only: null } as const;
      const answer = await figures(query, { ...request, user: null });
      assert.deepEqual(answer.rows, []);
      assert.ok(answer.hidden.days > 0);
      const [one] = await query(
        'SELECT user_id, count(*) AS n FROM life GROUP BY user_id ORDER BY user_id LIMIT 1',
        [],
      );
      const mine = await figures(query, { ...request, user: String(one?.user_id) });
      assert.equal(mine.rows[0]?.figures.requests?.numerator, one?.n);
    });
    await store.close();
  });
});
