import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Editor } from './editor.ts';
import { quietSettings, writeMachineSettings, writeUserSettingsOnce } from './settings.ts';
import { installExtension, startVsCodeServer, type VsCodeServer, vscodeFolders } from './vscode-server.ts';
import { layOutWorkspace } from './workspace.ts';

/** The proxy that the playground's extension talks to: one that was running, or one started for it. */
export interface PlaygroundProxy {
  origin: string;
  /** Environment by which the extension finds what it needs of this proxy, such as its data folder. */
  env?: Record<string, string>;
  /** Stops it if it was started for the playground. */
  stop(): Promise<void>;
}

export interface PlaygroundOptions {
  editor: Editor;
  vsix: string;
  /** The sample workspace as it comes with Intramural. */
  sample: string;
  /** Where the playground keeps its copy of the workspace, its settings and its state. */
  folder: string;
  ensureProxy(): Promise<PlaygroundProxy>;
  /** The port to listen on; another one is taken where it is not free. */
  port: number;
}

export interface Playground {
  /** Opens the workbench; holds the token that lets its reader in. */
  url: string;
  workspace: string;
  proxyOrigin: string;
  /** Resolves when VS Code's server has gone, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts VS Code on the sample workspace, with the extension installed and set to the proxy. On loopback, behind a token made
 * anew each time. Settings go into the playground's own folder; those of the user's own VS Code are never touched.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { editor, folder } = options;
  const workspace = join(folder, 'workspace');
  const folders = vscodeFolders(folder);
  const proxy = await options.ensureProxy();
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await layOutWorkspace(options.sample, workspace);
    await writeUserSettingsOnce(folders, { ...quietSettings, 'workbench.startupEditor': 'readme' });
    await writeMachineSettings(folders, { 'intramural.proxyUrl': proxy.origin });
    await installExtension(editor, folders, options.vsix);
    const token = randomBytes(24).toString('base64url');
    const server = await startOnPort(options, await writeToken(folder, token), proxy.env ?? {});
    const query = new URLSearchParams({ tkn: token, folder: workspace });
    return {
      url: `http://127.0.0.1:${server.port}/?${query}`,
      workspace,
      proxyOrigin: proxy.origin,
      exited: server.exited,
      async stop() {
        await server.stop();
        await proxy.stop();
      },
    };
  } catch (error) {
    await proxy.stop();
    throw error;
  }
}

/** In a file, not on the command line, where every user of the machine could read it. */
async function writeToken(folder: string, token: string): Promise<string> {
  const file = join(folder, 'connection-token');
  await writeFile(file, token, { mode: 0o600 });
  return file;
}

/** The same port each time keeps what the browser stores for the editor (sign-in, layout); any free one is the next best. */
async function startOnPort(
  { editor, folder, port }: PlaygroundOptions,
  connectionTokenFile: string,
  env: Record<string, string>,
): Promise<VsCodeServer> {
  const parameters = { editor, folders: vscodeFolders(folder), connectionTokenFile, env };
  try {
    return await startVsCodeServer({ ...parameters, port });
  } catch (error) {
    if (!/EADDRINUSE/.test((error as Error).message)) throw error;
    return startVsCodeServer({ ...parameters, port: 0 });
  }
}
