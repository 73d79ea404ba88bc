import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { openStore } from '../../telemetry/store/store.ts';
import { maintenanceOf } from '../audit/duties.ts';
import { loadAuditKeys } from '../audit/keys.ts';
import { openAuditLog } from '../audit/log.ts';
import { watchRoom } from '../audit/room.ts';
import { CommandError } from '../cli/command.ts';
import type { FullPolicyDocument } from '../policy/schema.ts';
import type { ConsoleSettings, FromChild, ToConsole } from '../serve/messages.ts';
import { bankFacts } from '../telemetry/bank-facts.ts';
import { instanceId } from '../telemetry/instance.ts';
import { openConfiguredDatabase } from '../telemetry/open-store.ts';
import { keepOnePseudonymKey } from '../telemetry/pseudonym-check.ts';
import { startPush } from '../telemetry/push.ts';
import { softwareVersion } from '../version.ts';
import { buildConsole } from './app.ts';
import { startConfiguredExports } from './exports.ts';
import { startHousekeeping } from './housekeeping.ts';
import { consoleIdentity } from './identity.ts';
import { consoleLogger } from './logger.ts';
import { openOutcomeClaims } from './outcome-claims.ts';
import { loadPseudonymKey } from './pseudonym-key.ts';
import { openSearchDatabase } from './search-database.ts';

/**
 * The console process: started by `serve`, told what to do over IPC, gone when its parent is. It listens on loopback;
 * the gateway passes `/console` and `/v1/telemetry` on to it.
 */

/** Milliseconds that open requests get to end at a stop. */
const graceMs = 3_000;

interface Running {
  port: number;
  policyMoved(policy: FullPolicyDocument): void;
  stop(): Promise<void>;
}

function pagesDirectory(): string {
  const beside = fileURLToPath(new URL('../console', import.meta.url));
  // Run from the sources, the built pages lie in the checkout's dist.
  return existsSync(join(beside, 'console.js'))
    ? beside
    : fileURLToPath(new URL('../../dist/console', import.meta.url));
}

async function start(settings: ConsoleSettings): Promise<Running> {
  const { dataDirectory, config, publicOrigin } = settings;
  let { policy } = settings;
  const log = consoleLogger(config.log.level);
  const keys = await loadAuditKeys(join(dataDirectory, 'keys'), 'console');
  const readLog = await openAuditLog({
    directory: join(dataDirectory, 'audit', 'console'),
    keys,
    software: softwareVersion,
    lockPatienceMs: 10_000,
    maintenance: maintenanceOf(config.audit, 'console'),
  });
  const undo: (() => Promise<void>)[] = [() => readLog.close('shutdown')];
  undo.push(
    watchRoom({
      log: readLog,
      onLook: ({ state, used, free }, changed) => {
        if (changed && state === 'low') log.error({ used, free }, 'the console’s audit log is running out of room');
      },
    }),
  );
  const stopAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const onFailure = (what: string, error: unknown) => log.error({ what, reason: errorName(error) }, 'this failed');
    const { telemetry } = config;
    const dialled = new Set<string>();
    const noteEgress = (what: 'dialled' | 'refused', place: { address?: string; port: number }) => {
      const key = `${what} ${place.address} ${place.port}`;
      if (dialled.has(key)) return;
      dialled.add(key);
      const draft =
        what === 'dialled' && place.address !== undefined
          ? ({ kind: 'egress.dialled', ...place, purpose: 'telemetry' } as const)
          : ({ kind: 'egress.refused', ...place, purpose: 'telemetry', reason: 'address_not_allowed' } as const);
      readLog.append(draft).catch(error => onFailure('egress record', error));
    };
    const database = await openConfiguredDatabase({
      dataDirectory,
      postgresql: telemetry.postgresql,
      allow: config.egress.allow,
      env: process.env,
      egress: noteEgress,
    });
    const store = await openStore({
      database,
      timeZone: telemetry.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    undo.push(() => store.close());
    const pseudonymKey = loadPseudonymKey(dataDirectory, telemetry.pseudonym_key_file);
    await keepOnePseudonymKey(store, pseudonymKey);
    const searchDatabase = await openSearchDatabase(dataDirectory);
    undo.push(() => searchDatabase.close());
    const identity = consoleIdentity({ config, dataDirectory, log, audit: readLog });
    undo.push(() => identity.close());
    const facts = bankFacts(telemetry, () => policy.policy.experiment);
    const instance = telemetry.postgresql ? instanceId(dataDirectory) : null;
    const { app, catchUp, search } = await buildConsole({
      publicOrigin,
      authenticate: identity.authenticate,
      bank: identity.bank,
      store,
      pseudonymKey,
      facts,
      rawDays: telemetry.raw_days,
      instance,
      outcomeClaims: instance === null ? null : await openOutcomeClaims(database, instance, Date.now),
      telemetryEnabled: () => policy.policy.telemetry.enabled,
      gatewayLog: join(dataDirectory, 'audit', 'gateway'),
      log: readLog,
      ownLog: join(dataDirectory, 'audit', 'console'),
      searchDatabase,
      dataDirectory,
      pages: pagesDirectory(),
      now: Date.now,
      onFailure,
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    undo.push(() => closeWithin(app, graceMs));
    undo.push(
      startPush({
        config: telemetry,
        allow: config.egress.allow,
        env: process.env,
        store,
        facts,
        now: Date.now,
        egress: (what, { address, port }) => noteEgress(what, { port, ...(address !== undefined && { address }) }),
        audited: async () => {
          await readLog.append({
            kind: 'telemetry.read',
            subject: { name: 'otlp', by: 'system' },
            view: 'otlp',
            export: true,
          });
        },
        onFailure: error => onFailure('otlp', error),
      }),
    );
    undo.push(startHousekeeping({ catchUp, onFailure }));
    const stopIndexing = startHousekeeping({ catchUp: () => search.refresh(), onFailure });
    undo.push(() => {
      search.stop();
      return stopIndexing();
    });
    const exports = await startConfiguredExports(settings, readLog);
    undo.push(() => exports.stop());
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    log.info({ port }, 'console is up');
    return {
      port,
      policyMoved: moved => {
        policy = moved;
      },
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The kind of fault, never its text: a message may quote what it was about. */
function errorName(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return `${error instanceof Error ? error.name : typeof error}${typeof code === 'string' ? ` ${code}` : ''}`;
}

async function closeWithin(app: FastifyInstance, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), milliseconds);
  await app.close();
  clearTimeout(timer);
}

let running: Promise<Running> | null = null;

async function stop(exitCode: number): Promise<void> {
  const started = running;
  running = null;
  await started?.then(({ stop }) => stop()).catch(() => undefined);
  process.exit(exitCode);
}

const tell = (message: FromChild) => process.send?.(message);

process.on('message', (message: ToConsole) => {
  if (message.kind === 'stop') {
    void stop(0);
    return;
  }
  if (message.kind === 'policy') {
    running?.then(
      ({ policyMoved }) => policyMoved(message.policy),
      () => undefined,
    );
    return;
  }
  if (running) return;
  running = start(message.settings);
  running.then(
    ({ port }) => tell({ kind: 'ready', port }),
    error => {
      tell({ kind: 'failed', ...explain(error) });
      process.exitCode = 1;
      process.disconnect?.();
    },
  );
});
// Without its parent nobody would ever stop it or hear of it.
process.on('disconnect', () => void stop(process.exitCode === 1 ? 1 : 0));
process.on('SIGTERM', () => void stop(0));
// A terminal's interrupt reaches the whole group; the parent decides the order of the stop.
process.on('SIGINT', () => undefined);

function explain(error: unknown): { message: string; mend: string | null } {
  if (error instanceof CommandError) return { message: error.message, mend: error.mend ?? null };
  const text = error instanceof Error ? error.message : String(error);
  if (
    /Could not set lock|Conflicting lock/i.test(text) ||
    (error instanceof Error && error.name === 'AuditLogLocked')
  ) {
    return {
      message: 'Another console process has this data folder.',
      mend: 'Another Intramural runs there. Stop it, or give this one a folder of its own with INTRAMURAL_HOME.',
    };
  }
  return { message: `The console can't start: ${text}`, mend: null };
}
