import pg from 'pg';
import { CommandError } from '../cli/command.ts';
import type { Config } from '../config/schema.ts';
import type { PostgreSQLConfig } from '../telemetry/config.ts';
import { connectionTo } from '../telemetry/open-store.ts';
import type { Finding } from './checks.ts';
import { connectionFault } from './connection-fault.ts';

/** Every PostgreSQL server of the configuration, asked as the proxy would: through the egress rules, over TLS, with its own name and password. */

/** Seconds by which two clocks may differ. */
const skew = 30;

/** @param now milliseconds since 1970. */
export async function checkDatabases(
  { telemetry, shared, egress }: Config,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<Finding[]> {
  const named: [check: string, field: string, postgresql: PostgreSQLConfig | undefined][] = [
    ['telemetry store', 'telemetry.postgresql', telemetry.postgresql],
    ['shared quotas', 'shared.postgresql', shared?.postgresql],
  ];
  const findings = await Promise.all(
    named.map(async ([check, field, postgresql]) =>
      postgresql === undefined
        ? []
        : [await checkDatabase({ check, field, postgresql, allow: egress.allow, env, now })],
    ),
  );
  return findings.flat();
}

interface Asked {
  check: string;
  field: string;
  postgresql: PostgreSQLConfig;
  allow: readonly string[];
  env: NodeJS.ProcessEnv;
  now(): number;
}

async function checkDatabase({ check, field, postgresql, allow, env, now }: Asked): Promise<Finding> {
  const { host, port, database, user } = postgresql;
  const server = host.startsWith('/') ? host : `${host}:${port}`;
  let isForbidden = false;
  let client: pg.Client;
  try {
    const egress = (what: 'refused' | 'dialled') => {
      isForbidden ||= what === 'refused';
    };
    client = new pg.Client(connectionTo({ postgresql, allow: [...allow], env, egress }));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { check, state: 'failed', says: error.message, ...(error.mend ? { mend: error.mend } : {}) };
  }
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ at: string }>('SELECT extract(epoch FROM now()) AS at');
    const seconds = Math.round(Math.abs(Number(rows[0]?.at) - now() / 1000));
    if (seconds > skew) {
      const says = `${server} answers, and its clock and this machine's differ by ${seconds} s`;
      return { check, state: 'failed', says, mend: 'Let both follow a time server (timedatectl set-ntp true).' };
    }
    return { check, state: 'ok', says: `${server} answers` };
  } catch (error) {
    if (isForbidden) {
      const says = `${server} lies outside egress.allow: the proxy will not connect to it`;
      return { check, state: 'failed', says, mend: `Add its network to egress.allow, or correct ${field}.host.` };
    }
    const [says, mend] = databaseFault(error as { code?: string; message?: string }, { server, field, database, user });
    return { check, state: 'failed', says, mend };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** PostgreSQL's own codes (appendix A of its manual); else what the connection says. */
function databaseFault(
  { code = '', message = '' }: { code?: string; message?: string },
  { server, field, database, user }: { server: string; field: string; database: string; user: string },
): [says: string, mend: string] {
  switch (code) {
    case '28P01':
    case '28000':
      return [
        `${server} does not let ${user} in (${code})`,
        `Correct ${field}.user or its password, or pg_hba.conf there.`,
      ];
    case '3D000':
      return [`${server} has no database ${database}`, `Make it (createdb ${database}), or correct ${field}.database.`];
    case '42501':
      return [
        `${server} does not let ${user} into ${database}`,
        `GRANT CONNECT, CREATE ON DATABASE ${database} TO ${user}`,
      ];
  }
  // The client's own words, which have no code.
  if (message.includes('does not support SSL')) {
    return [
      `${server} does not speak TLS`,
      'Let that server have a certificate (ssl = on): bytes that cross a network are encrypted.',
    ];
  }
  return connectionFault(code, { host: server, field: `${field}.host`, caField: `${field}.ca_file` });
}
