import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommandError, exit } from '../cli/command.ts';
import { dataDirectory } from '../data.ts';
import { packageRoot } from '../package-root.ts';
import type { PlaygroundProxy } from './playground.ts';

/** Where the playground listens unless told otherwise. */
const defaultPort = 7412;

/** `playground`: a VS Code in the browser, on the sample workspace, connected to the proxy. */
export const playgroundCommand: Command = program => {
  program
    .command('playground')
    .description('open a VS Code in the browser, on the code of a small bank (Linux x64)')
    .option('-c, --config <file>', 'configuration of the proxy (YAML), where none runs yet')
    .option('-p, --port <port>', 'port of the editor; another one where it is taken', String(defaultPort))
    .option('--no-open', 'print the address only; leave the browser alone')
    .addHelpText(
      'after',
      `
The editor is fetched through npm on first use (160 MB) and kept in the cache folder. It listens on loopback, behind a token
that the printed address holds. Your changes to the sample workspace are kept.`,
    )
    .action(async (options: { config?: string; port: string; open: boolean }) => {
      const { installEditor } = await import('./install.ts');
      const { openBrowser, othersAreHere } = await import('./open-browser.ts');
      const { startPlayground } = await import('./playground.ts');
      const port = parsePort(options.port);
      const stop = watchForStop();
      const vsix = await ensureVsix();
      const editor = await installEditor();
      const playground = await startPlayground({
        editor,
        vsix,
        sample: join(packageRoot(), 'server', 'playground', 'workspace'),
        folder: join(dataDirectory(), 'playground'),
        ensureProxy: () => ensureProxy(options.config),
        port,
      });
      const opened = options.open && !othersAreHere() && (await openBrowser(playground.url));
      process.stdout.write(`
Playground  ${playground.url}${opened ? '' : '\n            Open this address in your browser.'}
Workspace   ${playground.workspace}
Proxy       ${playground.proxyOrigin}

Start with README.md there. Ctrl-C stops the playground.
`);
      const end = await Promise.race([stop.begin(), playground.exited]);
      await playground.stop();
      if (end === 'asked') return;
      throw new CommandError("The playground's VS Code has ended by itself.", { mend: 'Start it again.' });
    });
};

/** The proxy of `start` and `serve`: the one that runs, or one of our own that stops with the playground. */
async function ensureProxy(configFile: string | undefined): Promise<PlaygroundProxy> {
  const { prepare } = await import('../serve/prepare.ts');
  const { findOrServe } = await import('../serve/find-or-serve.ts');
  const prepared = await prepare(configFile);
  const { origin, stop } = await findOrServe(prepared);
  return { origin, stop, env: { INTRAMURAL_HOME: prepared.loaded.dataDirectory } };
}

/** @throws {CommandError} of exit code 2 */
function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new CommandError(`${text} is not a port.`, { mend: 'Give a number from 0 to 65535.', exitCode: exit.usage });
}

/** The packed extension; in a checkout that has none, it is packed now. */
async function ensureVsix(): Promise<string> {
  const vsix = join(packageRoot(), 'dist', 'intramural.vsix');
  if (existsSync(vsix)) return vsix;
  const { spawnSync } = await import('node:child_process');
  const { status } = spawnSync(process.execPath, ['build.mjs', '--if-needed', '--vsix'], {
    cwd: packageRoot(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === 0 && existsSync(vsix)) return vsix;
  throw new CommandError('The extension could not be packed.', { mend: 'Run: npm run package' });
}

/** Ctrl-C and its kin. Before anything runs that must be stopped in order, they end the process at once. */
function watchForStop(): { begin(): Promise<'asked'> } {
  let tell: (() => void) | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!tell) process.exit(130);
      tell();
      // A second one does not wait for the orderly end.
      tell = null;
    });
  }
  return {
    begin: () =>
      new Promise(resolve => {
        tell = () => resolve('asked');
      }),
  };
}
