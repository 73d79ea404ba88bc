import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pseudonyms } from '../../telemetry/privacy/pseudonym.ts';
import type { TelemetryReceipt } from '../../telemetry/schema/event.ts';
import { ordinaryExperiment } from '../../telemetry/simulate/bank.ts';
import { type Batch, ordinaryFaults, type Simulation, simulate } from '../../telemetry/simulate/deliver.ts';
import { answersOfDay, fillByIngest, fillDirectly, type Progress } from '../../telemetry/simulate/fill.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore } from '../../telemetry/store/store.ts';
import { loadAuditKeys } from '../audit/keys.ts';
import { openAuditLog } from '../audit/log.ts';
import { CommandError } from '../cli/command.ts';
import type { Authenticate } from '../identity/identity.ts';
import { buildConsole } from './app.ts';
import { loadPseudonymKey } from './pseudonym-key.ts';

/** Fills a data folder of its own with a simulated bank, so that the console has something to show. */

export interface SimulateOptions {
  seats: number;
  days: number;
  seed: number;
  /** The last simulated day, `YYYY-MM-DD`. */
  until: string;
  /** The data folder to fill. */
  home: string;
  /** Into the store itself instead of through the public ingest. */
  direct: boolean;
  /** Where the ground truth goes. */
  truth: string;
  progress: Progress;
}

export interface SimulateResult {
  home: string;
  truth: string;
  suggestions: number;
  events: number;
  lost: number;
}

const markName = 'simulated';

/** @throws CommandError where the folder holds anything but the same simulation. */
export async function simulateBank(options: SimulateOptions): Promise<SimulateResult> {
  const { home, seats, days, seed, until } = options;
  const database = await openDuckDB({ file: join(home, 'telemetry', 'telemetry.duckdb') });
  // Simulated days are days in UTC.
  const store = await openStore({ database, timeZone: 'UTC' });
  try {
    const mark = JSON.stringify({ seats, days, seed, until, direct: options.direct });
    const before = await store.setting(markName);
    const [present] = await store.query('SELECT count(*) AS n FROM suggestion');
    if (Number(present?.n) > 0 && (options.direct || before !== mark)) {
      throw new CommandError(`${home} already holds telemetry.`, {
        mend: 'Name an empty folder with --home; real telemetry is never mixed with simulated.',
      });
    }
    await store.setSetting(markName, mark);

    const simulation = simulate({ seats, days, seed, until, experiment: ordinaryExperiment }, ordinaryFaults);
    const pseudonymKey = loadPseudonymKey(home);
    if (options.direct) {
      const nameOf = pseudonyms(pseudonymKey);
      await fillDirectly(database, simulation, nameOf, options.progress, batches =>
        store.addAnswers(answersOfDay(batches, nameOf)),
      );
    } else {
      await ingestOverHttp(simulation, { ...options, pseudonymKey, store });
    }
    mkdirSync(dirname(options.truth), { recursive: true });
    writeFileSync(options.truth, `${JSON.stringify({ seats, days, seed, until, ...simulation.truth.toJSON() })}\n`);
    const { suggestions, events, lost } = simulation.truth;
    return { home, truth: options.truth, suggestions, events, lost };
  } finally {
    await store.close();
  }
}

interface HttpOptions extends SimulateOptions {
  pseudonymKey: Buffer;
  store: Awaited<ReturnType<typeof openStore>>;
}

/** The console's own server on loopback, with a token for each simulated person. */
async function ingestOverHttp(simulation: Simulation, options: HttpOptions): Promise<void> {
  const { home, store, pseudonymKey, progress } = options;
  const secret = randomBytes(16).toString('hex');
  const people = new Map(simulation.bank.people.map(person => [`Bearer ${secret}-${person.index}`, person]));
  const authenticate: Authenticate = header => {
    const person = people.get(header ?? '');
    return person ? { subject: person.subject, method: 'local_token', team: person.team, roles: ['developer'] } : null;
  };
  let receivedAt = 0;
  const keys = await loadAuditKeys(join(home, 'keys'), 'console');
  const log = await openAuditLog({ directory: join(home, 'audit', 'console'), keys, software: '0.1.0' });
  const searchDatabase = await openDuckDB({ file: ':memory:' });
  const { app } = await buildConsole({
    publicOrigin: 'http://0.0.0.0',
    authenticate,
    store,
    pseudonymKey,
    telemetryEnabled: () => true,
    recordOutcomes: false,
    gatewayLog: join(home, 'audit', 'gateway'),
    log,
    ownLog: join(home, 'audit', 'console'),
    searchDatabase,
    dataDirectory: home,
    pages: home,
    now: () => receivedAt,
    onFailure: (_what, error) => {
      throw error;
    },
  });
  try {
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const send = async (batch: Batch): Promise<TelemetryReceipt> => {
      // The store's clock follows the simulated one, as far as batches that wait together allow.
      receivedAt = Math.max(receivedAt, batch.receivedAt);
      const response = await fetch(`${address}/v1/telemetry`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}-${batch.person.index}` },
        body: JSON.stringify({ events: batch.events }),
      });
      const receipt = (await response.json()) as TelemetryReceipt;
      if (!response.ok || receipt.refused.length > 0) {
        throw new CommandError(`The ingest refused a simulated batch: ${JSON.stringify(receipt).slice(0, 300)}`);
      }
      return receipt;
    };
    const nameOf = pseudonyms(pseudonymKey);
    await fillByIngest(simulation, send, progress, batches => store.addAnswers(answersOfDay(batches, nameOf)));
  } finally {
    app.server.closeAllConnections();
    await app.close();
    await searchDatabase.close();
    await log.close();
  }
}
