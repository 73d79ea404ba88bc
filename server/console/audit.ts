import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AuditReader } from '../audit/read.ts';
import { type AuditRecord, kindNames, type RecordKind } from '../audit/records.ts';
import type { RequireSession } from './access.ts';
import { refuse } from './errors.ts';
import type { ReadLog } from './read-log.ts';

export interface AuditRoutesOptions {
  /** The gateway's log. */
  reader: AuditReader;
  readLog: ReadLog;
  requireSession: RequireSession;
}

const limits = { page: 50, mostPage: 200, pendingEnds: 512 } as const;
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

const listQuery = z.strictObject({
  before: z.coerce.number().pipe(z.int().min(0)).optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(limits.mostPage)).default(limits.page),
  /** `inference`: one line for each; else records of one kind, or of all. */
  kind: z.enum(['inference', 'all', ...kindNames]).default('inference'),
  language: z
    .string()
    .regex(/^[a-z][a-z0-9._+#-]{0,31}$/)
    .optional(),
  decision: z.enum(['completed', 'cancelled', 'refused', 'failed', 'redacted', 'under_way']).optional(),
});
type ListQuery = z.infer<typeof listQuery>;

/** One inference in a list: its start, and its end where it has come. */
export interface InferenceLine {
  start: RecordKind<'inference.start'>;
  end: RecordKind<'inference.end'> | null;
}

/** The audit log for people with the role *security*. Every answer of these routes is itself recorded first. */
export function addAudit(app: FastifyInstance, options: AuditRoutesOptions): void {
  const { reader, readLog, requireSession } = options;

  app.get('/console/api/audit', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const query = listQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, 'bad_request', 'The filter is not valid.');
    const answer =
      query.data.kind === 'inference' ? await inferences(reader, query.data) : await records(reader, query.data);
    await readLog.auditRead(session.identity, {
      view: 'list',
      filters: filtersUsed(query.data),
      returned: answer.lines.length,
    });
    return answer;
  });

  app.get<{ Params: { id: string } }>('/console/api/audit/:id', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const id = uuid.safeParse(request.params.id);
    if (!id.success) return refuse(reply, 400, 'bad_request', 'This is not the id of a record.');
    // An inference is found by its own id, any other record by the record's.
    let found: AuditRecord[] = await reader.life(id.data);
    if (found.length === 0) {
      const record = await reader.byId(id.data);
      if (record) found = 'audit_id' in record ? await reader.life(record.audit_id) : [record];
    }
    await readLog.auditRead(session.identity, {
      view: 'record',
      filters: ['id'],
      record: id.data,
      returned: found.length,
    });
    if (found.length === 0) return refuse(reply, 404, 'not_found', 'No record has this id.');
    return { records: found };
  });
}

function filtersUsed(query: ListQuery): ('kind' | 'language' | 'decision' | 'id')[] {
  return [
    ...(query.kind === 'inference' ? [] : (['kind'] as const)),
    ...(query.language === undefined ? [] : (['language'] as const)),
    ...(query.decision === undefined ? [] : (['decision'] as const)),
  ];
}

async function records(reader: AuditReader, query: ListQuery) {
  const page = await reader.page({
    limit: query.limit,
    ...(query.before === undefined ? {} : { before: query.before }),
    match: record => query.kind === 'all' || record.kind === query.kind,
  });
  return { lines: page.records, next: page.next, size: reader.size };
}

async function inferences(reader: AuditReader, query: ListQuery) {
  // Read backwards, an end comes before its start; those of starts older than the page are simply not needed.
  const ends = new Map<string, RecordKind<'inference.end'>>();
  if (query.before !== undefined) await collectEnds(reader, query.before, ends);
  const page = await reader.page({
    limit: query.limit,
    ...(query.before === undefined ? {} : { before: query.before }),
    match: record => {
      if (record.kind === 'inference.end') ends.set(record.audit_id, record);
      if (record.kind !== 'inference.start') return false;
      return matches({ start: record, end: ends.get(record.audit_id) ?? null }, query);
    },
  });
  const lines = (page.records as RecordKind<'inference.start'>[]).map(
    (start): InferenceLine => ({ start, end: ends.get(start.audit_id) ?? null }),
  );
  return { lines, next: page.next, size: reader.size };
}

/** Ends that stand on the newer side of the page's edge: an inference lasts seconds, so a short look is enough. */
async function collectEnds(reader: AuditReader, from: number, ends: Map<string, RecordKind<'inference.end'>>) {
  await reader.refresh();
  for (const entry of await reader.entries(from, from + limits.pendingEnds)) {
    const record = JSON.parse(entry.toString('utf8')) as AuditRecord;
    if (record.kind === 'inference.end') ends.set(record.audit_id, record);
  }
}

function matches({ start, end }: InferenceLine, { language, decision }: ListQuery): boolean {
  if (language !== undefined && start.document?.language !== language) return false;
  if (decision === undefined) return true;
  if (decision === 'redacted') return start.redactions.length > 0;
  if (decision === 'under_way') return end === null;
  return end?.result === decision;
}
