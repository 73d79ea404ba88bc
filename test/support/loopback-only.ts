// Runs a command in a network namespace that holds loopback and nothing else, where the machine allows one:
//   npx tsx test/support/loopback-only.ts npx mocha test/editor
// Everything the command starts (proxy, model, VS Code, browser) is in there with it and reaches the rest of it. Where no
// namespace may be made, the command runs as it is, and says so. Exits as the command does.
import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Brings loopback up, then becomes the command. */
const enter = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** As root; else as root of a user namespace of its own. */
const ways = [
  ['unshare', '--net', ...enter],
  ['unshare', '--user', '--map-root-user', '--net', ...enter],
];

/** The words to put before a command to run it with loopback only; null where the machine allows no namespace. */
export function loopbackOnlyPrefix(): string[] | null {
  const works = ([command = '', ...parameters]: string[]) => spawnSync(command, [...parameters, 'true']).status === 0;
  return ways.find(works) ?? null;
}

/** Whether this process has no network but loopback. */
export function isLoopbackOnly(): boolean {
  return Object.values(networkInterfaces())
    .flat()
    .every(address => address?.internal);
}

function main(command: string[]): number {
  const prefix = isLoopbackOnly() ? [] : loopbackOnlyPrefix();
  const where = prefix ? 'no network but loopback' : 'the network as it is: this machine allows no namespace';
  process.stderr.write(`loopback-only: ${where}\n`);
  const [program = '', ...parameters] = [...(prefix ?? []), ...command];
  const { status, error } = spawnSync(program, parameters, { stdio: 'inherit' });
  if (error) process.stderr.write(`loopback-only: ${error.message}\n`);
  return status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
