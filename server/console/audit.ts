import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AuditLog } from '../audit/log.ts';
import { ProofUnavailable, proveRecord } from '../audit/prove.ts';
import { AuditReader } from '../audit/read.ts';
import type { AuditSearch, SearchedLog } from '../audit/search/search.ts';
import type { RequireSession } from './access.ts';
import { addAuditExport } from './audit-export.ts';
import { inferenceLines, lifeOf, placed, type Step, withPerson } from './audit-lines.ts';
import { cursorOf, filterQuery, filtersOf, listQuery, namesUsed, proofQuery } from './audit-query.ts';
import { refuse } from './errors.ts';
import { People } from './people.ts';
import type { ReadLog } from './read-log.ts';

export interface AuditRoutesOptions {
  search: AuditSearch;
  /** The logs that are searched. */
  logs: readonly SearchedLog[];
  /** The public key of a log, `name+id+base64`, for the page to check proofs with. */
  publicKey: (writer: string) => Promise<string>;
  digest: AuditLog['digest'];
  readLog: ReadLog;
  requireSession: RequireSession;
}

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** Milliseconds that a reader waits for the newest records to be indexed; a large log's first index takes longer. */
const patienceMs = 3_000;

const wrongFilter = 'The filter is not valid.';

/** The audit log for people with the role *security*. Every answer of these routes is itself recorded first. */
export function addAudit(app: FastifyInstance, options: AuditRoutesOptions): void {
  const { search, logs, readLog, requireSession } = options;
  const people = new Map(logs.map(({ writer, directory }) => [writer, new People(directory)]));

  /** Brings the index up to the moment, as far as patience goes, and tells what it still lacks. */
  const indexed = async (): Promise<{ size: number; behind: number }> => {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>(resolve => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([search.refresh(), patience]);
    clearTimeout(timer);
    return search.state();
  };

  app.get('/console/api/audit', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const query = listQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, 'bad_request', wrongFilter);
    const { before, limit, ...asked } = query.data;
    const state = await indexed();
    const { hits, next } = await search.find(await filtersOf(asked, search, options), limit, before);
    const records = await placed(search, hits);
    const inferences = records.every(({ record }) => record.kind === 'inference.start');
    const lines = inferences ? await inferenceLines(search, people, records) : records;
    await readLog.auditRead(session.identity, { view: 'list', filters: namesUsed(asked), returned: lines.length });
    return { shape: inferences ? 'inferences' : 'records', lines, next: next && cursorOf(next), ...state };
  });

  app.get('/console/api/audit/redactions', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const query = filterQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, 'bad_request', wrongFilter);
    const state = await indexed();
    const rules = await search.redactions(await filtersOf(query.data, search, options));
    await readLog.auditRead(session.identity, {
      view: 'redactions',
      filters: namesUsed(query.data),
      returned: rules.length,
    });
    return { rules, ...state };
  });

  app.get('/console/api/audit/egress', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const state = await indexed();
    const addresses = await search.egress();
    await readLog.auditRead(session.identity, { view: 'egress', filters: [], returned: addresses.length });
    return { addresses, ...state };
  });

  app.get('/console/api/audit/proof', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const query = proofQuery.safeParse(request.query);
    const log = query.success ? logs.find(({ writer }) => writer === query.data.log) : undefined;
    if (!query.success || !log) return refuse(reply, 400, 'bad_request', 'This names no record.');
    try {
      const { text, record } = await proveRecord(log.directory, query.data.index);
      await readLog.auditRead(session.identity, { view: 'proof', filters: ['id'], record: record.id, returned: 1 });
      return { proof: text, key: await options.publicKey(log.writer) };
    } catch (error) {
      if (!(error instanceof ProofUnavailable)) throw error;
      return refuse(reply, 409, 'no_proof_yet', `There is no proof: ${error.message}.`);
    }
  });

  addAuditExport(app, { ...options, indexed });

  app.get<{ Params: { id: string } }>('/console/api/audit/:id', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const id = uuid.safeParse(request.params.id);
    if (!id.success) return refuse(reply, 400, 'bad_request', 'This is not the id of a record.');
    await indexed();
    const steps = await stepsOf(id.data);
    await readLog.auditRead(session.identity, {
      view: 'record',
      filters: ['id'],
      record: id.data,
      returned: steps.length,
    });
    if (steps.length === 0) return refuse(reply, 404, 'not_found', 'No record has this id.');
    return { steps };
  });

  /** An inference is found by its own id, any other record by the record's. */
  async function stepsOf(id: string): Promise<Step[]> {
    const life = await lifeOf(search, people, id);
    if (life.length > 0) return life;
    for (const { writer, directory } of logs) {
      const record = await new AuditReader(directory).byId(id);
      if (record === null) continue;
      return 'audit_id' in record
        ? lifeOf(search, people, record.audit_id)
        : [await withPerson(people, { writer, record })];
    }
    return [];
  }
}
