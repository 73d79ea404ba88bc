import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The program of each platform that opens an address in the user's own browser. */
const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Null where this machine shows no window: no opener is known, or no display is there. */
export function browserOpener(platform: string, env: NodeJS.ProcessEnv): readonly [string, ...string[]] | null {
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return null;
  return openers[platform] ?? null;
}

/** Best effort: false where no browser could be asked. Whether a window came up is not known. */
export async function openBrowser(
  url: string,
  platform: string = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const opener = browserOpener(platform, env);
  if (!opener) return false;
  const [program, ...parameters] = opener;
  const child = spawn(program, [...parameters, url], { stdio: 'ignore', detached: true, env });
  return new Promise(resolve => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** User ids below are the system's own services; `nobody` is no one. */
const people = { from: 1000, nobody: 65_534 } as const;

/**
 * Whether another person's processes run on this machine. They could read the command line of the opened browser, and with it
 * the token in the address.
 */
export function othersAreHere(owners: number[] = processOwners(), me: number = process.getuid?.() ?? 0): boolean {
  return owners.some(owner => owner !== me && owner >= people.from && owner !== people.nobody);
}

/** User ids of the running processes (Linux). */
function processOwners(): number[] {
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return processes.flatMap(name => statSync(join('/proc', name), { throwIfNoEntry: false })?.uid ?? []);
}
