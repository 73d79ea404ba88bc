// Builds the extension, the server and the console with esbuild. `--if-needed` skips what is newer than its sources,
// `--watch` builds again on each change, `--vsix` packs the extension.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build, context } from 'esbuild';
import { writeRegistry } from './extension/write-registry.mjs';

const root = import.meta.dirname;
process.chdir(root);
writeRegistry();
const flags = new Set(process.argv.slice(2));
const vsix = 'dist/intramural.vsix';
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
    // Its ES module finds itself by `import.meta.url`, which a CommonJS bundle has not.
    alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
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
  // Grammars that the repository keeps are packed there.
  for (const { wasm } of grammars.filter(({ kept, check }) => kept && !check)) {
    writeFileSync(`dist/extension/grammars/${wasm}`, gunzipSync(readFileSync(`grammars/wasm/${wasm}.gz`)));
  }
}

/** Files that go beside the bundles as they are. */
const manifest = JSON.parse(readFileSync('grammars/manifest.json', 'utf8'));
const grammars = Object.values(manifest);
const assets = [
  ['node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/extension/grammars/web-tree-sitter.wasm'],
  ...grammars
    .filter(({ kept }) => !kept)
    .map(grammar => [`node_modules/${grammar.package}/${grammar.wasm}`, `dist/extension/grammars/${grammar.wasm}`]),
  ['telemetry/console/index.html', 'dist/console/index.html'],
  ['telemetry/console/icon.svg', 'dist/console/icon.svg'],
];

/** True where the file is missing or older than what it is made from. */
function outdated(file, madeFrom) {
  return newest(file) < Math.max(...madeFrom.map(newest));
}

async function buildAll() {
  rmSync('dist', { recursive: true, force: true });
  const names = Object.keys(bundles);
  const results = await Promise.all(names.map(name => build(options(name))));
  copyAssets();
  const extension = results[names.indexOf('extension')];
  writeFileSync('dist/extension/THIRD-PARTY-NOTICES.txt', notices(extension.metafile));
}

/** Names and licence texts of every package whose code or grammar goes into the VSIX. */
function notices(metafile) {
  const files = [
    ...Object.keys(metafile.inputs),
    ...assets.filter(([, to]) => to.startsWith('dist/extension')).map(([from]) => from),
  ];
  const packages = new Set(files.flatMap(file => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
  const parts = [...packages].sort().map(name => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder).filter(file => /^(licen[cs]e|notice)/i.test(file));
    return [
      `${name} ${version} (${license})`,
      ...texts.map(file => readFileSync(join(folder, file), 'utf8').trim()),
    ].join('\n\n');
  });
  for (const [id, { package: name, version, licence, kept, check }] of Object.entries(manifest)) {
    if (kept && !check)
      parts.push(`${name} ${version} (${licence})\n\n${readFileSync(`grammars/licences/${id}.txt`, 'utf8').trim()}`);
  }
  return `Intramural contains the following third-party software.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** What the packer says is told where it fails: execFileSync then throws with it. */
function packExtension() {
  const words = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--readme-path',
    'extension/README.md',
    '--out',
    vsix,
  ];
  execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  process.stderr.write(`Packed ${vsix} (${Math.ceil(statSync(vsix).size / 1000)} kB).\n`);
}

if (flags.has('--watch')) {
  copyAssets();
  for (const name of Object.keys(bundles)) await (await context(options(name))).watch();
  process.stdout.write('watching\n');
} else {
  if (!flags.has('--if-needed') || outdated('dist/server/main.js', sources)) await buildAll();
  if (flags.has('--vsix') && outdated(vsix, ['dist/extension', 'package.json'])) packExtension();
}
