import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../cli/command.ts';
import type { FromChild } from './messages.ts';

/** Starting and stopping one of the proxy's own processes. */

const limits = {
  /** Milliseconds until a process must have said `ready` or `failed`. */
  ready: 30_000,
  /** Milliseconds a process gets to finish its work before it is killed. */
  stop: 10_000,
} as const;

export interface Child {
  port: number;
  pid: number;
  send(message: object): void;
  /** Resolves when the process has gone, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

/** File descriptor or stream that takes the process's own output. */
export type Output = 'inherit' | number;

/** Starts the process, sends its first message and waits until it is ready. @throws {CommandError} in its own words. */
export async function startChild(name: 'gateway' | 'console', first: object, output: Output): Promise<Child> {
  const { file, execArgv } = entry(name);
  const child = fork(file, [], {
    execArgv,
    stdio: ['ignore', output === 'inherit' ? 'inherit' : output, output === 'inherit' ? 'inherit' : output, 'ipc'],
  });
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.send(first, () => undefined);
  const port = await ready(name, child, exited);
  return {
    port,
    pid: child.pid ?? 0,
    exited,
    send: message => {
      if (child.connected) child.send(message, () => undefined);
    },
    stop: () => stop(child, exited),
  };
}

function ready(name: string, child: ChildProcess, exited: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new CommandError(`The ${name} process did not start within ${limits.ready / 1000} s.`));
    }, limits.ready);
    child.on('message', (message: FromChild) => {
      clearTimeout(timer);
      if (message.kind === 'ready') resolve(message.port);
      else reject(new CommandError(message.message, message.mend === null ? {} : { mend: message.mend }));
    });
    child.once('error', error => reject(new CommandError(`The ${name} process can't be started: ${error.message}`)));
    void exited.then(() => {
      clearTimeout(timer);
      const how = child.signalCode ?? `exit code ${child.exitCode}`;
      reject(
        new CommandError(`The ${name} process ended before it was ready (${how}).`, { mend: 'Its log says why.' }),
      );
    });
  });
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.connected) child.send({ kind: 'stop' }, () => undefined);
  else child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), limits.stop);
  await exited;
  clearTimeout(timer);
}

/** The built file beside this bundle or, in a checkout run from its sources, the source through tsx. */
function entry(name: string): { file: string; execArgv: string[] } {
  const built = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  if (existsSync(built)) return { file: built, execArgv: [] };
  return { file: fileURLToPath(new URL(`../${name}/process.ts`, import.meta.url)), execArgv: ['--import', 'tsx'] };
}
