import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../cli/command.ts';
import type { Editor } from './editor.ts';

/** Starting and stopping VS Code's own server, on loopback. */

const limits = {
  /** Milliseconds until the server must have said where it listens. */
  ready: 20_000,
  /** Milliseconds the server and its children get to end before they are killed. */
  stop: 3_000,
  /** Characters of the server's output that are kept for error messages. */
  output: 20_000,
} as const;

/** Where a server keeps its state. Nothing of it is shared with a VS Code that the user has. */
export interface VsCodeFolders {
  userData: string;
  serverData: string;
  extensions: string;
}

export function vscodeFolders(folder: string): VsCodeFolders {
  return {
    userData: join(folder, 'user-data'),
    serverData: join(folder, 'server-data'),
    extensions: join(folder, 'extensions'),
  };
}

export interface VsCodeServerOptions {
  editor: Editor;
  folders: VsCodeFolders;
  /** File with the token that a browser must show; null: whoever reaches the port may use it. */
  connectionTokenFile: string | null;
  /** 0, the default: a free one. */
  port?: number;
  /** Lets a page run tests in the extension host. */
  testDriver?: boolean;
  /** False, the default: every folder is trusted. True: as VS Code's own settings say. */
  workspaceTrust?: boolean;
  /** Added to our own environment. */
  env?: Record<string, string>;
  /** Further arguments of VS Code's server. */
  parameters?: string[];
}

export interface VsCodeServer {
  port: number;
  pid: number;
  /** The end of what the server has written so far. */
  output(): string;
  exited: Promise<void>;
  /** Ends the server with everything it has started. */
  stop(): Promise<void>;
}

/** Starts the server and waits until it listens. @throws {CommandError} with its own words where it does not. */
export async function startVsCodeServer(options: VsCodeServerOptions): Promise<VsCodeServer> {
  const { editor, folders } = options;
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const child = spawn(
    editor.node,
    [
      ...serverMain(editor, folders),
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.connectionTokenFile === null
        ? ['--without-connection-token']
        : ['--connection-token-file', options.connectionTokenFile]),
      ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
      ...(options.parameters ?? []),
    ],
    // A process group of its own, so that stop() reaches the extension hosts, watchers and terminals too.
    { env: serverEnvironment(options.env), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  return supervise(child);
}

/** Installs a VSIX into the extensions folder. @throws {CommandError} with VS Code's own words where it can't. */
export async function installExtension(editor: Editor, folders: VsCodeFolders, vsix: string): Promise<void> {
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const child = spawn(editor.node, [...serverMain(editor, folders), '--install-extension', vsix, '--force'], {
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const code = await new Promise(resolve => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (code === 0 && /successfully installed/.test(output())) return;
  throw new CommandError(`VS Code could not install ${vsix}:\n${output().trim()}`);
}

function serverMain(editor: Editor, folders: VsCodeFolders): string[] {
  return [
    join(editor.vscode, 'out', 'server-main.js'),
    ...['--server-data-dir', folders.serverData],
    ...['--user-data-dir', folders.userData],
    ...['--extensions-dir', folders.extensions],
  ];
}

/** Ours, without what another VS Code, npm or a debugger has set for its own children. */
function serverEnvironment(added: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/.test(name));
  // No gallery: VS Code asks no one outside for extensions.
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{}', ...added };
}

function collect(child: ChildProcess): () => string {
  let output = '';
  const add = (text: string) => {
    // The token is for the browser alone; what is kept here may end in an error message.
    output = (output + text.replace(/\btkn=[^&\s]+/g, 'tkn=…')).slice(-limits.output);
  };
  child.stdout?.setEncoding('utf8').on('data', add);
  child.stderr?.setEncoding('utf8').on('data', add);
  return () => output;
}

async function supervise(child: ChildProcess): Promise<VsCodeServer> {
  const output = collect(child);
  const exited = new Promise<void>(resolve => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const killAll = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killAll);
  const stop = async () => {
    process.off('exit', killAll);
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(killAll, limits.stop);
    await exited;
    clearTimeout(timer);
    // The server has gone; a child that it left behind goes too.
    killAll();
  };
  try {
    return { port: await listening(child, output, exited), pid: child.pid ?? 0, output, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(child: ChildProcess, output: () => string, exited: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new CommandError(`VS Code's server ${what}:\n${output().trim()}`));
    const timer = setTimeout(() => fail(`did not start within ${limits.ready / 1000} s`), limits.ready);
    const look = () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      // VS Code's server says so and lives on, listening nowhere.
      const taken = /EADDRINUSE/.test(output());
      if (port === undefined && !taken) return;
      clearTimeout(timer);
      if (port === undefined) fail('found its port taken');
      else resolve(Number(port));
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    void exited.then(() => {
      clearTimeout(timer);
      fail(`ended (${child.signalCode ?? `exit code ${child.exitCode}`}) before it listened`);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has gone.
  }
}
