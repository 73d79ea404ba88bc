import { randomBytes, randomUUID as uuid } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { stages } from '../../server/audit/fields.ts';
import { type AuditLog, openAuditLog } from '../../server/audit/log.ts';
import { AuditReader } from '../../server/audit/read.ts';
import type { AuditDraft } from '../../server/audit/records.ts';
import { type Verification, verifyLog } from '../../server/audit/verify/verify.ts';
import { keys, startDraft } from '../unit/audit/samples.ts';

/**
 * `npm run bench -- audit [records] [in flight]`: durable appends a second, how long one append waits under a paced load,
 * records verified a second, bytes per record. On a real file system, in a folder of its own.
 */

const records = Number(process.argv[2] ?? 100_000);
const inFlight = Number(process.argv[3] ?? 64);
/** Appends a second of the paced run: 250 inferences of two records, what some 10,000 developers make at peak. */
const pacedRate = 500;
const pacedSeconds = 5;
/** Requests a second while the added time is measured, and milliseconds in which models give their first token. */
const askedRate = 200;
const firstTokens = [10, 20, 40] as const;

function print(label: string, value: string): void {
  process.stdout.write(`${label.padEnd(52)} ${value}\n`);
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** Nanoseconds as milliseconds. */
const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);

const digest = () => randomBytes(32).toString('base64url');
const upTo = (most: number) => Math.floor(Math.random() * most);

/** Start and end of an inference as a busy proxy writes them: nothing in them compresses that would not in life. */
function inference(): AuditDraft[] {
  const audit_id = uuid();
  const finding = () => ({ rule: 'assigned-password', class: 'password', part: 'document', confidence: 0.93 });
  return [
    startDraft({
      audit_id,
      request_id: uuid(),
      client_session_id: uuid(),
      subject: { name: `developer-${upTo(300)}`, by: 'oidc', team: `team-${upTo(20)}` },
      document: { repository: digest(), path: digest(), language: ['java', 'python', 'sql', 'cobol'][upTo(4)]! },
      prompt: { before: digest(), after: digest(), characters: upTo(8000), prefix: upTo(4000), suffix: upTo(2000) },
      redactions: Math.random() < 0.1 ? [{ ...finding(), start: upTo(4000), end: upTo(4000) }] : [],
      decisions: stages.map(stage => ({ stage, decision: 'allow', reason: 'passed' })),
      timings: { authenticate: upTo(90), admit: upTo(20), policy: upTo(50), redact: upTo(900), render: upTo(80) },
    }),
    {
      kind: 'inference.end',
      audit_id,
      result: 'completed',
      status: 200,
      finish_reason: 'stop',
      output: { before: digest(), after: digest(), characters: upTo(300), characters_after: upTo(300) },
      prompt_tokens: upTo(2000),
      completion_tokens: upTo(90),
      guards: [],
      decisions: [{ stage: 'stream', decision: 'allow', reason: 'finished' }],
      timings: { stream: upTo(400_000), first_token: upTo(90_000), total: upTo(500_000) },
    },
  ];
}

/**
 * What the log adds to the time to first token: the start record is written while the model works, and the first text waits
 * for whichever is later. Measured from the model's first token to the moment at which the text may go.
 */
async function addedToFirstToken(log: AuditLog, firstMs: number): Promise<number[]> {
  const added: number[] = [];
  const asked: Promise<unknown>[] = [];
  for (let at = 0; at < askedRate * pacedSeconds; at++) {
    const model = new Promise(resolve => setTimeout(resolve, firstMs));
    const recorded = log.append(drafts[(2 * at) % drafts.length]!);
    const request = async () => {
      await model;
      const first = performance.now();
      await recorded;
      added.push(performance.now() - first);
      await log.append(drafts[(2 * at + 1) % drafts.length]!);
    };
    asked.push(request());
    await new Promise(resolve => setTimeout(resolve, 1000 / askedRate));
  }
  await Promise.all(asked);
  return added.sort((a, b) => a - b);
}

async function timedVerify(label: string, schema: boolean): Promise<Verification> {
  const started = performance.now();
  const used = process.cpuUsage();
  const result = await verifyLog(directory, { keys: [keys.signing], schema });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  if (!result.ok) throw new Error(JSON.stringify(result));
  print(label, (result.size / seconds).toFixed(0));
  print('  a second of processor time', (result.size / ((user + system) / 1e6)).toFixed(0));
  return result;
}

const drafts = Array.from({ length: 2000 }, inference).flat();
// One segment is to be sealed when it is asked for, and not before.
const options = { keys, software: '0.1.0', maintenanceMs: 3_600_000 };
const folder = await mkdtemp(join(process.env.BENCH_DIR ?? tmpdir(), 'intramural-bench-'));
const directory = join(folder, 'log');
print('processor', `${cpus()[0]?.model} (${cpus().length})`);
try {
  const log = await openAuditLog({ directory, ...options });
  let next = 0;
  const began = performance.now();
  const used = process.cpuUsage();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < records) await log.append(drafts[next++ % drafts.length]!);
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  print(`durable appends a second (${inFlight} in flight, ${records} records)`, (records / seconds).toFixed(0));
  print('  appends a second of processor time', (records / ((user + system) / 1e6)).toFixed(0));

  const waits: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let at = 0; at < pacedRate * pacedSeconds; at += 5) {
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const asked = performance.now();
        await log.append(drafts[at % drafts.length]!);
        waits.push(performance.now() - asked);
      }),
    );
    await new Promise(resolve => setTimeout(resolve, 5000 / pacedRate));
  }
  delay.disable();
  waits.sort((a, b) => a - b);
  const shown = [0.5, 0.95, 0.99].map(share => percentile(waits, share).toFixed(2)).join(' / ');
  print('one append, bursts of 5: p50 / p95 / p99 ms', shown);
  for (const firstMs of firstTokens) {
    const added = await addedToFirstToken(log, firstMs);
    print(
      `added to a first token after ${firstMs} ms: p50 / p95 / p99 ms`,
      [0.5, 0.95, 0.99].map(share => percentile(added, share).toFixed(2)).join(' / '),
    );
  }
  await log.close();

  const opening = performance.now();
  const again = await openAuditLog({ directory, ...options });
  print('opening the log again, ms', (performance.now() - opening).toFixed(0));
  await again.close();

  const segments = join(directory, 'segments');
  const bytesOf = async () => {
    let bytes = 0;
    for (const name of await readdir(segments)) bytes += (await stat(join(segments, name))).size;
    return bytes;
  };
  const bytes = await bytesOf();
  for (const schema of [false, true]) {
    const result = await timedVerify(
      `records verified a second${schema ? ', each against the schema too' : ''}`,
      schema,
    );
    if (!schema) print('bytes per record, not sealed', (bytes / result.size).toFixed(0));
  }

  const sealing = await openAuditLog({ directory, ...options });
  const full = (await readdir(segments)).filter(name => name.endsWith('.log')).length - 1;
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const started = performance.now();
  for (let segment = 0; segment < full; segment++) await sealing.maintain();
  delays.disable();
  if (full > 0) {
    print('sealing a segment of 65,536 records, ms', ((performance.now() - started) / full).toFixed(0));
    print('  event loop held up meanwhile: p99 / most, ms', `${ms(delays.percentile(99))} / ${ms(delays.max)}`);
  }
  await sealing.close();
  const names = await readdir(segments);
  let sealed = 0;
  for (const name of names.filter(one => one.endsWith('.gz'))) sealed += (await stat(join(segments, name))).size;
  if (full > 0) print('bytes per record, sealed', (sealed / (full * 65_536)).toFixed(0));
  await timedVerify('records verified a second, sealed', false);

  const reader = new AuditReader(directory);
  const lookups: number[] = [];
  await reader.refresh();
  for (let at = 0; at < 200; at++) {
    const [entry] = await reader.entries(
      Math.floor((at * reader.size) / 200),
      Math.floor((at * reader.size) / 200) + 1,
    );
    const { id } = JSON.parse(entry!.toString()) as { id: string };
    const asked = performance.now();
    await reader.byId(id);
    lookups.push(performance.now() - asked);
  }
  lookups.sort((a, b) => a - b);
  print(
    'a record by its id: p50 / p95 ms',
    [0.5, 0.95].map(share => percentile(lookups, share).toFixed(1)).join(' / '),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
