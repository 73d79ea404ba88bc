import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { v7 } from 'uuid';
import type { RecordKind } from '../../server/audit/records.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { person, startConsole, type TestConsole } from '../support/console.ts';
import { bearer, ConsoleClient } from '../support/console-client.ts';

const tokens = { lead: 'imt_lead', developer: 'imt_developer', security: 'imt_security' };

describe('the console over HTTP', () => {
  let console: TestConsole;
  const now = Date.parse('2026-09-05T12:00:00Z');

  before(async () => {
    console = await startConsole({
      now: () => now,
      people: {
        [tokens.lead]: person('local:lead', ['developer', 'lead']),
        [tokens.developer]: person('local:developer', ['developer']),
        [tokens.security]: person('local:security', ['developer', 'security']),
      },
    });
  });
  after(async () => {
    await console.close();
    assert.deepEqual(console.failures, []);
  });

  const { call, post, signIn } = new ConsoleClient(() => console.origin);

  async function lastRecords(count: number) {
    const { records } = await console.ownRecords().page({ limit: count });
    return records;
  }

  describe('telemetry', () => {
    const { batches } = simulate(
      { seats: 2, days: 4, seed: 9, until: '2026-09-04' },
      { lost: 0, repeated: 0, reordered: 0 },
    );
    const events = [...batches].flatMap(batch => batch.events).slice(0, 120);

    it('is taken from whoever holds the token, counted once, and answered event by event', async () => {
      const body = { events: [...events, { ...events[0], code: 'x' }] };
      const first = await post('/v1/telemetry', body, bearer(tokens.developer));
      assert.equal(first.status, 200);
      const refused = [{ index: 120, reason: 'event: unknown field' }];
      assert.deepEqual(await first.json(), { accepted: 120, duplicates: 0, refused });
      const again = await post('/v1/telemetry', body, bearer(tokens.developer));
      assert.deepEqual(await again.json(), { accepted: 0, duplicates: 120, refused });
    });

    it('of someone else’s suggestion is refused, and changes nothing', async () => {
      const ended = events.find(event => event.kind === 'ended')!;
      const before = await console.store.query('SELECT * FROM suggestion ORDER BY suggestion_id');
      const forged = { ...ended, seq: 999_999, outcome: 'accepted_full' };
      const response = await post('/v1/telemetry', { events: [forged] }, bearer(tokens.lead));
      assert.deepEqual(await response.json(), {
        accepted: 0,
        duplicates: 0,
        refused: [{ index: 0, reason: 'suggestion_id: belongs to someone else' }],
      });
      assert.deepEqual(await console.store.query('SELECT * FROM suggestion ORDER BY suggestion_id'), before);
    });

    it('keeps no name: people stand under a keyed pseudonym', async () => {
      const rows = JSON.stringify(await console.store.query('SELECT * FROM suggestion LIMIT 5'));
      assert.ok(rows.includes('Payments'));
      assert.ok(!rows.includes('developer'));
    });

    it('without a token is refused', async () => {
      for (const headers of [{}, bearer('imt_other'), { authorization: tokens.developer }]) {
        const response = await post('/v1/telemetry', { events: [] }, headers);
        assert.equal(response.status, 401);
        assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'unauthorized');
      }
    });

    it('that is no batch is refused as a whole', async () => {
      const response = await post('/v1/telemetry', { events: events[0] as object }, bearer(tokens.developer));
      assert.equal(response.status, 422);
      const broken = await call('/v1/telemetry', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(tokens.developer) },
        body: '{"events": [',
      });
      assert.equal(broken.status, 400);
    });

    it('of one person is taken only so fast, and of others meanwhile', async () => {
      const own = await startConsole({ people: { a: person('a', ['developer']), b: person('b', ['developer']) } });
      try {
        const send = (token: string) =>
          fetch(`${own.origin}/v1/telemetry`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...bearer(token) },
            body: JSON.stringify({ events: Array.from({ length: 500 }, () => ({})) }),
          });
        for (let batch = 0; batch < 12; batch++) assert.equal((await send('a')).status, 200);
        const late = await send('a');
        assert.equal(late.status, 429);
        const seconds = Number(late.headers.get('retry-after'));
        assert.ok(seconds > 0 && seconds <= 25, String(seconds));
        assert.equal((await send('b')).status, 200);
      } finally {
        await own.close();
      }
    });

    it('is refused while the policy has it turned off', async () => {
      const off = await startConsole({ people: { t: person('a', ['developer']) }, telemetryEnabled: false });
      try {
        const response = await fetch(`${off.origin}/v1/telemetry`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
          body: '{"events":[]}',
        });
        assert.equal(response.status, 403);
        assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'telemetry_disabled');
      } finally {
        await off.close();
      }
    });
  });

  describe('roles', () => {
    it('adoption shows a developer nothing but their own', async () => {
      const { cookie } = await signIn(tokens.developer);
      const response = await call('/console/api/adoption?scope=everyone', { headers: { cookie } });
      const answer = (await response.json()) as { scope: string; scopeReason: string };
      assert.equal(answer.scope, 'mine');
      assert.equal(answer.scopeReason, 'role');
    });

    it('audit opens for security alone', async () => {
      for (const path of ['/console/api/audit', `/console/api/audit/${v7()}`]) {
        const lead = await signIn(tokens.lead);
        assert.equal((await call(path, { headers: { cookie: lead.cookie } })).status, 403);
        assert.equal((await call(path)).status, 401);
      }
    });
  });

  describe('the audit log', () => {
    const ids: string[] = [];
    let cookie = '';

    before(async () => {
      ({ cookie } = await signIn(tokens.security));
      for (let at = 0; at < 9; at++) {
        const audit_id = v7();
        ids.push(audit_id);
        await console.gatewayLog.append({
          kind: 'inference.start',
          audit_id,
          subject: { name: 'local:developer', by: 'local_token' },
          document: { language: at % 2 === 0 ? 'java' : 'cobol' },
          policy_version: '0123456789abcdef',
          redactions:
            at === 4 ? [{ rule: 'card', class: 'card', part: 'document', start: 3, end: 19, confidence: 1 }] : [],
          decisions: [],
        });
        if (at === 8) continue;
        await console.gatewayLog.append({
          kind: 'inference.end',
          audit_id,
          result: at % 3 === 0 ? 'cancelled' : 'completed',
          guards: [],
          decisions: [],
          timings: {},
        });
      }
    });

    interface Line {
      start: { audit_id: string };
      end: { result: string } | null;
    }
    const list = async (query: string) =>
      (await (await call(`/console/api/audit${query}`, { headers: { cookie } })).json()) as {
        lines: Line[];
        next: string | null;
      };

    it('comes newest first, page by page, each inference with its end', async () => {
      const found: Line[] = [];
      let query = '?limit=2';
      for (let page = 0; page < 20; page++) {
        const { lines, next } = await list(query);
        found.push(...lines);
        if (next === null) break;
        query = `?limit=2&before=${next}`;
      }
      assert.deepEqual(
        found.map(({ start }) => start.audit_id),
        [...ids].reverse(),
      );
      assert.deepEqual(
        found.map(({ end }) => end?.result ?? null),
        [null, 'completed', 'cancelled', 'completed', 'completed', 'cancelled', 'completed', 'completed', 'cancelled'],
      );
    });

    it('is filtered by language, result and redaction', async () => {
      assert.equal((await list('?language=java')).lines.length, 5);
      assert.equal((await list('?result=cancelled')).lines.length, 3);
      assert.equal((await list('?result=under_way')).lines.length, 1);
      assert.deepEqual(
        (await list('?decision=redacted')).lines.map(({ start }) => start.audit_id),
        [ids[4]],
      );
      const all = await call('/console/api/audit?kind=log.start', { headers: { cookie } });
      assert.equal(((await all.json()) as { lines: unknown[] }).lines.length, 2, 'one of each log');
      assert.equal((await call('/console/api/audit?kind=secrets', { headers: { cookie } })).status, 400);
    });

    it('shows the life of one inference in order', async () => {
      const response = await call(`/console/api/audit/${ids[4]}`, { headers: { cookie } });
      const { steps } = (await response.json()) as { steps: { record: { kind: string; audit_id: string } }[] };
      assert.deepEqual(
        steps.map(({ record: { kind, audit_id } }) => [kind, audit_id]),
        [
          ['inference.start', ids[4]],
          ['inference.end', ids[4]],
        ],
      );
      assert.equal((await call(`/console/api/audit/${v7()}`, { headers: { cookie } })).status, 404);
    });

    it('every look at it is itself recorded, with the filters and not their values', async () => {
      await list('?language=cobol');
      const [record] = await lastRecords(1);
      assert.equal(record?.kind, 'log.read');
      const read = record as RecordKind<'log.read'>;
      assert.deepEqual([read.view, read.filters, read.returned], ['list', ['language'], 4]);
      assert.ok(!JSON.stringify(read).includes('cobol'));
      await call('/console/api/adoption.csv', { headers: { cookie } });
      const [exported] = await lastRecords(1);
      assert.equal(exported?.kind, 'telemetry.read');
      assert.equal((exported as RecordKind<'telemetry.read'>).export, true);
    });

    it('tells coverage: answers served, and those of which the fate is known', async () => {
      const lead = await signIn(tokens.lead);
      await call('/console/api/adoption', { headers: { cookie: lead.cookie } });
      const [row] = await console.store.query('SELECT count(*) AS n FROM answer');
      assert.equal(row?.n, 5);
    });
  });

  describe('exports', () => {
    it('hold what the page shows', async () => {
      const { cookie } = await signIn(tokens.developer);
      const query = '?from=2026-09-01&to=2026-09-04';
      const answer = (await (await call(`/console/api/adoption${query}`, { headers: { cookie } })).json()) as {
        rows: { day: string | null; value: string | null; figures: Record<string, { value: number | null }> }[];
      };
      const shown = answer.rows.find(({ day, value }) => day === null && value === null)!.figures.shown!.value;
      assert.ok(Number(shown) > 0);
      const csv = await (await call(`/console/api/adoption.csv${query}`, { headers: { cookie } })).text();
      assert.ok(csv.startsWith('from,to,scope,'));
      assert.ok(csv.includes(`\r\n2026-09-01,2026-09-04,mine,,,,shown,count,${shown},${shown},\r\n`));
      const lines = (await (await call(`/console/api/adoption.ndjson${query}`, { headers: { cookie } })).text())
        .trim()
        .split('\n');
      assert.equal(lines.length, csv.trim().split('\r\n').length - 1);
      assert.equal(JSON.parse(lines[1]!).scope, 'mine');
      const one = await (await call(`/console/api/adoption.csv${query}&metric=shown`, { headers: { cookie } })).text();
      const wanted = csv.split('\r\n').filter((line, at) => at === 0 || line.split(',')[6] === 'shown');
      assert.deepEqual(one.trim().split('\r\n'), wanted);
      assert.equal((await call(`/console/api/adoption.csv${query}&metric=wages`, { headers: { cookie } })).status, 400);
    });
  });

  describe('my data', () => {
    it('is seen, taken along and erased by the person alone', async () => {
      const { cookie, csrf } = await signIn(tokens.developer);
      const summary = async () =>
        (await (await call('/console/api/my-data', { headers: { cookie } })).json()) as {
          pseudonym: string;
          rows: Record<string, number>;
          latest: unknown[];
        };
      const before = await summary();
      assert.ok(before.rows.suggestion! > 0 && before.latest.length > 0);
      const lines = (await (await call('/console/api/my-data.ndjson', { headers: { cookie } })).text())
        .trim()
        .split('\n');
      const tables = lines.map(line => (JSON.parse(line) as { table: string }).table);
      for (const [table, count] of Object.entries(before.rows)) {
        assert.equal(tables.filter(name => name === table).length, count, table);
      }
      assert.ok(!lines.join().includes('local:developer'));

      const other = await signIn(tokens.lead);
      const elsewhere = (await (await call('/console/api/my-data', { headers: { cookie: other.cookie } })).json()) as {
        pseudonym: string;
        rows: Record<string, number>;
      };
      assert.notEqual(elsewhere.pseudonym, before.pseudonym);
      assert.equal(elsewhere.rows.suggestion, 0);

      const erase = (headers: Record<string, string>) =>
        call('/console/api/my-data', { method: 'DELETE', headers: { cookie, ...headers } });
      assert.equal((await erase({})).status, 403);
      assert.equal((await erase({ 'x-csrf-token': csrf })).status, 204);
      assert.equal((await summary()).rows.suggestion, 0);
      const record = (await lastRecords(10)).find(({ kind }) => kind === 'telemetry.read');
      assert.equal((record as RecordKind<'telemetry.read'>).view, 'my-data');
    });
  });
});
