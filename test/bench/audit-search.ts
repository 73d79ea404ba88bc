import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditFilters } from '../../server/audit/search/filters.ts';
import { AuditSearch, type Position } from '../../server/audit/search/search.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';

/**
 * `npm run bench -- audit-search [records]`: questions of a reviewer over an index of that many records (10 million unless said
 * otherwise; synthetic: two records an inference, what became of one in three, 90 days, 300 people, 40 repositories, a finding in one of ten).
 */

const records = Number(process.argv[2] ?? 10_000_000);
const inferences = Math.floor(records / 2);
const begin = Date.UTC(2026, 0, 1);
const spanMs = 90 * 86_400_000;
const repeats = 5;

function print(label: string, value: string): void {
  process.stdout.write(`${label.padEnd(58)} ${value}\n`);
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

const folder = await mkdtemp(join(process.env.BENCH_DIR ?? tmpdir(), 'intramural-bench-'));
const file = join(folder, 'search.duckdb');
const database = await openDuckDB({ file, memoryLimit: '2GB' });
const search = await AuditSearch.open(database, []);

const auditId = `CAST(lpad(to_hex(${begin} + (n * ${spanMs} // ${inferences})), 12, '0') || substr(md5(n::VARCHAR), 1, 20) AS UUID)`;
const time = (late: number) => `${begin} + (n * ${spanMs} // ${inferences}) + ${late}`;
const digest = (value: string) => `substr(md5('${value}' || (hash(n * 7) % 40)) || md5('x'), 1, 43)`;

const filling = performance.now();
await database.write(async transaction => {
  await transaction.query(
    `INSERT INTO audit_line SELECT 'gateway', n * 2, ${time(0)}, 'inference.start', ${auditId},
       md5('person' || (hash(n) % 300) || (n * 90 // ${inferences})), 'team-' || (hash(n) % 20),
       ${digest('repository')}, md5('path' || (hash(n * 3) % 20000)),
       ['java', 'python', 'sql', 'cobol', 'typescript'][1 + (hash(n * 5) % 5)::INT],
       ['small-model', 'large-model'][1 + (hash(n * 11) % 2)::INT], 'small',
       CASE WHEN hash(n * 13) % 100 = 0 THEN 'deny' ELSE 'change' END, NULL, NULL
     FROM range(${inferences}) t(n)`,
  );
  await transaction.query(
    `INSERT INTO audit_line SELECT 'gateway', n * 2 + 1, ${time(300)}, 'inference.end', ${auditId},
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'allow',
       CASE hash(n * 17) % 20 WHEN 0 THEN 'failed' WHEN 1 THEN 'refused' WHEN 2 THEN 'cancelled' ELSE 'completed' END, NULL
     FROM range(${inferences}) t(n)`,
  );
  await transaction.query(
    `INSERT INTO audit_line SELECT 'console', n, ${time(9_000)}, 'inference.outcome', ${auditId},
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       ['accepted_full', 'rejected', 'ignored', 'retained'][1 + (hash(n * 29) % 4)::INT]
     FROM range(0, ${inferences}, 3) t(n)`,
  );
  await transaction.query(
    `INSERT INTO audit_finding SELECT 'gateway', n * 2, ${time(0)}, ${auditId},
       'rule-' || (hash(n * 19) % 60), 'class-' || (hash(n * 19) % 8), hash(n * 23) % 50 = 0
     FROM range(0, ${inferences}, 10) t(n)`,
  );
});
print('rows, filled in s', `${records}, ${((performance.now() - filling) / 1000).toFixed(0)}`);
print('index on disk, MB', ((await stat(file)).size / 1e6).toFixed(0));

const [person] = await database.query(
  "SELECT list(DISTINCT pseudonym)::VARCHAR AS p FROM audit_line WHERE team = 'team-3'",
);
const pseudonyms = String(person!.p).slice(1, -1).split(', ').slice(0, 90);
const [one] = await database.query('SELECT repository, path FROM audit_line WHERE idx = 400000');
const day = { from: begin + 40 * 86_400_000, to: begin + 41 * 86_400_000 };
const questions: [string, AuditFilters][] = [
  ['the newest', {}],
  ['one day', day],
  ['one person, 90 days', { pseudonyms }],
  ['one team and language', { team: 'team-3', language: 'cobol' }],
  ['one repository', { repository: String(one!.repository) }],
  ['one path', { path: String(one!.path) }],
  ['refused', { result: 'refused' }],
  ['denied at any stage', { decision: 'deny' }],
  ['kept', { outcome: 'retained' }],
  ['one rule', { rule: 'rule-7' }],
  ['one rule, one team, one day', { rule: 'rule-7', team: 'team-3', ...day }],
  ['failed with the large model, one day', { result: 'failed', model: 'large-model', ...day }],
];
const all: number[] = [];
for (const [label, filters] of questions) {
  const times: number[] = [];
  for (let round = 0; round < repeats; round++) {
    let before: Position | undefined;
    for (let page = 0; page < 3; page++) {
      const asked = performance.now();
      const found = await search.find(filters, 50, before);
      times.push(performance.now() - asked);
      if (!found.next) break;
      before = found.next;
    }
  }
  times.sort((a, b) => a - b);
  all.push(...times);
  print(`page of 50: ${label}, p50 / most ms`, `${percentile(times, 0.5).toFixed(0)} / ${times.at(-1)!.toFixed(0)}`);
}
all.sort((a, b) => a - b);
print('all pages: p50 / p95 ms', `${percentile(all, 0.5).toFixed(0)} / ${percentile(all, 0.95).toFixed(0)}`);
const found = await database.query(
  `SELECT audit_id FROM audit_line WHERE kind = 'inference.start' AND idx BETWEEN ${inferences} AND ${inferences + 98}`,
);
const ids = found.map(row => String(row.audit_id));
for (const [label, asked] of [
  ['the lives of a page of 50', ids],
  ['the life of one inference', ids.slice(0, 1)],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < repeats; round++) {
    const began = performance.now();
    const records = await search.lives(asked);
    times.push(performance.now() - began);
    if (records.length < 2 * asked.length) throw new Error(`${records.length} records of ${asked.length} inferences`);
  }
  times.sort((a, b) => a - b);
  print(`${label}, p50 / most ms`, `${percentile(times, 0.5).toFixed(0)} / ${times.at(-1)!.toFixed(0)}`);
}
const counting = performance.now();
await search.redactions(day);
print('redaction view of one day, ms', (performance.now() - counting).toFixed(0));
await database.close();
await rm(folder, { recursive: true, force: true });
