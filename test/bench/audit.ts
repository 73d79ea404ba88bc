import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openAuditLog } from '../../server/audit/log.ts';
import { verifyLog } from '../../server/audit/verify/verify.ts';
import { endDraft, keys, readDraft, startDraft } from '../unit/audit/samples.ts';

/**
 * `npm run bench -- audit [records] [in flight]`: durable appends a second, how long one append waits under a paced load,
 * records verified a second, bytes per record. On a real file system, in a folder of its own.
 */

const records = Number(process.argv[2] ?? 100_000);
const inFlight = Number(process.argv[3] ?? 64);
/** Appends a second of the paced run: 250 inferences of two records, what some 10,000 developers make at peak. */
const pacedRate = 500;
const pacedSeconds = 5;

function print(label: string, value: string): void {
  process.stdout.write(`${label.padEnd(52)} ${value}\n`);
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

const drafts = [startDraft(), endDraft(), startDraft({ redactions: [] }), endDraft(), readDraft];
const folder = await mkdtemp(join(process.env.BENCH_DIR ?? tmpdir(), 'intramural-bench-'));
const directory = join(folder, 'log');
print('processor', `${cpus()[0]?.model} (${cpus().length})`);
try {
  const log = await openAuditLog({ directory, keys, software: '0.1.0' });
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
  print('  processor seconds per 1,000 appends', ((user + system) / 1000 / records).toFixed(3));

  const waits: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let at = 0; at < pacedRate * pacedSeconds; at += 5) {
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const asked = performance.now();
        await log.append(startDraft());
        waits.push(performance.now() - asked);
      }),
    );
    await new Promise(resolve => setTimeout(resolve, 5000 / pacedRate));
  }
  delay.disable();
  waits.sort((a, b) => a - b);
  const shown = [0.5, 0.95, 0.99].map(share => percentile(waits, share).toFixed(2)).join(' / ');
  print('one append, bursts of 5: p50 / p95 / p99 ms', shown);
  await log.close();

  const opening = performance.now();
  const again = await openAuditLog({ directory, keys, software: '0.1.0' });
  print('opening the log again, ms', (performance.now() - opening).toFixed(0));
  await again.close();

  const segments = join(directory, 'segments');
  let bytes = 0;
  for (const name of await readdir(segments)) bytes += (await stat(join(segments, name))).size;
  for (const schema of [false, true]) {
    const started = performance.now();
    const result = await verifyLog(directory, { keys: [keys.signing], schema });
    const rate = result.size / ((performance.now() - started) / 1000);
    if (!result.ok) throw new Error(JSON.stringify(result));
    print(`records verified a second${schema ? ', each against the schema too' : ''}`, rate.toFixed(0));
    if (!schema) print('bytes per record, not sealed', (bytes / result.size).toFixed(0));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
