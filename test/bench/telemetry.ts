import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoption } from '../../telemetry/metrics/adoption.ts';
import type { FilterId } from '../../telemetry/metrics/dimensions.ts';
import { checkBatch } from '../../telemetry/schema/validate.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import type { Database } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';

/**
 * `npm run bench -- telemetry [rows] [seats] [days]`: events taken a second and how long one batch waits, then the same
 * store with that many suggestions: bytes a row, days summed up, how long the adoption page takes, and batches again.
 */

const rows = Number(process.argv[2] ?? 1_000_000);
const seats = Number(process.argv[3] ?? 10_000);
const days = Number(process.argv[4] ?? 90);
const dayMs = 86_400_000;
const until = '2026-09-30';
const first = Date.parse(until) - (days - 1) * dayMs;

function print(label: string, value: string): void {
  process.stdout.write(`${label.padEnd(64)} ${value}\n`);
}

function percentiles(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${times.length} times)`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Checked and written as over HTTP, many batches waiting at once. */
async function ingestAtFullSpeed(store: TelemetryStore): Promise<void> {
  const { batches, truth } = simulate({ seats: 60, days: 14, seed: 1, until });
  const all = [...batches];
  const took = await timed(() => Promise.all(all.map(batch => send(store, batch))));
  print(
    `ingest, ${truth.events} events in ${all.length} batches at once`,
    `${Math.round((truth.events / took) * 1000).toLocaleString('en')} events/s`,
  );
}

function send(
  store: TelemetryStore,
  batch: { person: { subject: string; team: string }; receivedAt: number; events: object[] },
) {
  const checked = checkBatch({ events: batch.events });
  if (checked.kind !== 'checked') throw new Error(checked.reason);
  const { subject, team } = batch.person;
  return store.ingest({ user: subject, team, receivedAt: batch.receivedAt, events: checked.events });
}

/** One batch after the other: what a client waits for its receipt. */
async function ingestOneByOne(store: TelemetryStore, label: string, seed: number): Promise<void> {
  const { batches } = simulate({ seats: 20, days: 3, seed, until });
  const times: number[] = [];
  for (const batch of batches) {
    times.push(await timed(() => send(store, batch)));
    if (times.length === 60) break;
  }
  print(`receipt of one batch of up to 200 events, ${label}`, percentiles(times));
}

/** Suggestions made by the database itself, a day at a time, in the order in which life would bring them. */
async function fill(database: Database): Promise<void> {
  const perDay = Math.ceil(rows / days);
  for (let at = 0; at < days; at++) {
    const start = first + at * dayMs;
    await database.write(async transaction => {
      await transaction.query(
        `INSERT INTO suggestion (suggestion_id, user_id, team, first_at, received_at, suggested_seq, request_id, audit_id,
          language, file_kind, editor, editor_version, extension_version, model, tier, source, trigger_kind, multi_line,
          characters, lines, requested_at, first_token_ms, answered_ms, drawn_ms, shown_source, shown_ms, seen_threshold_ms,
          accepted_characters, accepted_lines, accepted_whole, ended_seq, ended_outcome, day)
        SELECT CAST(printf('%08x-%04x-7%03x-8%03x-%012x', moment // 65536, moment % 65536, dice % 4096, place % 4096, place) AS uuid),
          'person ' || person, 'team ' || (person % 40), moment, moment + 60000, place % 500,
          CAST(printf('%08x-%04x-7%03x-9%03x-%012x', moment // 65536, moment % 65536, dice % 4096, place % 4096, place) AS uuid),
          CAST(printf('%08x-%04x-7%03x-a%03x-%012x', moment // 65536, moment % 65536, dice % 4096, place % 4096, place) AS uuid),
          (['java', 'cobol', 'sql', 'python', 'typescript', 'go', 'yaml', 'cpp'])[1 + (person + dice % 3) % 8],
          (['main', 'test', 'config'])[1 + dice % 3], 'Visual Studio Code', '1.101.2', '0.2.0',
          CASE WHEN dice % 10 = 0 THEN 'bank-coder-large' ELSE 'bank-coder-b' END,
          CASE WHEN dice % 10 = 0 THEN 'large' ELSE 'small' END,
          (['network', 'network', 'network', 'network', 'cache'])[1 + dice % 5], 'automatic', dice % 3 = 0,
          dice % 120, 1 + dice % 5, moment, 60 + dice % 200, 100 + dice % 300,
          CASE WHEN dice % 2 = 0 THEN 110 + dice % 300 END,
          'heuristic', CASE WHEN dice % 2 = 0 THEN dice % 3000 END, 750,
          CASE WHEN dice % 8 = 0 THEN dice % 120 END, CASE WHEN dice % 8 = 0 THEN 1 END, dice % 8 = 0, place % 500,
          CASE WHEN dice % 8 = 0 THEN 'accepted_full' ELSE 'typing_disagreed' END,
          CAST($1 AS date)
        FROM (SELECT CAST(n AS bigint) AS place, CAST(hash(n + $2) % 1000003 AS bigint) AS dice, CAST(hash(n * 31 + $2) % $3 AS bigint) AS person,
            $4 + CAST(n * ${9 * 3_600_000} / ${perDay} AS bigint) + ${8 * 3_600_000} AS moment
          FROM range(${perDay}) AS numbers(n)) AS made`,
        [new Date(start).toISOString().slice(0, 10), at * 1_000_003, seats, start],
      );
    });
  }
}

async function pages(store: TelemetryStore, label: string): Promise<void> {
  for (const [length, by] of [
    [28, 'language'],
    [days, 'language'],
    [days, 'team'],
  ] as [number, FilterId][]) {
    const queries: number[] = [];
    const prepared: number[] = [];
    const read: TelemetryStore['read'] = (asked, work) => {
      const opened = performance.now();
      return store.read(asked, query => {
        prepared.push(performance.now() - opened);
        return work(async (sql, parameters) => {
          const started = performance.now();
          const found = await query(sql, parameters);
          queries.push(performance.now() - started);
          return found;
        });
      });
    };
    const whole: number[] = [];
    for (let run = 0; run < 12; run++) {
      whole.push(
        await timed(() =>
          adoption(
            { ...store, read },
            {
              period: {
                from: new Date(Date.parse(until) - (length - 1) * dayMs).toISOString().slice(0, 10),
                to: until,
              },
              days: length,
              by,
              only: null,
              scope: 'everyone',
              versus: null,
              me: 'person 1',
              mayLead: true,
              now: Date.parse(until),
            },
          ),
        ),
      );
    }
    print(`one query of the page, ${length} days by ${by}, ${label}`, percentiles(queries));
    print('of it once a page: days that are not at rest', percentiles(prepared));
    print(`the whole page (${queries.length / whole.length} queries one after the other)`, percentiles(whole));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'intramural-bench-telemetry-'));
try {
  const file = join(folder, 'telemetry.duckdb');
  const database = await openDuckDB({ file });
  const store = await openStore({ database, timeZone: 'UTC' });
  print('machine', `${cpus()[0]?.model}, ${cpus().length} cores; DuckDB with 2 threads and 1 GB`);
  await ingestAtFullSpeed(store);
  await ingestOneByOne(store, 'small store', 2);

  const before = statSync(file).size;
  const filled = await timed(() => fill(database));
  await database.query('CHECKPOINT');
  const bytes = statSync(file).size - before;
  print(`${rows.toLocaleString('en')} suggestions of ${seats} people made in`, `${(filled / 1000).toFixed(1)} s`);
  print('size', `${(bytes / 1e6).toFixed(0)} MB, ${(bytes / rows).toFixed(1)} bytes a suggestion`);

  const rolled = await timed(() => store.rollUp(until));
  print(`${days - 1} days summed up in`, `${(rolled / 1000).toFixed(1)} s`);
  await pages(store, 'last day changing');
  await store.rollUp('2100-01-01');
  await pages(store, 'all days at rest');
  await ingestOneByOne(store, `${rows.toLocaleString('en')} suggestions`, 3);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
