import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { personRows, personSummary } from '../../telemetry/export/person.ts';
import type { AdoptionOptions } from './adoption.ts';

/** What is stored about the person who is signed in: to see, to take along, to erase. */
export function addMyData(app: FastifyInstance, options: AdoptionOptions): void {
  const { store, pseudonym, readLog, requireSession } = options;

  app.get('/console/api/my-data', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    await readLog.telemetryRead(session.identity, 'my-data', false);
    return personSummary(store, pseudonym(session.identity.subject));
  });

  app.get('/console/api/my-data.ndjson', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    await readLog.telemetryRead(session.identity, 'my-data', true);
    const rows = personRows(store, pseudonym(session.identity.subject));
    const lines = async function* () {
      for await (const row of rows) yield `${JSON.stringify(row)}\n`;
    };
    return reply
      .type('application/x-ndjson')
      .header('content-disposition', 'attachment; filename="intramural-my-data.ndjson"')
      .send(Readable.from(lines()));
  });

  app.delete('/console/api/my-data', async (request, reply) => {
    const session = requireSession(request, reply, null);
    if (!session) return reply;
    await readLog.telemetryRead(session.identity, 'my-data-erased', false);
    await store.erase(pseudonym(session.identity.subject));
    return reply.code(204).send();
  });
}
