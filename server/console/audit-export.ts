import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Position } from '../audit/search/search.ts';
import type { AuditRoutesOptions } from './audit.ts';
import { placed } from './audit-lines.ts';
import { filterQuery, filtersOf, namesUsed } from './audit-query.ts';
import { refuse } from './errors.ts';

/** Records found at once on the way into a file. */
const chunk = 500;
/** Records of one download; more leave by `audit export` or a continuous export. */
export const mostExported = 20_000;

interface ExportOptions extends AuditRoutesOptions {
  indexed: () => Promise<unknown>;
}

/** What a search found, as JSON lines: each record as it stands in its log, newest first. Recorded before it leaves. */
export function addAuditExport(app: FastifyInstance, options: ExportOptions): void {
  const { search, readLog, requireSession } = options;
  app.get('/console/api/audit/export.jsonl', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const query = filterQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, 'bad_request', 'The filter is not valid.');
    await options.indexed();
    const filters = await filtersOf(query.data, search, options);

    const positions: Position[] = [];
    let before: Position | undefined;
    do {
      const page = await search.find(filters, Math.min(chunk, mostExported - positions.length), before);
      positions.push(...page.hits);
      before = page.next ?? undefined;
    } while (before !== undefined && positions.length < mostExported);

    const indexes = positions.map(({ index }) => index);
    await readLog.auditExport(session.identity, {
      format: 'jsonl',
      from: indexes.length === 0 ? 0 : indexes.reduce((least, index) => Math.min(least, index)),
      to: indexes.length === 0 ? 0 : indexes.reduce((most, index) => Math.max(most, index)) + 1,
      filters: namesUsed(query.data),
    });
    async function* lines() {
      for (let at = 0; at < positions.length; at += chunk) {
        const found = await placed(search, positions.slice(at, at + chunk));
        yield found.map(({ writer, record }) => `${JSON.stringify({ log: writer, ...record })}\n`).join('');
      }
    }
    return reply
      .type('application/x-ndjson')
      .header('content-disposition', 'attachment; filename="intramural-audit.jsonl"')
      .send(Readable.from(lines()));
  });
}
