// Everything that CI runs, in order: lint and types, build, unit, integration, real VS Code and real browser.
// `--soak` runs the long forms of the same tests (SOAK=1). The last line gives the totals.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'intramural-test-'));
const totals = join(scratch, 'totals');
const soak = process.argv.includes('--soak');
const env = { ...process.env, TEST_TOTALS: totals, ...(soak ? { SOAK: '1' } : {}) };

const node = process.execPath;
const mocha = (title, timeout, ...globs) => [
  title,
  node,
  [
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    'test/support/reporter.mjs',
    '--timeout',
    String(soak ? timeout * 20 : timeout),
    ...globs,
  ],
];

const loopbackOnly = ([title, command, parameters]) => [
  title,
  node,
  ['--import', 'tsx', 'test/support/loopback-only.ts', command, ...parameters],
];

const steps = [
  ['format and lint', node, ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['types of the console', node, ['node_modules/typescript/bin/tsc', '-p', 'telemetry/console/tsconfig.json']],
  ['build', node, ['build.mjs', '--vsix']],
  mocha(
    'unit and property tests',
    5_000,
    'test/unit/**/*.test.ts',
    'test/property/**/*.test.ts',
    'extension/languages/**/*.test.ts',
  ),
  ['model', node, ['server/intramural.mjs', 'model', 'fetch']],
  ['VS Code', node, ['--import', 'tsx', 'test/support/vscode/install.ts']],
  mocha('integration tests', 60_000, 'test/integration/**/*.test.ts'),
  // From here on nothing may be needed from outside: where the machine allows it, there is no network but loopback.
  loopbackOnly(
    mocha('real VS Code and real browser', 120_000, 'test/editor/**/*.test.ts', 'test/browser/**/*.test.ts'),
  ),
];

const failed = [];
for (const [title, command, parameters] of steps) {
  const started = Date.now();
  process.stdout.write(`\n── ${title}\n`);
  const { status, signal } = spawnSync(command, parameters, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  process.stdout.write(
    `── ${title}: ${status === 0 ? 'done' : `failed (${signal ?? status})`} in ${Math.round((Date.now() - started) / 1000)} s\n`,
  );
  if (status !== 0) failed.push(title);
  // Without a build nothing after it can run.
  if (status !== 0 && title === 'build') break;
}

let [passes, failures, pending] = [0, 0, 0];
for (const line of existsSync(totals) ? readFileSync(totals, 'utf8').trim().split('\n') : []) {
  const [p, f, s] = line.split(' ').map(Number);
  passes += p;
  failures += f;
  pending += s;
}
// Again at the end, where a reader of a long log looks first.
if (existsSync(`${totals}.failures`))
  process.stdout.write(`\n── what failed\n\n${readFileSync(`${totals}.failures`, 'utf8')}`);
rmSync(scratch, { recursive: true, force: true });
if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
process.stdout.write(
  `\n${passes} passed, ${failures + failed.length * (failures === 0 ? 1 : 0)} failed${pending > 0 ? `, ${pending} skipped` : ''}\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
