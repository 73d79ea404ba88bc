import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
import type { Value } from '../../telemetry/store/database.ts';
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

type Rows = readonly (readonly Value[])[];

/** The files that the figures leave as. */
const files: Record<string, { type: string; write(header: readonly string[], rows: Rows): unknown }> = {
  csv: { type: 'text/csv; charset=utf-8', write: toCsv },
  parquet: { type: 'application/vnd.apache.parquet', write: toParquet },
  ndjson: {
    type: 'application/x-ndjson',
    write: (header, rows) =>
      rows
        .map(row => `${JSON.stringify(Object.fromEntries(header.map((name, at) => [name, row[at] ?? null])))}\n`)
        .join(''),
  },
};

/** The figures of the adoption page as JSON, and as files. */
export function addAdoption(app: FastifyInstance, options: AdoptionOptions): void {
  const { store, pseudonym, readLog, requireSession } = options;

  const answer = async (identity: Identity, request: AdoptionRequest): Promise<AdoptionAnswer> => {
    await options.catchUp();
    const me = pseudonym(identity.subject);
    const viewer = { me, mayLead: identity.roles.includes('lead'), now: options.now() };
    return adoption(store, { ...request, ...viewer }, options.facts);
  };

  interface Asked {
    request: AdoptionRequest;
    identity: Identity;
  }
  /** Whoever may ask, and what for; recorded. Null with the answer given where that is not so. */
  const asked = async (
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    isExport: boolean,
  ): Promise<Asked | null> => {
    const session = requireSession(request, reply, null);
    if (!session) return null;
    const parsed = parseAdoptionRequest(request.query);
    if (parsed.kind === 'wrong') {
      refuse(reply, 400, 'bad_request', parsed.reason);
      return null;
    }
    await readLog.telemetryRead(session.identity, 'adoption', isExport);
    return { request: parsed.request, identity: session.identity };
  };

  app.get('/console/api/adoption', async (request, reply) => {
    const found = await asked({ request, reply }, false);
    return found ? answer(found.identity, found.request) : reply;
  });

  for (const [kind, { type, write }] of Object.entries(files)) {
    app.get(`/console/api/adoption.${kind}`, async (request, reply) => {
      const found = await asked({ request, reply }, true);
      if (!found) return reply;
      const figures = await answer(found.identity, found.request);
      const { header, rows } = figureRecords(figures, found.request.metric);
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename="intramural-adoption.${kind}"`)
        .send(await write(header, rows));
    });
  }
}
