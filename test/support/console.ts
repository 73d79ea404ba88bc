import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAuditKeys } from '../../server/audit/keys.ts';
import { type AuditLog, openAuditLog } from '../../server/audit/log.ts';
import { AuditReader } from '../../server/audit/read.ts';
import { buildConsole } from '../../server/console/app.ts';
import type { Authenticate, Identity } from '../../server/identity/identity.ts';
import type { BankFacts } from '../../telemetry/metrics/adoption.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';

/** The console on a real socket, with real logs and a real store in a folder of its own. */
export interface TestConsole {
  origin: string;
  /** Its data folder. */
  home: string;
  store: TelemetryStore;
  /** The gateway's log, to write what the console reads. */
  gatewayLog: AuditLog;
  /** What the console has recorded of its readers. */
  ownRecords(): AuditReader;
  failures: string[];
  close(): Promise<void>;
}

export interface TestConsoleOptions {
  /** Bearer token → person. */
  people: Record<string, Identity>;
  pages?: string;
  now?: () => number;
  telemetryEnabled?: boolean;
  facts?: BankFacts;
}

export const builtPages = join(import.meta.dirname, '..', '..', 'dist', 'console');

export function person(subject: string, roles: Identity['roles'], team = 'Payments'): Identity {
  return { subject, method: 'local_token', team, roles };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function startConsole(options: TestConsoleOptions): Promise<TestConsole> {
  const home = mkdtempSync(join(tmpdir(), 'intramural-console-'));
  const keys = (writer: string) => loadAuditKeys(join(home, 'keys'), writer);
  const logOf = async (writer: string) =>
    openAuditLog({ directory: join(home, 'audit', writer), keys: await keys(writer), software: '0.1.0' });
  const gatewayLog = await logOf('gateway');
  const log = await logOf('console');
  const store = await openStore({
    database: await openDuckDB({ file: join(home, 'telemetry.duckdb') }),
    timeZone: 'UTC',
  });
  const authenticate: Authenticate = header => options.people[/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? ''] ?? null;
  const failures: string[] = [];
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const searchDatabase = await openDuckDB({ file: ':memory:' });
  const { app } = await buildConsole({
    publicOrigin: origin,
    authenticate,
    store,
    pseudonymKey: Buffer.alloc(32, 7),
    telemetryEnabled: () => options.telemetryEnabled ?? true,
    ...(options.facts && { facts: options.facts }),
    gatewayLog: join(home, 'audit', 'gateway'),
    log,
    ownLog: join(home, 'audit', 'console'),
    searchDatabase,
    dataDirectory: home,
    pages: options.pages ?? builtPages,
    now: options.now ?? Date.now,
    onFailure: (what, error) => failures.push(`${what}: ${String(error)}`),
  });
  await app.listen({ host: '127.0.0.1', port });
  return {
    origin,
    home,
    store,
    gatewayLog,
    ownRecords: () => new AuditReader(join(home, 'audit', 'console')),
    failures,
    async close() {
      app.server.closeAllConnections();
      await app.close();
      await store.close();
      await searchDatabase.close();
      await log.close();
      await gatewayLog.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
