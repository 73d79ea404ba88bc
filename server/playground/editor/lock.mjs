// Makes package-lock.json anew from package.json. Of code-server only the VS Code that it carries is used, not its own web
// server: the packages that only that server needs are taken out of the lock, so that `npm ci` never fetches them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const file = join(folder, 'package-lock.json');
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved'], {
  cwd: folder,
  stdio: 'inherit',
});

const lock = JSON.parse(readFileSync(file, 'utf8'));
delete lock.packages['node_modules/code-server'].dependencies;

/** Where the package at `from` finds the package `name`, as Node looks for it. */
function find(from, name) {
  const path = `${from ? `${from}/` : ''}node_modules/${name}`;
  if (lock.packages[path]) return path;
  return from ? find(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name) : undefined;
}

const needed = new Set();
function need(path) {
  if (path === undefined || needed.has(path)) return;
  needed.add(path);
  const { dependencies, optionalDependencies } = lock.packages[path];
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) need(find(path, name));
}
need('');

lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(([path]) => needed.has(path)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
