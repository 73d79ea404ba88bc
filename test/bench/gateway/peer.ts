import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Portkey's gateway, which passes requests on without sign-in, policy, redaction, guard or record. Null where it is not installed.
 * Its releases up to 1.15.2 answer streamed requests with 500 under `@hono/node-server` from 1.14.2 on, which npm chooses (their
 * issue 1389), so it is installed with an older one:
 *
 *     {"dependencies": {"@portkey-ai/gateway": "1.15.2"}, "overrides": {"@hono/node-server": "1.14.1", "@hono/node-ws": "1.2.0"}}
 */
export async function startPeer(): Promise<{ child: ChildProcess; port: number } | null> {
  const folder = process.env.INTRAMURAL_PORTKEY;
  if (folder === undefined) return null;
  const start = join(folder, 'build', 'start-server.js');
  if (!existsSync(start)) throw new Error(`INTRAMURAL_PORTKEY: there is no ${start}`);
  const port = 18_787;
  const child = spawn(process.execPath, [start, '--headless', `--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  // The other processes end with this one by themselves.
  process.once('exit', () => child.kill());
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(url).catch(() => null))) {
    if (child.exitCode !== null) throw new Error('the peer did not start');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return { child, port };
}
