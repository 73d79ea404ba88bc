import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { FromChild, GatewaySettings } from '../../../server/serve/messages.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * The gateway process as it is shipped, bundled from today's sources: run from its sources through tsx, each closure that is
 * made costs a call that gives it its name.
 */
export async function startBuiltGateway(
  settings: GatewaySettings,
  execArgv: string[],
): Promise<{ child: ChildProcess; port: number }> {
  const outdir = join(root, 'node_modules', '.cache', 'intramural-bench');
  await build({
    entryPoints: { gateway: join(root, 'server', 'gateway', 'process.ts') },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    splitting: true,
    sourcemap: true,
    outExtension: { '.js': '.mjs' },
  });
  const child = fork(join(outdir, 'gateway.mjs'), [], { execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send({ kind: 'start', settings });
  const [ready] = (await once(child, 'message')) as [FromChild];
  if (ready.kind !== 'ready') throw new Error(ready.message);
  return { child, port: ready.port };
}
