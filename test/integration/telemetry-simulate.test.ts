import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { loadPseudonymKey } from '../../server/console/pseudonym-key.ts';
import { type SimulateResult, simulateBank } from '../../server/console/simulate.ts';
import type { Row } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';

describe('telemetry simulate', () => {
  const homes = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'intramural-simulate-')));
  const bank = { seats: 9, days: 6, seed: 5, until: '2026-09-04' };
  const results: SimulateResult[] = [];
  const counted: number[] = [];

  before(async function () {
    this.timeout(60_000);
    // One key for both, so that people have the same pseudonyms.
    const key = loadPseudonymKey(homes[0]!).toString('base64');
    loadPseudonymKey(homes[1]!);
    writeFileSync(join(homes[1]!, 'keys', 'telemetry-pseudonym.key'), key);
    for (const [at, home] of homes.entries()) {
      let events = 0;
      const progress = (_day: string, fresh: number) => {
        events += fresh;
      };
      const truth = join(home, 'truth.json');
      results.push(await simulateBank({ ...bank, home, truth, direct: at === 1, progress }));
      counted.push(events);
    }
  });
  after(() => {
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  });

  async function tables(home: string): Promise<Record<string, Row[]>> {
    const database = await openDuckDB({ file: join(home, 'telemetry', 'telemetry.duckdb') });
    const ordered: Record<string, string> = {
      suggestion: 'suggestion_id',
      event: 'suggestion_id, kind, seq',
      retention: 'suggestion_id, after_s',
      client_session: 'client_session_id',
      answer: 'audit_id',
      person: 'user_id',
    };
    const found: Record<string, Row[]> = {};
    for (const [table, order] of Object.entries(ordered)) {
      const rows = await database.query(`SELECT * FROM ${table} ORDER BY ${order}`);
      // When a batch arrived depends on what else was under way; everything else does not.
      found[table] = rows.map(({ received_at, ...row }) => row);
    }
    // A row for each transaction: what counts are the sums.
    found.entered = await database.query(`SELECT day, user_id, team, language, arm, sum(typed) AS typed,
      sum(suggested) AS suggested, sum(pasted) AS pasted, sum(by_editor) AS by_editor, sum(from_outside) AS from_outside
      FROM entered GROUP BY ALL ORDER BY ALL`);
    await database.close();
    return found;
  }

  it('fills through the public ingest and directly with the same rows', async () => {
    const [ingested, direct] = [await tables(homes[0]!), await tables(homes[1]!)];
    assert.ok(ingested.suggestion!.length > 1000);
    assert.equal(ingested.suggestion!.length, results[0]!.suggestions);
    assert.ok(ingested.entered!.length > 10);
    assert.deepEqual(ingested, direct);
    assert.deepEqual(counted, [results[0]!.events, results[0]!.events]);
  });

  it('writes the same ground truth for the same seed', () => {
    const [first, second] = results.map(({ truth }) => readFileSync(truth, 'utf8'));
    assert.equal(first, second);
    const truth = JSON.parse(first!) as { suggestions: number; cells: { requests: number }[] };
    assert.equal(
      truth.cells.reduce((sum, { requests }) => sum + requests, 0),
      truth.suggestions,
    );
  });

  it('never touches a folder with other telemetry', async () => {
    const other = { ...bank, seed: 6, truth: '', progress: () => undefined };
    await assert.rejects(simulateBank({ ...other, home: homes[0]!, direct: false }), /already holds telemetry/);
    await assert.rejects(simulateBank({ ...other, home: homes[0]!, direct: true }), /already holds telemetry/);
  });
});
