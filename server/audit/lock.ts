import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One writer for each log. The lock is a file that names its owner: on the same machine the owner's process decides
 * whether it is stale; from another machine (a shared volume) only the owner's silence does.
 */

/** The owner touches its lock this often. */
const heartbeatMs = 5_000;
/** A lock from another machine, untouched for this long, is stale. */
const foreignStaleMs = 30_000;

interface Owner {
  host: string;
  pid: number;
  /** Start of the process in clock ticks since boot, where the platform tells; guards against a reused pid. */
  started: string | null;
  nonce: string;
}

export class AuditLogLocked extends Error {
  constructor(path: string, owner: string) {
    super(`another process writes this audit log (${owner}); its lock is ${path}`);
    this.name = 'AuditLogLocked';
  }
}

async function startOf(pid: number): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the command in field 2 may hold spaces and brackets.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isStale(path: string, owner: Owner | null): Promise<boolean> {
  if (owner === null || owner.host !== hostname()) {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs > foreignStaleMs;
  }
  if (!lives(owner.pid)) return true;
  return owner.started !== null && (await startOf(owner.pid)) !== owner.started;
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as Owner;
    return typeof owner.pid === 'number' && typeof owner.nonce === 'string' ? owner : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    return null;
  }
}

async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export interface Lock {
  release(): Promise<void>;
}

/** How often a lock that is held is looked at again (ms). */
const lookAgainMs = 100;

/**
 * Waits up to `patienceMs` for the writer before to go: killed at once with its parent, it may still be on its way out.
 * @throws AuditLogLocked while another writer lives.
 */
export async function acquireLock(directory: string, patienceMs = 0): Promise<Lock> {
  const path = join(directory, 'lock');
  const owner: Owner = {
    host: hostname(),
    pid: process.pid,
    started: await startOf(process.pid),
    nonce: randomUUID(),
  };
  const draft = `${path}.${owner.nonce}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
  try {
    const end = performance.now() + patienceMs;
    while (!(await tryLink(draft, path))) {
      try {
        await removeIfStale(path);
      } catch (error) {
        if (!(error instanceof AuditLogLocked) || performance.now() >= end) throw error;
        await sleep(lookAgainMs);
      }
    }
  } finally {
    await rm(draft, { force: true });
  }
  const touch = () => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  };
  const heartbeat = setInterval(touch, heartbeatMs);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      const current = await readOwner(path).catch(() => null);
      if (current?.nonce === owner.nonce) await rm(path, { force: true });
    },
  };
}

async function removeIfStale(path: string): Promise<void> {
  let found: Owner | null;
  try {
    found = await readOwner(path);
    if (!(await isStale(path, found))) {
      throw new AuditLogLocked(path, found ? `process ${found.pid} on ${found.host}` : 'unknown');
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Two that find the same stale lock must not take each other's fresh one away: move it, look, put it back.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readOwner(aside).catch(() => null);
  if (moved && moved.nonce !== found?.nonce) await tryLink(aside, path);
  await rm(aside, { force: true });
}
