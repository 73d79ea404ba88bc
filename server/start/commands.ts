import { join } from 'node:path';
import type { Command } from '../cli/command.ts';
import { packageRoot } from '../package-root.ts';

/** One completion through the whole path, on a sample of bank code. */
export interface SampleCompletion {
  /** The lines before the cursor that are worth showing, then what was suggested. */
  before: string;
  suggestion: string;
  fileName: string;
  auditId: string | null;
  firstTokenMs: number | null;
  totalMs: number;
}

export type CompleteSample = (workspace: string, origin: string, token: string) => Promise<SampleCompletion>;

const sampleWorkspace = join(packageRoot(), 'server', 'playground', 'workspace');

/** In the checkout: the VSIX that `npm start` has packed. */
const vsix = join(packageRoot(), 'dist', 'intramural.vsix');

/**
 * `start`: what a newcomer runs. Fetches the model where it is missing, starts the proxy (or finds it running), shows one
 * completion and says what to do next. The sample completion comes from outside: only `main.ts` may load editor code.
 */
export function startCommand(loadCompleteSample: () => Promise<CompleteSample>): Command {
  return program => {
    program
      .command('start')
      .description('get the model, start the proxy, show a first completion and what to do next')
      .option('-c, --config <file>', 'configuration (YAML)')
      .option('--install', 'install the extension in the editor on the path (code or code-server)')
      .option('--once', 'stop after the first completion')
      .action(async (options: { config?: string; install?: boolean; once?: boolean }) => {
        const { prepare } = await import('../serve/prepare.ts');
        const { findOrServe } = await import('../serve/find-or-serve.ts');
        const { untilStopped } = await import('../serve/until-stopped.ts');
        const prepared = await prepare(options.config);
        if (prepared.model) say(`Model       ${prepared.model.name} (${prepared.model.source})`);
        const started = performance.now();
        const service = await findOrServe(prepared);
        say(
          `Proxy       ${service.origin} (${service.mine ? `up in ${seconds(performance.now() - started)}` : 'was running'})`,
        );
        if (service.log) say(`Log         ${service.log}`);
        try {
          showSample(await (await loadCompleteSample())(sampleWorkspace, service.origin, prepared.token));
          if (options.install) await install();
          await showNext(service.origin, prepared.token);
        } catch (error) {
          await service.stop();
          throw error;
        }
        if (options.once || !service.mine) return service.stop();
        say('\nCtrl-C stops the proxy.');
        await untilStopped(service, say);
      });
  };
}

function showSample(sample: SampleCompletion): void {
  const firstToken = sample.firstTokenMs === null ? '' : `first token after ${Math.round(sample.firstTokenMs)} ms, `;
  say(`\nA first completion, in ${sample.fileName} (what follows ▸ is the model's):\n`);
  for (const line of `${sample.before}▸${sample.suggestion}`.split('\n')) say(`    ${line}`);
  say(`\n${firstToken}whole after ${Math.round(sample.totalMs)} ms, audit record ${sample.auditId ?? 'unknown'}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Never fails the start: what could not be installed is said, with the way to do it by hand. */
async function install(): Promise<void> {
  const { findEditor, installVsix } = await import('./install.ts');
  const editor = findEditor();
  if (!editor) return say(`\nNo editor found: neither code nor code-server is on the path. The extension is ${vsix}`);
  const problem = installVsix(editor, vsix);
  say(problem ? `\n${editor} could not install ${vsix}: ${problem}` : `\nInstalled the extension in ${editor}.`);
}

async function showNext(origin: string, token: string): Promise<void> {
  say(`
What next
  Console     ${(await signInLink(origin, token)) ?? `${origin}/console`}
  Editor      code --install-extension ${vsix}      (or: npm start -- --install)
  Playground  npm run playground                    a VS Code in the browser, on a small bank's code`);
}

/** A link that signs its reader in, once. */
async function signInLink(origin: string, token: string): Promise<string | null> {
  try {
    const response = await fetch(`${origin}/console/api/sign-in-links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(3_000),
    });
    const { url } = (await response.json()) as { url?: string };
    return response.ok && url ? url : null;
  } catch {
    return null;
  }
}
