import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { adoption, noFacts } from '../../telemetry/metrics/adoption.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { compareRates, sampleRatioP } from '../../telemetry/statistics/comparison.ts';
import type { Row } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';

/** Two arms of an experiment beside each other, held against a plain computation over single suggestions. */
describe('the arms of an experiment', function () {
  this.timeout(60_000);
  const period = { from: '2026-09-01', to: '2026-09-04' };
  const [usual, more] = ['context-size/usual', 'context-size/more'] as const;
  const shares = { [usual]: 0.3, [more]: 0.5 };
  let store: TelemetryStore;
  let rows: Row[];

  before(async () => {
    store = await openStore({ database: await openDuckDB({ file: ':memory:' }), timeZone: 'UTC' });
    const arms = [
      { name: 'usual', share: shares[usual], odds: 0 },
      { name: 'more', share: shares[more], odds: 1.2 },
    ];
    const experiment = { name: 'context-size', arms };
    const { batches } = simulate(
      { seats: 110, days: 4, seed: 3, until: period.to, experiment },
      { lost: 0, repeated: 0.1, reordered: 0.1 },
    );
    const sent = [...batches].map(({ person, receivedAt, events }) =>
      store.ingest({
        user: person.subject,
        team: person.team,
        receivedAt,
        events: events.map((event, index) => ({ index, event })),
      }),
    );
    await Promise.all(sent);
    rows = await store.query(
      'SELECT CAST(day AS text) AS day, user_id, arm, accepted, shown, seen, trigger_kind FROM life',
    );
  });
  after(() => store.close());

  const ask = (only: string, versus: string, armShares = shares) =>
    adoption(
      store,
      { period, days: 4, by: 'arm', only, scope: 'everyone', versus, me: 'nobody', mayLead: true, now: Date.now() },
      { ...noFacts, armShares: () => armShares },
    );

  it('are held against each other as a plain computation does', async () => {
    const answer = await ask(usual, more);
    const { versus } = answer;
    const table = await ask(more, usual);
    const published = new Set(
      [answer, table].flatMap(({ rows: found }) => found.map(({ day, value }) => `${day} ${value}`)),
    );
    const sides = [usual, more].map(arm => {
      const people = new Map<string, [number, number]>();
      for (const row of rows) {
        if (row.arm !== arm || !published.has(`${row.day} ${arm}`)) continue;
        const [accepted, shown] = people.get(String(row.user_id)) ?? [0, 0];
        people.set(String(row.user_id), [accepted + Number(row.accepted), shown + Number(row.shown)]);
      }
      return people;
    });
    const [first, second] = sides as [Map<string, [number, number]>, Map<string, [number, number]>];
    assert.ok(first.size >= 20 && second.size >= 30, `${first.size} and ${second.size} people`);
    // Nobody is in two arms.
    assert.ok([...first.keys()].every(person => !second.has(person)));
    const none = [0, 0] as const;
    const expected = compareRates([
      ...[...first.values()].map(a => ({ a, b: none })),
      ...[...second.values()].map(b => ({ a: none, b })),
    ])!;
    const near = (found: number, wanted: number) => assert.ok(Math.abs(found - wanted) <= 0.0005, `${found} ${wanted}`);
    near(versus!.difference!.difference, expected.difference);
    near(versus!.difference!.interval[0], expected.interval[0]);
    near(versus!.difference!.interval[1], expected.interval[1]);
    assert.ok(versus!.difference!.interval[0] > 0, 'so large a difference is seen');
    assert.ok(versus!.difference!.alwaysValidP < 0.05);
    near(versus!.sampleRatioP!, sampleRatioP(first.size, second.size, shares[usual] / (shares[usual] + shares[more])));
    assert.ok(versus!.sampleRatioP! > 0.001);
  });

  it('whose shares are not those of the policy fail the check, and of unknown ones nothing is said', async () => {
    const turned = { [usual]: 0.7, [more]: 0.1 };
    assert.ok((await ask(usual, more, turned)).versus!.sampleRatioP! < 0.001);
    assert.equal((await ask(usual, more, {} as typeof shares)).versus!.sampleRatioP, null);
  });

  it('come from nobody before the experiment, and rest after it', async () => {
    await store.rollUp('2100-01-01');
    const before = rows.filter(({ day }) => day === period.from);
    assert.ok(before.length > 0 && before.every(({ arm }) => arm === 'none'));
    const answer = await ask(usual, more);
    assert.ok(answer.rows.some(({ value, figures }) => value === usual && figures.character_share!.value! > 0));
  });
});
