// Runs the proxy on a file system that becomes full, and prints what it answers: {before, full, message, freed}.
// Started inside a mount namespace of its own (see test/integration/bad-day.test.ts).
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProxy } from './proxy.ts';

const home = mkdtempSync(join(tmpdir(), 'intramural-full-'));
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', home]);
const proxy = await startProxy({ home });

async function complete(): Promise<{ status: number; message: string }> {
  const response = await fetch(`${proxy.origin}/v1/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${proxy.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'qwen2.5-coder-0.5b', prompt: 'x = ', max_tokens: 4 }),
  });
  const body = (await response.json()) as { error?: { message: string } };
  return { status: response.status, message: body.error?.message ?? '' };
}

try {
  const before = await complete();
  const ballast = join(home, 'ballast');
  const file = openSync(ballast, 'w');
  try {
    while (writeSync(file, Buffer.alloc(4096)) > 0);
  } catch {
    // Full.
  }
  closeSync(file);
  // The last page of the log's file may still have room: a few records fit into it.
  let full = await complete();
  for (let tries = 0; tries < 40 && full.status === 200; tries++) full = await complete();
  rmSync(ballast);
  let freed = await complete();
  for (let tries = 0; tries < 100 && freed.status !== 200; tries++) {
    await new Promise(resolve => setTimeout(resolve, 200));
    freed = await complete();
  }
  process.stdout.write(
    JSON.stringify({ before: before.status, full: full.status, message: full.message, freed: freed.status }),
  );
} finally {
  await proxy.stop();
  execFileSync('umount', ['-l', home]);
  rmSync(home, { recursive: true, force: true });
}
