import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findEditor } from '../../../server/playground/editor.ts';
import { quietSettings, writeMachineSettings, writeUserSettingsOnce } from '../../../server/playground/settings.ts';
import { installExtension, startVsCodeServer, vscodeFolders } from '../../../server/playground/vscode-server.ts';
import { strictCopy } from './strict-copy.ts';

/** A real VS Code for a test: its server on loopback, its state in a folder of its own that stop() removes. */

/** A small folder with a package.json, loaded as an extension under development; or a packed one, installed. */
export type ExtensionSource = { folder: string } | { vsix: string };

export interface VsCodeOptions {
  extension?: ExtensionSource;
  /** The open folder: one that exists, used in place, or the files of a new one (relative path → text). */
  workspace: string | Record<string, string>;
  /** User settings beside the quiet ones. */
  settings?: Record<string, unknown>;
  /** Machine-scoped settings, such as the proxy's address. */
  machineSettings?: Record<string, unknown>;
  /** True, the default: proposed API is refused, as on the desktop. */
  strict?: boolean;
  /** Environment of the extension host, beside our own. */
  env?: Record<string, string>;
  /** False, the default: every workspace is trusted. True: none is until someone says so; nobody is asked. */
  untrusted?: boolean;
  /** Keeps settings and state here, for a second start; the caller removes it. */
  state?: string;
}

export interface PageOptions {
  /** A file of the workspace to open, with the place of the cursor (from 1). */
  open?: { path: string; line?: number; column?: number };
  payload?: [key: string, value: string][];
  /** A `.code-workspace` file of the workspace to open in place of its folder. */
  workspaceFile?: string;
}

export interface VsCode {
  origin: string;
  port: number;
  /** Absolute path of the open folder. */
  workspace: string;
  /** Absolute path of the extension as loaded or installed. */
  extension: string | null;
  /** Address of the workbench. */
  page(options?: PageOptions): string;
  /** Everything that the server and its extension hosts have logged. */
  logs(): Promise<string>;
  stop(): Promise<void>;
}

/** Settings under which what a test types is what the file gets. */
const steadySettings = {
  'editor.wordBasedSuggestions': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.cursorBlinking': 'solid',
  'files.autoSave': 'off',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** @throws where the editor is not installed (test/support/vscode/install.ts does it), or does not start. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const installed = findEditor();
  if (!installed) throw new Error('VS Code is not installed. Run: npx tsx test/support/vscode/install.ts');
  const editor = (options.strict ?? true) ? await strictCopy(installed) : installed;
  const scratch = await mkdtemp(join(tmpdir(), 'imt-vscode-'));
  try {
    const folders = vscodeFolders(options.state ?? join(scratch, 'state'));
    await writeUserSettingsOnce(folders, { ...quietSettings, ...steadySettings, ...options.settings });
    await writeMachineSettings(folders, options.machineSettings ?? {});
    const workspace = await openFolder(options.workspace, join(scratch, 'workspace'));
    const extension = options.extension ? await placeExtension(options.extension) : null;
    await mkdir(join(scratch, 't'));
    const server = await startVsCodeServer({
      editor,
      folders,
      connectionTokenFile: null,
      testDriver: true,
      workspaceTrust: options.untrusted ?? false,
      // Sockets and other passing files of the server go with the scratch folder.
      env: { ...options.env, TMPDIR: join(scratch, 't'), XDG_RUNTIME_DIR: join(scratch, 't') },
    });
    const authority = `127.0.0.1:${server.port}`;
    return {
      origin: `http://${authority}`,
      port: server.port,
      workspace,
      extension: extension?.path ?? null,
      page: page => pageUrl(authority, workspace, extension?.development ? extension.path : null, page ?? {}),
      logs: async () => `${server.output()}\n${await readLogs(folders.userData)}`,
      async stop() {
        await server.stop();
        await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
      },
    };

    async function placeExtension(source: ExtensionSource): Promise<{ path: string; development: boolean }> {
      if ('vsix' in source) {
        await installExtension(editor, folders, source.vsix);
        return { path: await onlyExtension(folders.extensions), development: false };
      }
      const path = join(scratch, 'extension');
      await copySmallFolder(source.folder, path);
      return { path, development: true };
    }
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

async function openFolder(workspace: VsCodeOptions['workspace'], folder: string): Promise<string> {
  if (typeof workspace === 'string') return workspace;
  await mkdir(folder);
  for (const [path, text] of Object.entries(workspace)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** A copy, so that tests of the extension host can be put beside it. */
async function copySmallFolder(from: string, to: string): Promise<void> {
  if ((await readdir(from)).includes('node_modules')) throw new Error(`${from} is a whole project: pack it as a VSIX`);
  await cp(from, to, { recursive: true });
}

async function onlyExtension(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const [extension, ...others] = entries.filter(entry => entry.isDirectory() && !entry.name.startsWith('.'));
  if (!extension || others.length > 0) throw new Error(`expected one extension in ${folder}`);
  return join(folder, extension.name);
}

function pageUrl(authority: string, workspace: string, development: string | null, page: PageOptions): string {
  const remote = (path: string) => `vscode-remote://${authority}${path}`;
  const payload: [string, string][] = [...(page.payload ?? [])];
  if (development && !payload.some(([key]) => key === 'extensionDevelopmentPath')) {
    payload.push(['extensionDevelopmentPath', remote(development)]);
  }
  if (page.open) {
    const { path, line = 1, column = 1 } = page.open;
    payload.push(['openFile', remote(`${join(workspace, path)}:${line}:${column}`)], ['gotoLineMode', 'true']);
  }
  const opened: Record<string, string> = page.workspaceFile
    ? { workspace: join(workspace, page.workspaceFile) }
    : { folder: workspace };
  const query = new URLSearchParams({ ...opened, payload: JSON.stringify(payload) });
  return `http://${authority}/?${query}`;
}

async function readLogs(userData: string): Promise<string> {
  const entries = await readdir(join(userData, 'logs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map(file => readFile(file, 'utf8')))).join('\n');
}
