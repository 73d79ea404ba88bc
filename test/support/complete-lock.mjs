// After `npm install` against a registry that carries the binaries of one platform only: puts the optional packages of the
// other platforms, which npm then leaves out, back into package-lock.json. Without them `npm ci` refuses the lock ("Missing: …").
// They are known by name and exact version, as their parent asks for them; npm never fetches them on another platform.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = { darwin: 'darwin', mac: 'darwin', linux: 'linux', win: 'win32', win32: 'win32', android: 'android' };
const processors = { x64: 'x64', arm64: 'arm64', armv7l: 'arm', riscv64: 'riscv64' };

let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const words = name.split(/[/-]/);
    const os = words.map(word => systems[word]).find(Boolean);
    const cpu = words.map(word => processors[word]).find(Boolean);
    if (lock.packages[path] || !os || !cpu || !/^\d/.test(version)) continue;
    const libc = words.includes('musl') ? { libc: ['musl'] } : {};
    lock.packages[path] = {
      version,
      cpu: [cpu],
      optional: true,
      os: [os],
      ...libc,
      ...(entry.dev ? { dev: true } : {}),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages of other platforms added\n`);
