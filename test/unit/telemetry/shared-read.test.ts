import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { simulate } from '../../../telemetry/simulate/deliver.ts';
import { wholeDay } from '../../../telemetry/store/daily.ts';
import type { Database } from '../../../telemetry/store/database.ts';
import { openDuckDB } from '../../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../../telemetry/store/store.ts';

describe('one look that pages share', () => {
  const { batches } = simulate({ seats: 12, days: 2, seed: 4, until: '2026-09-04' });
  const all = [...batches];
  /** How many looks were begun. */
  let looks: number;
  /** The end of the time for which the newest is shared. */
  let expire: () => void;
  let store: TelemetryStore;
  let sent: number;

  async function open(fromSuggestions: number): Promise<void> {
    const database = await openDuckDB({ file: ':memory:' });
    const counting: Database = {
      ...database,
      read: work => {
        looks += 1;
        return database.read(work);
      },
    };
    const later = (_milliseconds: number, call: () => void) => {
      expire = call;
      return () => undefined;
    };
    store = await openStore({
      database: counting,
      timeZone: 'UTC',
      reuse: { fromSuggestions, milliseconds: 1, later },
    });
  }

  async function send(): Promise<void> {
    const { person, receivedAt, events } = all[sent++]!;
    const checked = events.map((event, index) => ({ index, event }));
    await store.ingest({ user: person.subject, team: person.team, receivedAt, events: checked });
  }

  const requests = (asked = [wholeDay] as const) =>
    store.read(asked, async query => Number((await query('SELECT sum(requests) AS n FROM cell_all'))[0]?.n));

  beforeEach(() => {
    looks = 0;
    sent = 0;
  });
  afterEach(() => store.close());

  it('is of one moment for as long as it is shared, and of the next moment after it', async () => {
    await open(1);
    await send();
    const before = await requests();
    await send();
    assert.deepEqual(await Promise.all([requests(), requests(), requests()]), [before, before, before]);
    assert.equal(looks, 1);
    expire();
    assert.ok((await requests()) > before);
    assert.equal(looks, 2);
  });

  it('is never shared in a small store', async () => {
    await open(1_000_000);
    await send();
    const before = await requests();
    await send();
    assert.ok((await requests()) > before);
    assert.equal(looks, 2);
  });

  it('ends where somebody is erased, and for whoever looks meanwhile only when they are done', async () => {
    await open(1);
    await send();
    const before = await requests();
    const someone = all[0]!.person.subject;
    const active = 'SELECT count(*) AS n FROM daily WHERE user_id = $1';
    await store.read([wholeDay], async query => {
      await store.erase(someone);
      // This look is of the moment before.
      assert.ok(Number((await query(active, [someone]))[0]?.n) > 0);
    });
    const [row] = await store.read([wholeDay], query => query(active, [someone]));
    assert.equal(row?.n, 0);
    assert.equal(await requests(), before);
  });

  it('is given up where a question fails', async () => {
    await open(1);
    await send();
    const before = await requests();
    await assert.rejects(store.read([], query => query('SELECT 1 FROM no_such_table')));
    assert.equal(await requests(), before);
    assert.equal(looks, 2);
  });

  it('can be had of every dimension, whoever asked first', async () => {
    await open(1);
    await send();
    await requests();
    const [row] = await store.read([wholeDay, 'team'], query => query('SELECT count(*) AS n FROM cell_team'));
    assert.ok(Number(row?.n) > 0);
    assert.equal(looks, 1);
  });
});
