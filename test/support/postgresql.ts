import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A real PostgreSQL server of the test's own, on a socket in a folder of its own. */
export interface TestServer {
  connection: pg.PoolConfig;
  /** Where it also listens, with TLS and a password; null where that was not asked for. */
  network: { host: string; port: number; password: string; caFile: string } | null;
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

/** A port nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What makes the server listen on loopback with a certificate of its own. */
async function networkOf(folder: string, own: { uid?: number; gid?: number }) {
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', certificate],
    { stdio: 'pipe' },
  );
  chmodSync(key, 0o600);
  if (own.uid !== undefined && own.gid !== undefined) chownSync(key, own.uid, own.gid);
  chmodSync(folder, 0o755);
  const port = await freePort();
  const flags = [
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-c',
    'ssl=on',
    '-c',
    `ssl_cert_file=${certificate}`,
    '-c',
    `ssl_key_file=${key}`,
  ];
  return { network: { host: '127.0.0.1', port, password: 'known only to the test', caFile: certificate }, flags };
}

/**
 * The server for a suite, to be called in its `before`: the suite is skipped where a developer's machine has none, and
 * fails in CI, where there must be one.
 */
export async function postgresqlOrSkip(suite: { skip(): never }, reachable = false): Promise<TestServer> {
  const programs = postgresqlPrograms();
  if (programs !== null) return startPostgreSQL(programs, reachable);
  assert.notEqual(process.env.CI, 'true', 'PostgreSQL is missing: apt-get install --no-install-recommends postgresql');
  return suite.skip();
}

/** @param reachable whether it also listens on loopback, with TLS, and wants a password there. */
export async function startPostgreSQL(programs: string, reachable = false): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'intramural-postgresql-'));
  const owner = user();
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '--auth-local=trust', '--auth-host=scram-sha-256', '-U', 'test', '-E', 'UTF8'],
    {
      ...owner,
      cwd: folder,
      stdio: 'pipe',
    },
  );
  const listening = reachable ? await networkOf(folder, owner) : null;
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, ...(listening?.flags ?? ['-h', ''])], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  const gone = once(server, 'exit');
  const port = listening?.network.port ?? 5432;
  const connection: pg.PoolConfig = { host: folder, port, user: 'test', database: 'postgres' };
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(connection);
    try {
      await client.connect();
      if (listening) await client.query(`ALTER USER test PASSWORD '${listening.network.password}'`);
      await client.end();
      break;
    } catch (error) {
      if (attempt === 100 || server.exitCode !== null) throw error;
      await sleep(100);
    }
  }
  return {
    connection,
    network: listening?.network ?? null,
    async stop() {
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
