import type { FastifyInstance } from 'fastify';
import { toCsv } from '../../telemetry/export/csv.ts';
import { toParquet } from '../../telemetry/export/parquet.ts';
import { figureRecords } from '../../telemetry/export/records.ts';
import {
  type AdoptionAnswer,
  type AdoptionRequest,
  adoption,
  type BankFacts,
} from '../../telemetry/metrics/adoption.ts';
import { parseAdoptionRequest } from '../../telemetry/metrics/adoption-request.ts';
import type { Pseudonym } from '../../telemetry/privacy/pseudonym.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import type { Identity } from '../identity/identity.ts';
import type { RequireSession } from './access.ts';
import { refuse } from './errors.ts';
import type { ReadLog } from './read-log.ts';

export interface AdoptionOptions {
  store: TelemetryStore;
  pseudonym: Pseudonym;
  readLog: ReadLog;
  requireSession: RequireSession;
  now: () => number;
  /** What the bank says of itself; absent: nothing. */
  facts?: BankFacts;
  /** Reads the newest answers from the audit log, so that coverage is of this moment. */
  catchUp: () => Promise<unknown>;
}

/** The figures of the adoption page as JSON, and as files. */
export function addAdoption(app: FastifyInstance, options: AdoptionOptions): void {
  const { store, pseudonym, readLog, requireSession } = options;

  const answer = async (identity: Identity, request: AdoptionRequest): Promise<AdoptionAnswer> => {
    await options.catchUp();
    const me = pseudonym(identity.subject);
    const viewer = { me, mayLead: identity.roles.includes('lead'), now: options.now() };
    return adoption(store, { ...request, ...viewer }, options.facts);
  };

  app.get('/console/api/adoption', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    const asked = parseAdoptionRequest(request.query);
    if (asked.kind === 'wrong') return refuse(reply, 400, 'bad_request', asked.reason);
    await readLog.telemetryRead(session.identity, 'adoption', false);
    return answer(session.identity, asked.request);
  });

  app.get('/console/api/adoption.csv', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    const asked = parseAdoptionRequest(request.query);
    if (asked.kind === 'wrong') return refuse(reply, 400, 'bad_request', asked.reason);
    await readLog.telemetryRead(session.identity, 'adoption', true);
    const { header, rows } = figureRecords(await answer(session.identity, asked.request), asked.request.metric);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="intramural-adoption.csv"')
      .send(toCsv(header, rows));
  });

  app.get('/console/api/adoption.parquet', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    const asked = parseAdoptionRequest(request.query);
    if (asked.kind === 'wrong') return refuse(reply, 400, 'bad_request', asked.reason);
    await readLog.telemetryRead(session.identity, 'adoption', true);
    const { header, rows } = figureRecords(await answer(session.identity, asked.request), asked.request.metric);
    return reply
      .type('application/vnd.apache.parquet')
      .header('content-disposition', 'attachment; filename="intramural-adoption.parquet"')
      .send(await toParquet(header, rows));
  });

  app.get('/console/api/adoption.ndjson', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    const asked = parseAdoptionRequest(request.query);
    if (asked.kind === 'wrong') return refuse(reply, 400, 'bad_request', asked.reason);
    await readLog.telemetryRead(session.identity, 'adoption', true);
    const { header, rows } = figureRecords(await answer(session.identity, asked.request), asked.request.metric);
    const lines = rows.map(row =>
      JSON.stringify(Object.fromEntries(header.map((name, at) => [name, row[at] ?? null]))),
    );
    return reply
      .type('application/x-ndjson')
      .header('content-disposition', 'attachment; filename="intramural-adoption.ndjson"')
      .send(lines.length > 0 ? `${lines.join('\n')}\n` : '');
  });
}
