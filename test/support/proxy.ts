import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

const launcher = join(import.meta.dirname, '..', '..', 'server', 'intramural.mjs');

/** The built proxy, started as its user starts it: `intramural serve`, with a data folder of its own. */
export interface TestProxy {
  origin: string;
  token: string;
  home: string;
  /** What it has written to standard error so far. */
  log(): string;
  process: ChildProcess;
  stop(): Promise<void>;
  /** SIGKILL for the whole family, as a power cut would. Data stays. */
  kill(): Promise<void>;
}

export interface ProxyOptions {
  /** Configuration as an object; the built-in default where absent. */
  config?: object;
  env?: NodeJS.ProcessEnv;
  /** A data folder to go on with. */
  home?: string;
}

/** @throws where it ends before it listens, with what it said. */
export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'intramural-proxy-'));
  const parameters = ['serve', '--json'];
  if (options.config) {
    writeFileSync(join(home, 'intramural.yaml'), stringify(options.config));
    parameters.push('--config', join(home, 'intramural.yaml'));
  }
  const child = spawn(process.execPath, [launcher, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a kill reaches the gateway, the console and the engine as well.
    detached: true,
    env: { ...process.env, INTRAMURAL_HOME: home, INTRAMURAL_PORT: '0', ...options.env },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  const firstLine = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const first = await Promise.race([firstLine, exited.then(() => null)]);
  if (first === null) throw new Error(log || 'the proxy ended without a word');
  const { origin } = JSON.parse(first[0]) as { origin: string };

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(signal === 'SIGKILL' ? -(child.pid as number) : (child.pid as number), signal);
      await exited;
    }
  };
  return {
    origin,
    token: readFileSync(join(home, 'local-token'), 'utf8').trim(),
    home,
    log: () => log,
    process: child,
    stop: async () => {
      await end('SIGTERM');
      if (!options.home) rmSync(home, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
  };
}

/** Runs one command of the built command line to its end. */
export async function intramural(
  parameters: string[],
  options: { env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [launcher, ...parameters], { env: { ...process.env, ...options.env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
