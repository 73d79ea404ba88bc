import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { simulate } from '../../../telemetry/simulate/deliver.ts';
import { openDuckDB } from '../../../telemetry/store/duckdb.ts';
import { mergeRows, rowOf } from '../../../telemetry/store/fold.ts';
import { openStore } from '../../../telemetry/store/store.ts';

const { batches } = simulate({ seats: 3, days: 3, seed: 11, until: '2026-09-03' });
const events = [...batches].flatMap(batch => batch.events);
const byId = new Map<string, typeof events>();
for (const event of events) byId.set(event.suggestion_id, [...(byId.get(event.suggestion_id) ?? []), event]);
const lives = [...byId.values()].filter(life => life.length > 3);
const sender = { user: 'someone', team: 'Payments', receivedAt: 1_795_460_000_000 };

describe('folding events into one row', () => {
  it('gives the same row for every order, with every event any number of times', () => {
    const life = fc.constantFrom(...lives);
    fc.assert(
      fc.property(life, fc.infiniteStream(fc.nat()), (ordered, choices) => {
        const expected = ordered.map(event => rowOf(event, sender)).reduce(mergeRows);
        const repeated = [...ordered, ...ordered, ...ordered];
        const shuffled = repeated
          .map(event => [choices.next().value as number, event] as const)
          .sort(([a], [b]) => a - b)
          .map(([, event]) => rowOf(event, sender));
        assert.deepEqual(shuffled.reduce(mergeRows), expected);
      }),
      { numRuns: 300 },
    );
  });

  it('the store does the same, however the events are cut into batches', async function () {
    this.timeout(20_000);
    const seed = fc.sample(fc.integer(), { numRuns: 1, seed: 42 })[0]!;
    const all = lives.slice(0, 30).flat();
    const results = [];
    for (const round of [0, 1, 2]) {
      const store = await openStore({ database: await openDuckDB({ file: ':memory:' }), timeZone: 'UTC' });
      const order = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), {
        numRuns: 1,
        seed: seed + round,
      })[0]!;
      const size = [20, 60, 400][round]!;
      for (let at = 0; at < order.length; at += size) {
        const part = order.slice(at, at + size).map((event, index) => ({ index, event }));
        const receipt = await store.ingest({ ...sender, events: part });
        assert.deepEqual(receipt, { accepted: part.length, duplicates: 0, refused: [] });
        if (at % (3 * size) === 0) {
          const again = await store.ingest({ ...sender, events: part });
          assert.deepEqual(again, { accepted: 0, duplicates: part.length, refused: [] });
        }
      }
      results.push({
        rows: await store.query('SELECT * FROM suggestion ORDER BY suggestion_id'),
        retained: await store.query('SELECT * FROM retention ORDER BY suggestion_id, after_s'),
        sessions: await store.query('SELECT * FROM client_session ORDER BY client_session_id'),
      });
      await store.close();
    }
    assert.equal(results[0]!.rows.length, 30);
    assert.ok(results[0]!.retained.length > 0);
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
  });
});
