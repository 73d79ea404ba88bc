import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CommandError } from '../cli/command.ts';
import { limits } from './limits.ts';
import type { EngineSettings, FromEngine, ToEngine } from './messages.ts';

export interface EngineOptions {
  modelPath: string;
  /** Tokens that prompt and answer may fill together. */
  contextTokens?: number;
  /** One leaves the editor's core alone; on a machine of its own: the number of its physical cores. */
  threads?: number;
  /** File descriptor or stream that takes the process's own log. */
  output?: 'inherit' | 'ignore' | number;
}

/** A running engine: to whoever calls it an OpenAI-compatible server that wants `secret` as its API key. */
export interface Engine {
  /** Base address of the OpenAI wire, with `/v1` and without a trailing slash. */
  url: string;
  secret: string;
  pid: number;
  /** The name of the model's file, without its ending. */
  model: string;
  /** Tokens that prompt and answer may fill together. */
  contextTokens: number;
  /** Resolves when the process has gone, with how it went. */
  exited: Promise<EngineExit>;
  stop(): Promise<void>;
}

export interface EngineExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const waits = {
  /** Milliseconds in which the model must be loaded; 5 GB from a slow disk take a minute. */
  ready: 120_000,
  /** Milliseconds a process gets to go before it is killed. */
  stop: 3_000,
} as const;

/** Starts an engine in a process of its own, and waits until it serves. @throws {CommandError} in its own words. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const secret = randomBytes(32).toString('base64url');
  const settings: EngineSettings = {
    modelPath: options.modelPath,
    contextTokens: options.contextTokens ?? 4096,
    threads: options.threads ?? 1,
    sequences: limits.sequences,
    secret,
  };
  const output = options.output ?? 'ignore';
  const { file, execArgv } = entry();
  const child = fork(file, [], {
    execArgv,
    env: environment(process.env),
    // Standard output is nobody's: native code may write there.
    stdio: ['ignore', 'ignore', output, 'ipc'],
  });
  const exited = new Promise<EngineExit>(resolve => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  send(child, { kind: 'start', settings });
  const ready = await untilReady(child, exited);
  return {
    url: `http://127.0.0.1:${ready.port}/v1`,
    secret,
    pid: child.pid ?? 0,
    model: ready.model,
    contextTokens: ready.contextTokens,
    exited,
    stop: () => stop(child, exited),
  };
}

function untilReady(child: ChildProcess, exited: Promise<EngineExit>): Promise<FromEngine & { kind: 'ready' }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new CommandError(`The engine did not load its model within ${waits.ready / 1000} s.`));
    }, waits.ready);
    child.on('message', (message: FromEngine) => {
      clearTimeout(timer);
      if (message.kind === 'ready') resolve(message);
      else reject(new CommandError(message.message, { mend: message.mend }));
    });
    child.once('error', error => reject(new CommandError(`The engine process can't be started: ${error.message}`)));
    void exited.then(exit => {
      clearTimeout(timer);
      reject(died(exit));
    });
  });
}

function died({ code, signal }: EngineExit): CommandError {
  const how = signal ?? `exit code ${code}`;
  const meanings: Partial<Record<NodeJS.Signals, [string, string]>> = {
    SIGKILL: ['the system may have run out of memory', 'Lower context_tokens, take a smaller model, or free memory.'],
    SIGILL: ['this processor lacks instructions that llama.cpp needs', 'Serve the model on another machine.'],
    SIGSEGV: ['llama.cpp crashed', 'Run: npx --no-install intramural model verify'],
    SIGABRT: ['llama.cpp gave up', 'Run: npx --no-install intramural model verify'],
  };
  const [meaning, mend] = (signal && meanings[signal]) || ['', 'Its log says why.'];
  return new CommandError(`The engine ended while loading its model (${how})${meaning ? `: ${meaning}` : ''}.`, {
    mend,
  });
}

async function stop(child: ChildProcess, exited: Promise<EngineExit>): Promise<void> {
  send(child, { kind: 'stop' });
  const timer = setTimeout(() => child.kill('SIGKILL'), waits.stop);
  await exited;
  clearTimeout(timer);
}

function send(child: ChildProcess, message: ToEngine): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Native code that parses a foreign file gets no more of our environment than a program needs to run at all. */
const kept =
  /^(PATH|HOME|USERPROFILE|SYSTEMROOT|WINDIR|TEMP|TMP|TMPDIR|APPDATA|LOCALAPPDATA|LANG|LC_\w+|TZ|(DY)?LD_LIBRARY_PATH)$/i;

function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name)));
}

/** The built file beside this bundle or, in a checkout run from its sources, the source through tsx. */
function entry(): { file: string; execArgv: string[] } {
  const built = fileURLToPath(new URL('./engine.js', import.meta.url));
  if (existsSync(built)) return { file: built, execArgv: [] };
  const source = fileURLToPath(new URL('./process.ts', import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { file: source, execArgv: ['--import', tsx] };
}
