import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { after, before, describe, it } from 'mocha';
import { pseudonyms } from '../../telemetry/privacy/pseudonym.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { person, startConsole, type TestConsole } from '../support/console.ts';

/** Which audit record a suggestion came from is for security to know, and for the person whose suggestion it is. */

const tokens = { lead: 'imt_lead', security: 'imt_security' };
const period = 'from=2026-09-01&to=2026-09-04&scope=everyone';

describe('the link from a suggestion to its audit record', function () {
  this.timeout(60_000);
  let console: TestConsole;
  const idsOf = { lead: new Set<string>(), others: new Set<string>() };

  before(async () => {
    console = await startConsole({
      now: () => Date.parse('2026-09-05T12:00:00Z'),
      people: {
        [tokens.lead]: person('local:lead', ['developer', 'lead']),
        [tokens.security]: person('local:security', ['developer', 'security']),
      },
    });
    const pseudonym = pseudonyms(Buffer.alloc(32, 7));
    const { batches } = simulate(
      { seats: 40, days: 4, seed: 5, until: '2026-09-04' },
      { lost: 0, repeated: 0, reordered: 0 },
    );
    // The first person of the bank is the lead.
    let first: string | null = null;
    const sent: Promise<unknown>[] = [];
    for (const { person, receivedAt, events } of batches) {
      first ??= person.subject;
      const mine = person.subject === first;
      for (const event of events) {
        if (event.kind === 'suggested' && event.audit_id !== null) idsOf[mine ? 'lead' : 'others'].add(event.audit_id);
      }
      const stored = console.store.ingest({
        user: pseudonym(mine ? 'local:lead' : person.subject),
        team: person.team,
        receivedAt,
        events: events.map((event, index) => ({ index, event })),
      });
      sent.push(stored);
    }
    await Promise.all(sent);
  });
  after(() => console.close());

  async function signIn(token: string): Promise<string> {
    const response = await fetch(`${console.origin}/console/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    return response.headers.get('set-cookie')!.split(';')[0]!;
  }

  /** Status, headers and body as one text; of a Parquet file its rows. */
  async function textOf(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
    const response = await fetch(console.origin + path, { headers });
    const body = Buffer.from(await response.arrayBuffer());
    const text = path.includes('.parquet') ? await rowsOf(body) : body.toString();
    return { status: response.status, text: `${JSON.stringify([...response.headers])}\n${text}` };
  }

  async function rowsOf(parquet: Buffer): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'intramural-audit-link-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      writeFileSync(join(folder, 'figures.parquet'), parquet);
      const reader = await connection.runAndReadAll('SELECT * FROM read_parquet($1)', [
        join(folder, 'figures.parquet'),
      ]);
      return JSON.stringify(reader.getRowObjectsJson());
    } finally {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** How many of the ids a text holds, with or without dashes. */
  function found(text: string, ids: ReadonlySet<string>): number {
    const words = text.toLowerCase().match(/[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g) ?? [];
    const plain = new Set(words.map(word => word.replaceAll('-', '')));
    return [...ids].filter(id => plain.has(id.replaceAll('-', ''))).length;
  }

  it('is in the store', async () => {
    const [row] = await console.store.query('SELECT count(DISTINCT audit_id) AS n FROM suggestion');
    assert.equal(row?.n, idsOf.lead.size + idsOf.others.size);
    assert.ok(idsOf.lead.size > 0 && idsOf.others.size > 100);
  });

  it('is in no page, answer or export that a lead sees of everyone', async () => {
    const cookie = { cookie: await signIn(tokens.lead) };
    const paths = [
      ...['language', 'team', 'model', 'tier', 'source', 'trigger_kind', 'editor'].map(
        by => `/console/api/adoption?${period}&by=${by}`,
      ),
      `/console/api/adoption?${period}&by=tier&only=small&versus=large`,
      `/console/api/adoption?${period}&by=team&versus=(before)`,
      ...['csv', 'ndjson', 'parquet'].map(kind => `/console/api/adoption.${kind}?${period}&by=team`),
      `/console/plain?${period}`,
      '/console/api/my-data',
    ];
    for (const path of paths) {
      const { status, text } = await textOf(path, cookie);
      assert.equal(status, 200, path);
      assert.ok(text.length > 1_000, path);
      assert.equal(found(text, idsOf.lead) + found(text, idsOf.others), 0, path);
      assert.ok(!/audit_?id/i.test(text), path);
    }
  });

  it('is in no report for viewers of another product', async () => {
    const headers = { authorization: `Bearer ${tokens.lead}` };
    for (const report of ['organization-28-day/latest', 'organization-1-day?day=2026-09-03']) {
      const path = `/console/copilot/orgs/bank/copilot/metrics/reports/${report}`;
      const { download_links } = (await (await fetch(console.origin + path, { headers })).json()) as {
        download_links: string[];
      };
      const { status, text } = await textOf(download_links[0]!.slice(console.origin.length), {});
      assert.equal(status, 200);
      assert.match(text, /code_generation_activity_count":[1-9]/);
      assert.equal(found(text, idsOf.lead) + found(text, idsOf.others), 0, report);
    }
  });

  it('is in what the lead takes along of themselves for their own suggestions alone', async () => {
    const { status, text } = await textOf('/console/api/my-data.ndjson', { cookie: await signIn(tokens.lead) });
    assert.equal(status, 200);
    assert.equal(found(text, idsOf.lead), idsOf.lead.size);
    assert.equal(found(text, idsOf.others), 0);
  });

  it('leads nowhere for a lead, and to the record for security', async () => {
    const [id] = idsOf.others;
    await console.gatewayLog.append({
      kind: 'inference.start',
      audit_id: id!,
      subject: { name: 'local:someone', by: 'local_token' },
      document: { language: 'java' },
      policy_version: '0123456789abcdef',
      redactions: [],
      decisions: [],
    });
    const path = `/console/api/audit/${id}`;
    assert.equal((await textOf(path, { cookie: await signIn(tokens.lead) })).status, 403);
    const read = await textOf(path, { cookie: await signIn(tokens.security) });
    assert.equal(read.status, 200);
    assert.ok(read.text.includes(id!));
  });
});
