import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { after, before, describe, it } from 'mocha';
import { openAuditLog } from '../../server/audit/log.ts';
import { AuditReader } from '../../server/audit/read.ts';
import { verifyLog } from '../../server/audit/verify/verify.ts';
import { keys, temporaryFolder } from '../unit/audit/samples.ts';

/** Kills of a writer under load, on a real file system: 20, and with SOAK=1 all 200. */
const kills = process.env.SOAK ? 200 : 20;
/** A writer lives between no time at all and this many milliseconds: some die while they open the log. */
const longestLifeMs = 500;

describe('a writer killed at any moment', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let writer: string;

  before(async () => {
    folder = await temporaryFolder();
    writer = join(folder.path, 'writer.mjs');
    const entryPoint = join(import.meta.dirname, 'audit-crash-writer.ts');
    await build({ entryPoints: [entryPoint], outfile: writer, bundle: true, platform: 'node', format: 'esm' });
  });
  after(() => folder.remove());

  async function runAndKill(directory: string): Promise<string[]> {
    const child = spawn(process.execPath, [writer, directory, '256'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk));
    const closed = once(child, 'close');
    const timer = setTimeout(() => child.kill('SIGKILL'), Math.random() * longestLifeMs);
    const [code, signal] = await closed;
    clearTimeout(timer);
    assert.equal(signal, 'SIGKILL', `the writer ended by itself with ${code}: ${complaint}`);
    // Half a line was never acknowledged as far as anyone could read.
    return Buffer.concat(output).toString().split('\n').slice(0, -1);
  }

  it(`loses nothing acknowledged, doubles nothing, and stays verifiable (${kills} kills)`, async function () {
    this.timeout(kills * 10_000);
    const directory = join(folder.path, 'log');
    const acknowledged: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      acknowledged.push(...(await runAndKill(directory)));
      const result = await verifyLog(directory, { keys: [keys.signing] });
      // A writer killed before its first record leaves no checkpoint, and nothing to verify.
      if (acknowledged.length > 0) assert.equal(result.first_bad, null, `after kill ${kill + 1}`);
    }
    const last = await openAuditLog({ directory, keys, software: '0.1.0', recordsPerSegment: 256 });
    await last.close();
    const result = await verifyLog(directory, { keys: [keys.signing], schema: true });
    assert.equal(result.first_bad, null);
    const reader = new AuditReader(directory);
    const size = await reader.refresh();
    assert.equal(result.size, size);
    const found = new Map<string, number>();
    for (const entry of await reader.entries(0, size)) {
      const { id } = JSON.parse(entry.toString()) as { id: string };
      found.set(id, (found.get(id) ?? 0) + 1);
    }
    const lost = acknowledged.filter(id => !found.has(id));
    const doubled = [...found].filter(([, count]) => count > 1);
    assert.deepEqual({ lost: lost.length, doubled: doubled.length }, { lost: 0, doubled: 0 });
    assert.ok(acknowledged.length > kills, `only ${acknowledged.length} records were acknowledged in ${kills} runs`);
  });
});
