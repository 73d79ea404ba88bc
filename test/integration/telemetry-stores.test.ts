import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { personSummary } from '../../telemetry/export/person.ts';
import { adoption } from '../../telemetry/metrics/adoption.ts';
import { metrics } from '../../telemetry/metrics/definitions.ts';
import { filterIds } from '../../telemetry/metrics/dimensions.ts';
import { figures } from '../../telemetry/metrics/figures.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { cellView, measures, wholeDay } from '../../telemetry/store/daily.ts';
import type { Database, Row } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openPostgreSQL } from '../../telemetry/store/postgresql.ts';
import { type Answer, openStore, type TelemetryStore } from '../../telemetry/store/store.ts';
import { postgresqlOrSkip, type TestServer } from '../support/postgresql.ts';

/** One contract for both databases: the same events give the same rows and the same figures. */

const period = { from: '2026-09-01', to: '2026-09-04' };
const tables: Record<string, string> = {
  suggestion: 'suggestion_id',
  event: 'suggestion_id, kind, seq',
  retention: 'suggestion_id, after_s',
  client_session: 'client_session_id, user_id',
  answer: 'audit_id',
  entered: 'day, user_id, team, language, arm, typed, suggested, pasted, by_editor, from_outside',
  daily: ['day', 'user_id', ...filterIds, ...measures].join(', '),
  person: 'user_id',
  rolled_day: 'day',
  shown_rolled: 'day, dimension, value',
};

/** Floating-point sums depend on their order in the last digits. */
function tidy(rows: readonly Row[]): Row[] {
  return rows.map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value,
      ]),
    ),
  );
}

describe('DuckDB and PostgreSQL hold one contract', function () {
  this.timeout(120_000);
  let server: TestServer | null = null;
  const stores: TelemetryStore[] = [];

  before(async function () {
    this.timeout(120_000);
    server = await postgresqlOrSkip(this);
    const databases: Database[] = [
      await openDuckDB({ file: ':memory:' }),
      await openPostgreSQL({ connection: server.connection }),
    ];
    for (const database of databases) stores.push(await openStore({ database, timeZone: 'UTC' }));
  });
  after(async function () {
    this.timeout(30_000);
    for (const store of stores) await store.close();
    await server?.stop();
  });

  it('takes the same events with the same receipts', async () => {
    const receipts = [];
    for (const store of stores) {
      const { batches } = simulate(
        { seats: 48, days: 4, seed: 31, until: period.to },
        { lost: 0.01, repeated: 0.2, reordered: 0.3 },
      );
      const group: ReturnType<TelemetryStore['ingest']>[] = [];
      for (const { person, receivedAt, events } of batches) {
        const checked = events.map((event, index) => ({ index, event }));
        group.push(store.ingest({ user: person.subject, team: person.team, receivedAt, events: checked }));
        // Someone else claims one of them.
        const [first] = checked;
        group.push(store.ingest({ user: 'thief', team: 'None', receivedAt, events: [first!] }));
      }
      receipts.push(await Promise.all(group));
    }
    assert.deepEqual(receipts[1], receipts[0]);
    assert.ok(
      receipts[0]!.some(({ duplicates }) => duplicates > 0) && receipts[0]!.some(({ refused }) => refused.length > 0),
    );
  });

  it('takes the same answers, and the fate of each is known or not', async () => {
    const [{ rows }] = [{ rows: await stores[0]!.query('SELECT * FROM suggestion ORDER BY suggestion_id') }];
    const answers = rows
      .filter(row => row.audit_id !== null && row.source === 'network')
      .slice(0, 900)
      .map(
        (row, at): Answer => ({
          // Every tenth was answered to a client that says nothing.
          audit_id: at % 10 === 0 ? String(row.audit_id).replace(/^.{4}/, 'ffff') : String(row.audit_id),
          served_at: Number(row.requested_at),
          user_id: at % 10 === 0 ? null : String(row.user_id),
          team: String(row.team),
          language: String(row.language),
          model: String(row.model),
          tier: 'small',
          upstream_ms: 100.5,
          completion_tokens: 12,
          weights: at % 3 === 0 ? 'aaaaaaaaaaaa' : null,
          adapter: at % 7 === 0 ? 'payments' : null,
          template: 'qwen2.5-coder',
          served: at % 11 !== 0,
        }),
      );
    for (const store of stores) {
      assert.equal(await store.addAnswers(answers), answers.length);
      assert.equal(await store.addAnswers(answers), 0);
    }
  });

  const sameTables = async () => {
    for (const [table, order] of Object.entries(tables)) {
      const [duckdb, postgresql] = await Promise.all(
        stores.map(store => store.query(`SELECT * FROM ${table} ORDER BY ${order}`)),
      );
      assert.deepEqual(tidy(postgresql!), tidy(duckdb!), table);
    }
  };
  const sameFigures = async () => {
    const [someone] = await stores[0]!.query('SELECT max(user_id) AS id FROM suggestion');
    const cases = [null, ...filterIds].flatMap(by => [null, String(someone?.id)].map(user => ({ by, user })));
    const found = await Promise.all(
      stores.map(store =>
        store.read([wholeDay, ...filterIds], async query => {
          const answers = [];
          for (const { by, user } of cases) {
            answers.push(await figures(query, { metrics, ...period, by, only: null, user }));
          }
          return answers;
        }),
      ),
    );
    for (const [at, { by, user }] of cases.entries()) {
      const [duckdb, postgresql] = found.map(answers => answers[at]!);
      assert.deepEqual(postgresql, duckdb, `${by} ${user}`);
      if (user === null) assert.ok(duckdb!.rows.length > 0);
    }
  };

  const sameAtOnce = async () => {
    const all = [wholeDay, ...filterIds] as const;
    for (const store of stores) {
      const state = async (query: TelemetryStore['query']) => {
        const found: Record<string, Row[]> = {};
        for (const view of ['daily', 'latency', ...all.map(cellView)]) {
          const rows = tidy(await query(`SELECT * FROM ${view}`)).map(row => JSON.stringify(row));
          found[view] = rows.sort().map(row => JSON.parse(row) as Row);
        }
        return found;
      };
      const alone = await state(store.query);
      assert.ok(Object.values(alone).every(rows => rows.length > 0));
      assert.deepEqual(await store.read(all, state), alone);
      // Nothing of it stays, and whoever fails leaves the connection whole.
      await assert.rejects(store.read([], query => query('SELECT 1 FROM no_such_table')));
      assert.deepEqual(await state(store.query), alone);
      assert.deepEqual(await store.read(all, state), alone);
    }
  };

  it('holds the same rows', sameTables);
  it('sums live days once for many questions, with the same answers', sameAtOnce);
  it('gives the same figures', sameFigures);

  it('brings the same days to rest, with the same figures', async () => {
    for (const store of stores) assert.equal(await store.rollUp('2026-09-04'), 3);
    await sameTables();
    await sameFigures();
    await sameAtOnce();
  });

  it('gives the same page', async () => {
    const pages = await Promise.all(
      stores.map(store =>
        adoption(store, {
          period,
          days: 4,
          by: 'team',
          only: null,
          scope: null,
          versus: '(before)',
          me: 'nobody',
          mayLead: true,
          now: Date.parse(period.to),
        }),
      ),
    );
    assert.deepEqual(pages[1], pages[0]);
    assert.equal(pages[0]!.scope, 'everyone');
    assert.ok(pages[0]!.rows[0]!.figures.coverage!.value! > 0.8);
  });

  it('erases a person: no row is left, and the counts stay', async () => {
    const [busiest] = await stores[0]!.query(
      'SELECT user_id, count(*) AS n FROM suggestion GROUP BY user_id ORDER BY n DESC, user_id LIMIT 1',
    );
    const person = String(busiest?.user_id);
    const sums = `SELECT CAST(day AS text) AS day, language, team, ${measures.map(name => `sum(${name}) AS ${name}`).join(', ')}
      FROM daily GROUP BY day, language, team ORDER BY day, language, team`;
    for (const store of stores) {
      const before = await store.query(sums);
      const [everything] = await store.query('SELECT count(*) AS n FROM suggestion');
      assert.ok((await personSummary(store, person)).rows.suggestion > 0);
      await store.erase(person);
      const { rows, latest } = await personSummary(store, person);
      assert.deepEqual(rows, { suggestion: 0, event: 0, retention: 0, entered: 0, client_session: 0, answer: 0 });
      assert.deepEqual(latest, []);
      for (const table of [
        'suggestion',
        'event',
        'entered',
        'client_session',
        'answer',
        'daily',
        'daily_rolled',
        'daily_erased',
      ]) {
        const [found] = await store.query(`SELECT count(*) AS n FROM ${table} WHERE user_id = $1`, [person]);
        assert.equal(found?.n, 0, table);
      }
      const [left] = await store.query('SELECT count(*) AS n FROM suggestion');
      assert.equal(left?.n, Number(everything?.n) - Number(busiest?.n));
      // What the fate of an answer was goes with the person; that it was served does not.
      const kept = (found: Row[]) => tidy(found).map(({ answers_known, ...row }) => row);
      assert.deepEqual(kept(await store.query(sums)), kept(before));
      await store.rollUp('2100-01-01');
      assert.deepEqual(kept(await store.query(sums)), kept(before));
    }
    await sameTables();
  });

  it('keeps nothing of a transaction that fails', async () => {
    const { batches } = simulate({ seats: 2, days: 4, seed: 77, until: period.to });
    const [batch] = batches;
    const [good, ...others] = batch!.events.map((event, index) => ({ index, event }));
    // A number that no column of either database holds.
    const bad = { ...others[0]!, event: { ...others[0]!.event, seq: 2 ** 40 } };
    for (const store of stores) {
      const [before] = await store.query('SELECT count(*) AS n FROM event');
      const submission = { user: 'careless', team: 'None', receivedAt: 1, events: [good!, bad] };
      await assert.rejects(store.ingest(submission));
      assert.deepEqual(await store.query('SELECT count(*) AS n FROM event'), [before]);
      const receipt = await store.ingest({ ...submission, events: [good!] });
      assert.deepEqual(receipt, { accepted: 1, duplicates: 0, refused: [] });
    }
    await sameTables();
  });
});
