// Builds the extension, the server and the console with esbuild. `--if-needed` skips what is newer than its sources,
// `--watch` builds again on each change, `--vsix` packs the extension.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, context } from 'esbuild';

const root = import.meta.dirname;
process.chdir(root);
const flags = new Set(process.argv.slice(2));
const sources = ['extension', 'server', 'grammars', 'telemetry', 'package.json', 'build.mjs'];

/** @type {Record<string, import('esbuild').BuildOptions>} */
const bundles = {
  extension: {
    entryPoints: { main: 'extension/main.ts' },
    outdir: 'dist/extension',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    minify: true,
  },
  server: {
    entryPoints: {
      main: 'server/main.ts',
      gateway: 'server/gateway/process.ts',
      console: 'server/console/process.ts',
      engine: 'server/engine/process.ts',
    },
    outdir: 'dist/server',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    splitting: true,
    chunkNames: 'chunk-[hash]',
  },
  console: {
    entryPoints: { console: 'telemetry/console/main.tsx' },
    outdir: 'dist/console',
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.html': 'copy' },
  },
};

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}

function options(name) {
  return { ...bundles[name], bundle: true, sourcemap: name !== 'extension', logLevel: 'warning', metafile: true };
}

function copyAssets() {
  for (const [from, to] of assets) {
    mkdirSync(join(to, '..'), { recursive: true });
    cpSync(from, to, { recursive: true });
  }
}

/** Files that go beside the bundles as they are. */
const assets = [['telemetry/console/index.html', 'dist/console/index.html']];

/** True where the file is missing or older than what it is made from. */
function outdated(file, madeFrom) {
  return newest(file) < Math.max(...madeFrom.map(newest));
}

async function buildAll() {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all(Object.keys(bundles).map(name => build(options(name))));
  copyAssets();
}

function packExtension() {
  const vsce = 'node_modules/@vscode/vsce/vsce';
  const output = execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', 'dist/intramural.vsix']);
  process.stderr.write(output);
}

if (flags.has('--watch')) {
  copyAssets();
  for (const name of Object.keys(bundles)) await (await context(options(name))).watch();
  process.stdout.write('watching\n');
} else {
  if (!flags.has('--if-needed') || outdated('dist/server/main.js', sources)) await buildAll();
  if (flags.has('--vsix') && outdated('dist/intramural.vsix', ['dist/extension', 'package.json'])) packExtension();
}
