import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP, type LookupFunction, Socket } from 'node:net';
import { join } from 'node:path';
import type pg from 'pg';
import type { Database } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openPostgreSQL } from '../../telemetry/store/postgresql.ts';
import { CommandError } from '../cli/command.ts';
import { allowedNetworks, plainAddress } from '../upstream/networks.ts';
import type { PostgreSQLConfig } from './config.ts';

/** The database behind the telemetry store, as the configuration names it. */

export interface DatabaseOptions {
  dataDirectory: string;
  postgresql: PostgreSQLConfig | undefined;
  /** Networks that may be dialled (`egress.allow`). */
  allow: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Told of each connection that was refused, and of the first that was made. */
  egress: (what: 'dialled' | 'refused', place: { address?: string; port: number }) => void;
}

/** @throws {CommandError} with what is wrong and how to mend it; never with the password. */
export async function openConfiguredDatabase(options: DatabaseOptions): Promise<Database> {
  const { postgresql } = options;
  if (!postgresql) return openDuckDB({ file: join(options.dataDirectory, 'telemetry', 'telemetry.duckdb') });
  try {
    return await openPostgreSQL({ connection: connectionTo({ ...options, postgresql }) });
  } catch (error) {
    throw error instanceof CommandError ? error : explain(error, postgresql);
  }
}

/** How the server is reached: by what the configuration says alone, within the allowed networks. @throws {CommandError} */
export function connectionTo(
  options: Pick<DatabaseOptions, 'allow' | 'env' | 'egress'> & { postgresql: PostgreSQLConfig },
): pg.PoolConfig {
  const { postgresql } = options;
  const local = isLocal(postgresql.host);
  if (postgresql.tls === false && !local) {
    throw new CommandError('telemetry.postgresql.tls is false, and the server is not on this machine.', {
      mend: 'Take tls out of the configuration, and name the bank’s certificate authority in ca_file.',
    });
  }
  const password = readPassword(postgresql, options.env);
  const authority = readAuthority(postgresql.ca_file);
  return {
    host: postgresql.host,
    port: postgresql.port,
    database: postgresql.database,
    user: postgresql.user,
    // A function, so that no environment variable or password file of the library's is looked into.
    password: async () => password ?? '',
    max: postgresql.connections,
    application_name: 'intramural',
    connectionTimeoutMillis: connectMs,
    ssl:
      (postgresql.tls ?? !local)
        ? { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(authority !== null && { ca: authority }) }
        : false,
    ...(postgresql.host.startsWith('/') ? {} : { stream: () => guardedSocket(options) as never }),
  };
}

/** Milliseconds for a connection, TLS and sign-in included. */
const connectMs = 5_000;

function isLocal(host: string): boolean {
  if (host.startsWith('/') || host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function readPassword({ password_env, password_file }: PostgreSQLConfig, env: NodeJS.ProcessEnv): string | null {
  if (password_env !== undefined) {
    const password = env[password_env];
    if (password) return password;
    throw new CommandError(
      `The environment variable ${password_env}, with the telemetry store's password, is not set.`,
      {
        mend: `Set ${password_env}, or take password_env out of telemetry.postgresql.`,
      },
    );
  }
  if (password_file === undefined) return null;
  try {
    return readFileSync(password_file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new CommandError(
      `The telemetry store's password can't be read from ${password_file} (${(error as NodeJS.ErrnoException).code}).`,
      { mend: 'Correct password_file in telemetry.postgresql, or make the file readable for this user.' },
    );
  }
}

function readAuthority(file: string | undefined): string | null {
  if (file === undefined) return null;
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch {
    // Said below, in the same words as for a file that holds something else.
  }
  throw new CommandError(`The certificate authority of the telemetry store can't be read from ${file}.`, {
    mend: 'Name a PEM file with at least one certificate in telemetry.postgresql.ca_file.',
  });
}

/** A socket that connects to nothing outside the allowed networks: the address is checked on the answer that is dialled. */
function guardedSocket({ allow, egress }: Pick<DatabaseOptions, 'allow' | 'egress'>): Socket {
  const networks = allowedNetworks(allow);
  const socket = new Socket();
  const dial = socket.connect.bind(socket) as (options: object) => Socket;
  const refuse = (port: number, address: string | null) => {
    egress('refused', { port, ...(address !== null && { address }) });
    return Object.assign(new Error('the address lies outside the allowed networks'), { code: 'EGRESS_REFUSED' });
  };
  const guarded = (port: number, host: string): Socket => {
    if (isIP(host) !== 0 && !networks.allows(host)) {
      process.nextTick(() => socket.destroy(refuse(port, plainAddress(host))));
      return socket;
    }
    const checked: LookupFunction = (hostname, wanted, callback) => {
      lookup(hostname, { all: true }).then(
        addresses => {
          const allowed = addresses.filter(({ address }) => networks.allows(address));
          const first = allowed[0];
          if (!first) callback(refuse(port, plainAddress(addresses[0]?.address ?? '')), []);
          else if (wanted.all) callback(null, allowed);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, []),
      );
    };
    socket.once('connect', () => {
      const address = plainAddress(socket.remoteAddress ?? '');
      if (address === null || !networks.allows(address)) socket.destroy(refuse(port, address));
      else egress('dialled', { port, address });
    });
    return dial({ host, port, lookup: checked });
  };
  socket.connect = guarded as Socket['connect'];
  return socket;
}

const certificateFaults = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** In words of ours: what a server says may quote what it was told. */
function explain(error: unknown, { host, port, database, user }: PostgreSQLConfig): CommandError {
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  const server = host.startsWith('/') ? `on the socket in ${host}` : `${host}:${port}`;
  const say = (message: string, mend: string) => new CommandError(message, { mend });
  if (code === 'EGRESS_REFUSED') {
    return say(
      `The telemetry store ${server} lies outside the allowed networks.`,
      'Add its network to egress.allow, or correct telemetry.postgresql.host.',
    );
  }
  if (code === '28P01' || code === '28000') {
    return say(
      `The telemetry store ${server} does not let the user "${user}" in.`,
      'Correct user and password (password_env or password_file) in telemetry.postgresql.',
    );
  }
  if (code === '3D000') {
    return say(`The telemetry store ${server} has no database "${database}".`, `Create it, owned by "${user}".`);
  }
  if (code === '42501') {
    return say(
      `The user "${user}" may not make tables in "${database}" of the telemetry store.`,
      `Grant it: GRANT CREATE, USAGE ON SCHEMA public TO "${user}".`,
    );
  }
  if (certificateFaults.has(code)) {
    return say(
      `The certificate of the telemetry store ${server} is not trusted (${code}).`,
      'Name the bank’s certificate authority in telemetry.postgresql.ca_file.',
    );
  }
  const text = error instanceof Error ? error.message : '';
  if (/does not support SSL/.test(text)) {
    return say(
      `The telemetry store ${server} does not speak TLS.`,
      'Turn ssl on in postgresql.conf; without TLS only a socket or a loopback address is used.',
    );
  }
  // Written by our own store, without anything of the server's.
  if (/= off: a crash would lose/.test(text)) return say(text, 'Turn it on in postgresql.conf.');
  return say(
    `The telemetry store ${server} can't be reached${code ? ` (${code})` : ''}.`,
    'Is PostgreSQL running there, and does telemetry.postgresql name the right host and port?',
  );
}
