import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderFailure } from './failure.ts';

/** Keeps two processes from fetching the same file at once. */

const rules = {
  /** Milliseconds between two signs of life of the holder. */
  beat: 5_000,
  /** Milliseconds without one after which the holder counts as gone, on whatever machine it was. */
  stale: 30_000,
  /** Milliseconds between two looks of one who waits. */
  look: 500,
} as const;

export interface LockOptions {
  /** Told once, with the process that holds the lock, before the wait begins. */
  onWait?: (holder: { pid: number }) => void;
  signal?: AbortSignal | undefined;
  now?: () => number;
  sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

export interface Lock {
  /** Whether it still is ours: a machine that slept may have lost it. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

interface Holder {
  token: string;
  pid: number;
  host: string;
}

/** Waits until nobody else holds the lock, and takes it. @throws {CommandError} where the folder can't be written. */
export async function takeLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const now = options.now ?? Date.now;
  const pause = options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  const mine: Holder = { token: randomUUID(), pid: process.pid, host: hostname() };
  let told = false;
  while (!(await tryCreate(path, mine))) {
    options.signal?.throwIfAborted();
    const holder = await read(path);
    if (holder === null) continue;
    if (await gone(path, holder, now())) {
      await removeStale(path, holder);
      continue;
    }
    if (!told) options.onWait?.({ pid: holder.pid });
    told = true;
    await pause(rules.look, options.signal);
  }
  const beat = setInterval(() => {
    const at = new Date(now());
    void utimes(path, at, at).catch(() => undefined);
  }, rules.beat);
  beat.unref();
  const held = async () => (await read(path))?.token === mine.token;
  return {
    held,
    async release() {
      clearInterval(beat);
      if (await held()) await rm(path, { force: true });
    },
  };
}

async function tryCreate(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw folderFailure(error, path) ?? error;
  }
}

/** Null where the lock is no longer there. One that can't be read (a holder died while writing) has no owner. */
async function read(path: string): Promise<Holder | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    const { token, pid, host } = JSON.parse(text) as Holder;
    return { token, pid, host };
  } catch {
    return { token: '', pid: 0, host: '' };
  }
}

async function gone(path: string, holder: Holder, now: number): Promise<boolean> {
  if (holder.host === hostname() && !alive(holder.pid)) return true;
  const beatAt = await stat(path).then(
    found => found.mtimeMs,
    () => now,
  );
  return now - beatAt > rules.stale;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes the dead lock away by renaming it: of several that see it, one wins, and a living lock is put back. */
async function removeStale(path: string, dead: Holder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await read(aside))?.token !== dead.token) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
