import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { v7 } from 'uuid';
import { openOutcomeClaims } from '../../server/console/outcome-claims.ts';
import { keyOf, type OutcomeDraft } from '../../server/console/outcome-drafts.ts';
import { OutcomePending, Outcomes } from '../../server/console/outcomes.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import type { Database } from '../../telemetry/store/database.ts';
import { openPostgreSQL } from '../../telemetry/store/postgresql.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';
import { postgresqlOrSkip, type TestServer } from '../support/postgresql.ts';

/** Two consoles with audit logs of their own, over one PostgreSQL: an update that comes to both stands in one log, once. */
describe('outcomes where consoles share a store', function () {
  this.timeout(60_000);
  let server: TestServer | null = null;
  const databases: Database[] = [];
  const stores: TelemetryStore[] = [];
  const who = { name: 'local:ada', by: 'local_token' } as const;
  let now = Date.parse('2026-11-24T08:00:00Z');

  before(async function () {
    server = await postgresqlOrSkip(this);
    for (let at = 0; at < 2; at++) {
      const database = await openPostgreSQL({ connection: server.connection });
      databases.push(database);
      stores.push(await openStore({ database, timeZone: 'UTC' }));
    }
  });
  after(async () => {
    for (const store of stores) await store.close();
    await server?.stop();
  });

  /** A console's log that can be told to fail, and its index over it. */
  async function consoleOn(at: number, name: string) {
    const written: OutcomeDraft[] = [];
    const state = { dies: false };
    const outcomes = new Outcomes({
      log: {
        append: async draft => {
          written.push(draft as OutcomeDraft);
          if (state.dies) throw new Error('killed after the record, before anything else');
          return { index: written.length, id: '', time: 0 };
        },
      },
      search: {
        refresh: async () => undefined,
        recordedOutcomes: async () => new Set(written.map(keyOf)),
      },
      store: stores[at]!,
      claims: await openOutcomeClaims(databases[at]!, name, () => now),
      now: () => now,
      patienceMs: 300,
    });
    return { written, state, outcomes };
  }

  function batch(): SuggestionEvent[] {
    const suggestion_id = v7();
    const common = { suggestion_id, client_session_id: v7(), schema_version: 1, at: now };
    return [
      { ...common, seq: 0, kind: 'suggested', audit_id: v7() },
      { ...common, seq: 1, kind: 'shown', shown_source: 'api', shown_ms: 700, seen_threshold_ms: 500 },
      { ...common, seq: 2, kind: 'ended', outcome: 'ignored', reason: null },
    ] as unknown as SuggestionEvent[];
  }

  it('are recorded once, whichever console the same batch comes to, and however often', async () => {
    const [one, other] = [await consoleOn(0, 'one'), await consoleOn(1, 'other')];
    const events = batch();
    await one.outcomes.record(who, events, false);
    await other.outcomes.record(who, events, true);
    await one.outcomes.record(who, events, true);
    assert.deepEqual(
      one.written.map(({ state }) => state),
      ['shown', 'ignored'],
    );
    assert.deepEqual(other.written, []);
  });

  it('are recorded once by two that are asked at the same moment', async () => {
    const [one, other] = [await consoleOn(0, 'one'), await consoleOn(1, 'other')];
    const batches = Array.from({ length: 20 }, batch);
    await Promise.all(
      batches.flatMap(events =>
        [one, other].map(async ({ outcomes }) => {
          for (let attempt = 0; ; attempt++) {
            try {
              await outcomes.record(who, events, false);
              return;
            } catch (error) {
              if (!(error instanceof OutcomePending) || attempt === 50) throw error;
            }
          }
        }),
      ),
    );
    const keys = [...one.written, ...other.written].map(keyOf);
    assert.deepEqual([keys.length, new Set(keys).size], [40, 40]);
  });

  it('are not acknowledged by another console before the one that claimed them has recorded them', async () => {
    const [one, other] = [await consoleOn(0, 'one'), await consoleOn(1, 'other')];
    const events = batch();
    one.state.dies = true;
    await assert.rejects(one.outcomes.record(who, events, false), /killed/);
    await assert.rejects(other.outcomes.record(who, events, true), OutcomePending);
    assert.deepEqual(other.written, []);
    // The first one is back: its own log says that they were recorded.
    const again = await consoleOn(0, 'one');
    again.written.push(...one.written);
    await again.outcomes.record(who, events, true);
    assert.equal(again.written.length, 2);
    await other.outcomes.record(who, events, true);
    assert.deepEqual(other.written, []);
  });

  it('are recorded by another where the one that claimed them does not come back', async () => {
    const [one, other] = [await consoleOn(0, 'gone'), await consoleOn(1, 'other')];
    const events = batch();
    one.state.dies = true;
    await assert.rejects(one.outcomes.record(who, events, false), /killed/);
    now += 121_000;
    await other.outcomes.record(who, events, true);
    await other.outcomes.record(who, events, true);
    assert.equal(other.written.length, 2);
  });
});
