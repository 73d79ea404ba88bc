// Builds the grammars that are kept in `grammars/wasm` again, from the packages that `manifest.json` names:
//   node grammars/build.mjs [ID …] [--pin]
// Each package is fetched by the npm client with its own registry and checked against its SHA-512. Where it ships
// WebAssembly, that is taken; else clang builds it (Debian: apt-get install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32).
// `--pin` writes the digests of what was built into the manifest; without it another digest is an error.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { splitLexers } from './split-lexers.mjs';

const folder = import.meta.dirname;
const manifestFile = join(folder, 'manifest.json');
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
const words = process.argv.slice(2);
const pin = words.includes('--pin');
const wanted = words.filter(word => !word.startsWith('--'));
const ids = Object.keys(manifest).filter(id => manifest[id].kept && (wanted.length === 0 || wanted.includes(id)));

/** Flags of a side module as the runtime loads it: position-independent, no start, nothing but the grammar's own symbol. */
const flags = [
  '--target=wasm32-unknown-wasi',
  '-isystem',
  '/usr/include/wasm32-wasi',
  '-fPIC',
  '-shared',
  '-Os',
  '-Wl,--experimental-pic',
  '-Wl,--allow-undefined',
  '-Wl,--no-entry',
  '-Wl,--strip-debug',
  '-nostdlib',
  '-fno-exceptions',
  '-fvisibility=hidden',
];

/** What the runtime does not export and a scanner calls. */
const characterFunctions = `
int tolower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
int toupper(int c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }
int isspace(int c) { return c == ' ' || (c >= 9 && c <= 13); }
`;

const sha = (algorithm, bytes) => createHash(algorithm).update(bytes);

for (const id of ids) {
  const grammar = manifest[id];
  const scratch = mkdtempSync(join(tmpdir(), 'intramural-grammar-'));
  try {
    const built = build(id, grammar, scratch);
    const digest = sha('sha256', built).digest('hex');
    if (pin) grammar.sha256 = digest;
    else if (grammar.sha256 !== digest) throw new Error(`${id}: built ${digest}, but ${grammar.sha256} is pinned`);
    mkdirSync(join(folder, 'wasm'), { recursive: true });
    writeFileSync(join(folder, 'wasm', `${grammar.wasm}.gz`), gzipSync(built, { level: 9 }));
    process.stdout.write(`${id}: ${grammar.package} ${grammar.version}, ${built.length} bytes, ${digest}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
if (pin) writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);

/** Fetches, checks and unpacks the package; gives the WebAssembly. Keeps the package's licence. */
function build(id, grammar, scratch) {
  const name = `${grammar.package}@${grammar.version}`;
  execFileSync('npm', ['pack', '--silent', '--pack-destination', scratch, name], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = join(
    scratch,
    readdirSync(scratch).find(file => file.endsWith('.tgz')),
  );
  const integrity = sha('sha512', readFileSync(archive)).digest('base64');
  if (pin) grammar.kept.packageSha512 = integrity;
  else if (grammar.kept.packageSha512 !== integrity) throw new Error(`${name} is not the package that was pinned`);
  execFileSync('tar', ['xzf', archive, '-C', scratch]);
  const root = join(scratch, 'package');
  mkdirSync(join(folder, 'licences'), { recursive: true });
  writeFileSync(join(folder, 'licences', `${id}.txt`), readFileSync(join(root, 'LICENSE')));
  if (grammar.kept.built === 'package') return readFileSync(join(root, grammar.wasm));
  return compile(grammar, root);
}

function compile({ wasm, kept }, root) {
  const parser = join(root, 'src', 'parser.c');
  if (kept.built === 'clang-split') writeFileSync(parser, splitLexers(readFileSync(parser, 'utf8')));
  const shim = join(root, 'characters.c');
  writeFileSync(shim, kept.built === 'clang-split' ? characterFunctions : '');
  const output = join(root, wasm);
  const sources = ['-I', join(root, 'src'), parser, join(root, 'src', 'scanner.c'), shim];
  execFileSync('clang-19', [...flags, `-Wl,--export=${kept.symbol}`, ...sources, '-o', output], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return readFileSync(output);
}
