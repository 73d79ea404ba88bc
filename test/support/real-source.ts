import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readRepositories, untar } from './corpora.ts';

/** A file that somebody wrote for another purpose than our tests. */
export interface RealSource {
  path: string;
  text: string;
}

const root = join(import.meta.dirname, '..', '..');
/** Where installed packages keep source: those of this project, and those that npm itself brings (node-gyp's Python). */
const installed = [
  join(root, 'node_modules'),
  join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'node_modules'),
];
const creddata = join(root, '..', 'shared', 'corpora', 'secrets', 'creddata-files.tar.gz');

const longestFile = 60_000;
const shortestFile = 300;

/**
 * At most `most` files whose paths match, from the sample corpora and the installed packages, always the same ones for the
 * same state of both. Read in place; empty where neither has any.
 */
export function realSource(wanted: RegExp, most: number): RealSource[] {
  repositories ??= readRepositories(() => true) ?? [];
  leaked ??= existsSync(creddata) ? untar(gunzipSync(readFileSync(creddata))) : [];
  const candidates = [
    ...[...repositories, ...leaked].map(({ path, text }) => ({ path, read: () => text })),
    ...installed.flatMap(folder => packaged(folder)).map(path => ({ path: shortPath(path), read: () => textOf(path) })),
  ]
    .filter(({ path }) => wanted.test(path))
    .map(candidate => ({ ...candidate, order: createHash('sha256').update(candidate.path).digest('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const found: RealSource[] = [];
  for (const { path, read } of candidates) {
    if (found.length === most) break;
    const text = read();
    if (text.length >= shortestFile && text.length <= longestFile && !text.includes('\ufffd'))
      found.push({ path, text });
  }
  return found;
}

let repositories: RealSource[] | undefined;
/** CredData's repositories: files that secrets were found in. */
let leaked: RealSource[] | undefined;

const shortPath = (path: string): string => path.slice(path.lastIndexOf('node_modules'));
const textOf = (path: string): string => readFileSync(path, 'utf8').replace(/\r\n?/g, '\n');

const listed = new Map<string, string[]>();
function packaged(folder: string): string[] {
  let paths = listed.get(folder);
  if (!paths) {
    paths = [];
    walk(folder, paths);
    listed.set(folder, paths);
  }
  return paths;
}

/** Generated parsers say nothing of how people write. */
const neverRead = /\/src\/parser\.c$/;

function walk(folder: string, paths: string[]): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path, paths);
    else if (entry.isFile() && !neverRead.test(path) && sourceFile.test(entry.name)) paths.push(path);
  }
}

const sourceFile = /\.(?:py|c|h|cc|cpp|hpp|sh|bash|ya?ml|[cm]?js|ts|cs)$/;
