import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A real PostgreSQL server of the test's own, on a socket in a folder of its own. */
export interface TestServer {
  connection: pg.PoolConfig;
  stop(): Promise<void>;
}

/** Folder of `initdb` and `postgres`: INTRAMURAL_POSTGRESQL, else where Debian puts them. Null: there is none. */
export function postgresqlPrograms(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [process.env.INTRAMURAL_POSTGRESQL, ...versions.map(version => join(debian, version, 'bin'))];
  return places.find(place => place !== undefined && existsSync(join(place, 'initdb'))) ?? null;
}

/** The server refuses to run as root; Debian's package brings a user for it. */
function user(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgreSQL(programs: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'intramural-postgresql-'));
  const owner = user();
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  execFileSync(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'test', '-E', 'UTF8'], {
    ...owner,
    cwd: folder,
    stdio: 'pipe',
  });
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-h', ''], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  const gone = once(server, 'exit');
  const connection: pg.PoolConfig = { host: folder, user: 'test', database: 'postgres' };
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(connection);
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      if (attempt === 100 || server.exitCode !== null) throw error;
      await sleep(100);
    }
  }
  return {
    connection,
    async stop() {
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
