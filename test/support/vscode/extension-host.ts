import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { launchBrowser } from '../browser.ts';
import type { InnerResult } from './inner/run.ts';
import { startVsCode, type VsCodeOptions } from './start.ts';

/** Mocha inside the real extension host of VS Code, with a real browser as the window. */

export interface ExtensionHostRun extends Omit<VsCodeOptions, 'extension'> {
  /** The extension that the tests belong to: their `vscode` is the one it gets. */
  extension: NonNullable<VsCodeOptions['extension']>;
  /** Test files (absolute paths). They may import `vscode`, `mocha` and anything of ours. */
  tests: string[];
  /** Milliseconds of one inner test. */
  timeout?: number;
  /** Milliseconds of the whole run. */
  runTimeout?: number;
}

const defaults = { timeout: 10_000, runTimeout: 60_000 } as const;

/**
 * Returns what passed, for the outer test to count.
 * @throws where an inner test fails, none runs, or the run does not end: with titles, messages and the end of the logs
 */
export async function runInExtensionHost(options: ExtensionHostRun): Promise<InnerResult> {
  const scratch = await mkdtemp(join(tmpdir(), 'imt-inner-'));
  const resultFile = join(scratch, 'result.json');
  const vscode = await startVsCode(options);
  const browser = await launchBrowser();
  try {
    const extension = vscode.extension ?? '';
    const entry = join(extension, 'inner-tests.cjs');
    await bundle(options.tests, entry);
    const page = await browser.newPage();
    const lines: string[] = [];
    const exit = new Promise<number>(resolve => {
      void page.exposeFunction('codeAutomationLog', (kind: string, parts: unknown[]) =>
        lines.push(`${kind}: ${parts.join(' ')}`),
      );
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
    });
    const remote = (path: string) => `vscode-remote://127.0.0.1:${vscode.port}${path}`;
    const environment = {
      ...options.env,
      INTRAMURAL_INNER_RESULT: resultFile,
      INTRAMURAL_INNER_TIMEOUT: String(options.timeout ?? defaults.timeout),
    };
    await page.goto(
      vscode.page({
        payload: [
          ['extensionDevelopmentPath', remote(extension)],
          ['extensionTestsPath', remote(entry)],
          ['extensionEnvironment', JSON.stringify(environment)],
        ],
      }),
    );
    const code = await within(options.runTimeout ?? defaults.runTimeout, exit);
    const result = await readResult(resultFile);
    if (code === 0 && result && result.failures.length === 0 && result.passes.length > 0) return result;
    throw new Error(await explain(code, result, lines, resultFile));
  } finally {
    await browser.close();
    await vscode.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function bundle(tests: string[], outfile: string): Promise<void> {
  const runner = fileURLToPath(new URL('./inner/run.ts', import.meta.url));
  const loaders = tests.map(test => `() => import(${JSON.stringify(test)})`).join(', ');
  await build({
    stdin: {
      contents: `import { runTests } from ${JSON.stringify(runner)};\nexport const run = () => runTests([${loaders}]);\n`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['vscode'],
    plugins: [oneMocha],
    logLevel: 'silent',
  });
}

/** Runner and tests share the mocha of the project, loaded as it is. */
const oneMocha: Plugin = {
  name: 'one mocha',
  setup(build) {
    const path = join(dirname(createRequire(import.meta.url).resolve('mocha')), 'lib', 'mocha.cjs');
    build.onResolve({ filter: /^mocha$/ }, () => ({ path, external: true }));
  },
};

async function within(milliseconds: number, exit: Promise<number>): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>(resolve => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  const code = await Promise.race([exit, late]);
  clearTimeout(timer);
  return code;
}

async function readResult(file: string): Promise<InnerResult | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as InnerResult);
}

async function explain(
  code: number | null,
  result: InnerResult | null,
  lines: string[],
  resultFile: string,
): Promise<string> {
  const failures = result?.failures.map(({ title, stack, message }) => `✗ ${title}\n${stack || message}`) ?? [];
  const started = await readFile(`${resultFile}.running`, 'utf8').catch(() => '');
  const running = result ? [] : [`last test started: ${started.trim().split('\n').at(-1) || 'none'}`];
  const troubles = lines.filter(line => !line.startsWith('info: '));
  const outcome =
    code === null ? 'did not end in time' : `ended with ${code}, ${result?.passes.length ?? 'unknown'} passed`;
  return [`The run in the extension host ${outcome}.`, ...failures, ...running, ...troubles.slice(-20)].join('\n');
}
