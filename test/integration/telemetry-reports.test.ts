import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { after, before, describe, it } from 'mocha';
import { telemetryConfigSchema } from '../../server/telemetry/config.ts';
import { startPush } from '../../server/telemetry/push.ts';
import { copilotDays } from '../../telemetry/export/copilot.ts';
import { otlpMetrics } from '../../telemetry/export/otlp.ts';
import { adoption, noFacts } from '../../telemetry/metrics/adoption.ts';
import { metrics } from '../../telemetry/metrics/definitions.ts';
import { figures } from '../../telemetry/metrics/figures.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { answersOfDay, byDay } from '../../telemetry/simulate/fill.ts';
import { measures } from '../../telemetry/store/daily.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { migrate, migrations } from '../../telemetry/store/migrations.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';
import { person, startConsole, type TestConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

const period = { from: '2026-09-01', to: '2026-09-04' };
const now = Date.parse('2026-09-05T12:00:00Z');
const token = 'imt_lead';
const nameOf = (subject: string) => subject;

/** A bank through the ingest, with its answers; returns every delivered event once. */
async function fill(store: TelemetryStore): Promise<Map<string, { event: SuggestionEvent; user: string }>> {
  const simulation = simulate(
    { seats: 60, days: 4, seed: 21, until: period.to },
    { lost: 0.01, repeated: 0.1, reordered: 0.2 },
  );
  const delivered = new Map<string, { event: SuggestionEvent; user: string }>();
  for (const { batches } of byDay(simulation)) {
    await Promise.all(
      batches.map(({ person: sender, receivedAt, events }) => {
        for (const event of events) {
          delivered.set(`${event.suggestion_id} ${event.kind} ${event.seq}`, { event, user: sender.subject });
        }
        const checked = events.map((event, index) => ({ index, event }));
        return store.ingest({ user: sender.subject, team: sender.team, receivedAt, events: checked });
      }),
    );
    await store.addAnswers(answersOfDay(batches, nameOf));
  }
  await store.rollUp('2100-01-01');
  return delivered;
}

describe('reports and what outlives single rows', function () {
  this.timeout(60_000);
  let console: TestConsole;
  let delivered: Map<string, { event: SuggestionEvent; user: string }>;
  const viewer = { me: '', mayLead: true, now };
  const request = { period, days: 4, by: 'language', only: null, scope: 'everyone', versus: null } as const;
  const prices = { currency: 'CNY', tiers: { small: { gpu_hour: 18, at_once: 4 } } };

  before(async () => {
    console = await startConsole({
      people: { [token]: person('local:lead', ['developer', 'lead']), imt_dev: person('local:dev', ['developer']) },
      now: () => now,
    });
    delivered = await fill(console.store);
  });
  after(() => console.close());

  const published = async () => {
    const { rows } = await adoption(console.store, { ...request, ...viewer });
    return new Set(rows.flatMap(({ day, value }) => (day !== null && value === null ? [day] : [])));
  };
  const dayOf = (id: string) =>
    new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString().slice(0, 10);

  it('the funnel counts each person once, in whole fives', async () => {
    const { funnel } = await adoption(console.store, { ...request, ...viewer }, { ...noFacts, seats: 60 });
    const of = (match: (event: SuggestionEvent) => boolean) =>
      new Set([...delivered.values()].filter(({ event }) => match(event)).map(({ user }) => user));
    const floor = (count: number) => Math.floor(count / 5) * 5;
    const accepting = of(event => event.kind === 'accepted' && event.whole);
    const ended = of(event => event.kind === 'ended' && event.outcome === 'accepted_full');
    const steps = Object.fromEntries(funnel.map(({ step, people }) => [step, people]));
    assert.equal(steps.seats, 60);
    assert.equal(steps.installed, floor(of(() => true).size));
    assert.equal(steps.accepting, floor(new Set([...accepting, ...ended]).size));
    const values = funnel.map(({ people }) => people!);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => b - a),
    );
  });

  it('latency percentiles lie within 4.5 % of the sorted truth', async () => {
    const days = await published();
    const { latency } = await adoption(console.store, { ...request, ...viewer });
    const times = [...delivered.values()]
      .flatMap(({ event }) =>
        event.kind === 'suggested' &&
        (event.source === 'network' || event.source === 'speculative') &&
        days.has(dayOf(event.suggestion_id)) &&
        event.answered_ms !== null
          ? [event.answered_ms]
          : [],
      )
      .sort((a, b) => a - b);
    const answered = latency.find(({ stage }) => stage === 'answered')!;
    // Of everyone, in two digits.
    const unit = 10 ** (String(times.length).length - 2);
    assert.equal(answered.count, Math.floor(times.length / unit) * unit);
    for (const [share, found] of [
      [0.5, answered.p50],
      [0.95, answered.p95],
      [0.99, answered.p99],
    ] as const) {
      const expected = times[Math.ceil(share * times.length) - 1]!;
      assert.ok(found !== null && Math.abs(found / expected - 1) < 0.05, `${share}: ${found} for ${expected}`);
    }
  });

  it('cost is the model’s time and price over the lines kept', async () => {
    const { cost, rows } = await adoption(console.store, { ...request, ...viewer, by: 'tier' }, { ...noFacts, prices });
    const tier = cost.find(row => row.tier === 'small')!;
    const figure = rows.find(({ day, value }) => day === null && value === 'small')!.figures;
    const shown = rows.flatMap(({ day, value }) => (day !== null && value === 'small' ? [day] : []));
    assert.ok(shown.length > 1);
    const sums = await console.store.query(
      'SELECT CAST(day AS text) AS day, sum(floor(upstream_ms + 0.5)) AS ms FROM answer GROUP BY day',
    );
    const worked = sums.filter(({ day }) => shown.includes(String(day))).reduce((so, { ms }) => so + Number(ms), 0);
    assert.equal(tier.gpu_seconds, worked / 1000 / 4);
    const kept = figure.accepted_lines!.value! * figure.kept_share!.value!;
    assert.ok(Math.abs(tier.kept_lines! / kept - 1) < 1e-9);
    assert.ok(Math.abs(tier.money_per_line! / (((tier.gpu_seconds / 3600) * 18) / kept) - 1) < 1e-9);
  });

  it('two values side by side have the rates of the table, and a difference with its interval', async () => {
    const asked = { ...request, ...viewer, by: 'language', only: 'java', versus: 'sql' } as const;
    const { versus } = await adoption(console.store, asked);
    const table = await adoption(console.store, { ...request, ...viewer });
    const rate = (value: string) =>
      table.rows.find(row => row.day === null && row.value === value)!.figures.shown_rate!.value!;
    assert.ok(versus?.difference);
    assert.ok(
      Math.abs(versus.rates[0]! - rate('java')) <= 0.0005 && Math.abs(versus.rates[1]! - rate('sql')) <= 0.0005,
    );
    const { difference, interval, alwaysValidP } = versus.difference;
    assert.ok(interval[0] < difference && difference < interval[1]);
    assert.ok(alwaysValidP > 0 && alwaysValidP <= 1);
  });

  it('with person-level figures off nobody sees one person, not even themselves', async () => {
    const [someone] = await console.store.query('SELECT min(user_id) AS id FROM suggestion');
    const facts = { ...noFacts, personLevel: false };
    const mine = { ...request, ...viewer, me: String(someone?.id), scope: 'mine' } as const;
    const developer = await adoption(console.store, { ...mine, mayLead: false }, facts);
    assert.deepEqual([developer.scopeReason, developer.rows], ['person_level_off', []]);
    const lead = await adoption(console.store, mine, facts);
    assert.deepEqual([lead.scope, lead.mayAskEveryone], ['everyone', false]);
  });

  const ask = (path: string, bearer = token) =>
    fetch(`${console.origin}/console/copilot${path}`, { headers: { authorization: `Bearer ${bearer}` } });

  it('Copilot’s report endpoints give signed links to the documented shape, with the page’s counts', async () => {
    const latest = '/orgs/bank/copilot/metrics/reports/organization-28-day/latest';
    assert.equal((await ask(latest, 'imt_wrong')).status, 401);
    assert.equal((await ask(latest, 'imt_dev')).status, 403);
    const answer = (await (await ask(latest)).json()) as { download_links: string[]; report_end_day: string };
    assert.equal(answer.report_end_day, '2026-09-04');
    const [link] = answer.download_links;
    assert.equal((await fetch(link!.replace('2026-09-04', '2026-09-03'))).status, 403);
    assert.equal((await fetch(link!.replace(/expires=\d+/, 'expires=9999999999999'))).status, 403);
    const report = JSON.parse(await (await fetch(link!)).text()) as {
      day_totals: Record<string, unknown>[];
    };
    const table = await adoption(console.store, { ...request, ...viewer });
    const days = await published();
    const active = await console.store.query(`SELECT DISTINCT CAST(day AS text) AS day, user_id FROM life
      WHERE seen OR trigger_kind = 'manual'`);
    assert.deepEqual(
      report.day_totals.map(({ day }) => day),
      [...days].sort(),
    );
    for (const day of report.day_totals) {
      // The fields of a day object of the organisation report, and no others of ours.
      assert.deepEqual(Object.keys(day).sort(), [
        'code_acceptance_activity_count',
        'code_generation_activity_count',
        'daily_active_users',
        'day',
        'loc_added_sum',
        'loc_deleted_sum',
        'loc_suggested_to_add_sum',
        'loc_suggested_to_delete_sum',
        'monthly_active_users',
        'organization_id',
        'totals_by_feature',
        'totals_by_ide',
        'totals_by_language_feature',
        'totals_by_language_model',
        'totals_by_model_feature',
        'user_initiated_interaction_count',
        'weekly_active_users',
      ]);
      const upTo = active.filter(row => String(row.day) <= String(day.day));
      const fives = Math.floor(new Set(upTo.map(row => row.user_id)).size / 5) * 5;
      assert.ok(fives > 0);
      assert.deepEqual([day.weekly_active_users, day.monthly_active_users], [fives, fives]);
      const row = table.rows.find(each => each.day === day.day && each.value === null)!;
      assert.equal(day.code_generation_activity_count, row.figures.shown!.value);
      assert.equal(day.code_acceptance_activity_count, row.figures.accepted!.value);
      assert.equal((day.totals_by_ide as unknown[]).length, 1);
      assert.deepEqual(day.totals_by_model_feature, []);
      assert.ok((day.daily_active_users as number) >= 5);
    }
    const one = (await (
      await ask('/enterprises/bank/copilot/metrics/reports/enterprise-1-day?day=2026-09-02')
    ).json()) as { download_links: string[] };
    const single = JSON.parse(await (await fetch(one.download_links[0]!)).text()) as {
      day: string;
      day_totals: { day: string; code_generation_activity_count: number }[];
    };
    assert.equal(single.day, '2026-09-02');
    const [only] = single.day_totals;
    assert.deepEqual(
      only,
      report.day_totals.find(({ day }) => day === '2026-09-02'),
    );
    assert.equal((await copilotDays(console.store.query, '2026-09-02', '2026-09-02', 'bank')).length, 1);
    assert.deepEqual(await (await ask('/orgs/bank/copilot/billing/seats')).json(), { total_seats: 0, seats: [] });
  });

  it('Parquet holds the rows of the CSV', async () => {
    const session = await fetch(`${console.origin}/console/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: console.origin },
      body: JSON.stringify({ token }),
    });
    const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
    const query = `from=${period.from}&to=${period.to}&scope=everyone`;
    const get = (name: string) =>
      fetch(`${console.origin}/console/api/adoption.${name}?${query}`, { headers: { cookie } });
    const csv = (await (await get('csv')).text()).trim().split('\r\n').slice(1);
    const folder = mkdtempSync(join(tmpdir(), 'intramural-parquet-test-'));
    try {
      const file = await get('parquet');
      assert.equal(file.headers.get('content-type'), 'application/vnd.apache.parquet', await file.clone().text());
      writeFileSync(join(folder, 'a.parquet'), Buffer.from(await file.arrayBuffer()));
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const reader = await connection.runAndReadAll(
        `SELECT count(*) AS n, sum(numerator) AS s FROM read_parquet('${join(folder, 'a.parquet')}')`,
      );
      const [row] = reader.getRowObjects();
      assert.equal(Number(row?.n), csv.length);
      const sum = csv.reduce((so, line) => so + Number(line.split(',').at(-2)), 0);
      assert.equal(Number(row?.s), sum);
      assert.ok(csv.length > 100);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('OTLP carries each published figure as a gauge', async () => {
    const answer = await adoption(console.store, { ...request, ...viewer });
    const body = JSON.parse(JSON.stringify(otlpMetrics(answer, now, '0.1.0'))) as {
      resourceMetrics: {
        scopeMetrics: {
          metrics: { name: string; gauge: { dataPoints: { asDouble: number; timeUnixNano: string }[] } }[];
        }[];
      }[];
    };
    const gauges = body.resourceMetrics[0]!.scopeMetrics[0]!.metrics;
    assert.equal(gauges.length, metrics.length);
    const shown = gauges.find(({ name }) => name === 'intramural.adoption.shown')!.gauge.dataPoints;
    const total = answer.rows.find(({ day, value }) => day === null && value === null)!.figures.shown!.value;
    assert.equal(shown[0]!.asDouble, total);
    assert.equal(shown[0]!.timeUnixNano, `${now}000000`);
    assert.ok(shown.length > 3);
  });
});

describe('pushing figures by OTLP', function () {
  this.timeout(30_000);
  it('goes to the configured collector within the allowed networks, recorded first, and nowhere else', async () => {
    const received: { authorization: string | undefined; body: string }[] = [];
    const collector = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', part => {
        body += part;
      });
      request.on('end', () => {
        received.push({ authorization: request.headers.authorization, body });
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const address = collector.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1/metrics`;
    const store = await openStore({ database: await openDuckDB({ file: ':memory:' }), timeZone: 'UTC' });
    await fill(store);
    const steps: string[] = [];
    const failures: string[] = [];
    const begin = (allow: string[]) =>
      startPush({
        config: telemetryConfigSchema.parse({ otlp: { url, authorization_env: 'COLLECTOR_TOKEN' } }),
        allow,
        env: { COLLECTOR_TOKEN: 'Bearer of the test' },
        store,
        facts: noFacts,
        now: () => now,
        egress: what => steps.push(what),
        audited: async () => {
          assert.equal(received.length, 0);
          steps.push('audited');
        },
        onFailure: error => failures.push(String((error as { code?: string }).code)),
      });
    const outside = begin(['10.0.0.0/8']);
    await until(() => failures.length > 0);
    await outside();
    assert.equal(received.length, 0);
    assert.deepEqual(steps, ['audited', 'refused']);
    const stop = begin(['127.0.0.0/8']);
    await until(() => received.length > 0);
    await stop();
    assert.equal(received[0]!.authorization, 'Bearer of the test');
    assert.match(received[0]!.body, /intramural\.adoption\.shown_rate/);
    assert.equal(failures.length, 1);
    await store.close();
    collector.close();
  });
});

describe('single rows go, their sums stay', function () {
  this.timeout(60_000);
  for (const personLevel of [true, false]) {
    it(personLevel ? 'with the sums of people' : 'without anything of single people', async () => {
      const store = await openStore({ database: await openDuckDB({ file: ':memory:' }), timeZone: 'UTC' });
      await fill(store);
      const ask = async () => {
        const { rows, retention, latency, hidden } = await figures(store.query, {
          metrics,
          ...period,
          by: 'language',
          only: null,
          user: null,
        });
        return { rows: personLevel ? rows : rows.map(({ day, value }) => [day, value]), retention, latency, hidden };
      };
      const before = await ask();
      const [old] = await store.query(
        "SELECT suggestion_id, user_id FROM suggestion WHERE day = CAST('2026-09-01' AS date) LIMIT 1",
      );
      assert.equal(await store.expire('2026-09-03', personLevel), 2);
      assert.equal(await store.expire('2026-09-03', personLevel), 0);
      assert.deepEqual(await ask(), before);
      for (const table of ['suggestion', 'answer']) {
        const [left] = await store.query(`SELECT count(*) AS n FROM ${table} WHERE day < CAST('2026-09-03' AS date)`);
        assert.equal(left?.n, 0, table);
      }
      const [people] = await store.query("SELECT count(*) AS n FROM daily WHERE day < CAST('2026-09-03' AS date)");
      assert.equal(Number(people?.n) > 0, personLevel);
      const late: SuggestionEvent = {
        kind: 'ended',
        suggestion_id: String(old?.suggestion_id),
        seq: 1_000_000,
        client_session_id: String(old?.suggestion_id),
        schema_version: 1,
        at: now,
        outcome: 'ignored',
        reason: null,
      };
      const submission = { user: String(old?.user_id), team: 'Payments', receivedAt: now };
      const receipt = await store.ingest({ ...submission, events: [{ index: 0, event: late }] });
      assert.deepEqual(receipt.refused, [{ index: 0, reason: 'suggestion_id: older than what the store keeps' }]);
      assert.deepEqual(await ask(), before);
      if (personLevel) {
        const sums = () =>
          store.query(
            `SELECT ${measures
              .filter(name => name !== 'answers_known')
              .map(name => `sum(${name}) AS ${name}`)
              .join(', ')} FROM daily`,
          );
        const counted = await sums();
        await store.erase(String(old?.user_id));
        assert.deepEqual(await sums(), counted);
        const [row] = await store.query('SELECT count(*) AS n FROM daily WHERE user_id = $1', [String(old?.user_id)]);
        assert.equal(row?.n, 0);
      }
      await store.close();
    });
  }

  it('a store of version 1 is brought forward with everything in it', async () => {
    const database = await openDuckDB({ file: ':memory:' });
    await migrate(database, [migrations[0]!]);
    const id = '0199a000-0000-7000-8000-000000000001';
    await database.write(async transaction => {
      await transaction.query(
        `INSERT INTO suggestion (suggestion_id, user_id, team, first_at, received_at, accepted_whole, shown_ms, day)
        VALUES ('${id}', 'someone', 'Payments', 1, 1, true, 900, CAST('2026-09-01' AS date))`,
      );
      await transaction.query(
        "INSERT INTO daily_erased (day, user_id, language, team, model, tier, source, trigger_kind, shape, file_kind, editor, extension_version, requests, shown, shown_from_memory, seen, accepted, accepted_partly, typed_through, accepted_characters, accepted_lines, answers, answers_known) VALUES (CAST('2026-09-01' AS date), 'erased', 'java', 'Payments', 'm', 'small', 'network', 'automatic', 'single', 'main', 'e', '1.0.0', 7, 6, 0, 5, 4, 0, 0, 90, 3, 0, 0)",
      );
    });
    const store = await openStore({ database, timeZone: 'UTC' });
    const [row] = await store.query('SELECT sum(requests) AS requests, sum(accepted) AS accepted FROM daily');
    assert.deepEqual(row, { requests: 8, accepted: 5 });
    assert.deepEqual(await store.query('SELECT user_id FROM person'), [{ user_id: 'someone' }]);
    await store.rollUp('2100-01-01');
    assert.deepEqual(await store.query('SELECT sum(requests) AS requests FROM cell_all'), [{ requests: 8 }]);
    await store.close();
  });
});
