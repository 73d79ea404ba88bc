import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listCaptures } from '../audit/break-glass/captures.ts';
import { ask, askedBy, type ReleaseOptions, release } from '../audit/break-glass/release.ts';
import * as field from '../audit/fields.ts';
import type { RequireSession } from './access.ts';
import { refuse } from './errors.ts';
import { type ReadLog, subjectOf } from './read-log.ts';

export interface BreakGlassOptions extends ReleaseOptions {
  readLog: ReadLog;
  requireSession: RequireSession;
}

const params = z.object({ capture: field.uuid });

const refusals = {
  not_there: [404, 'There is no such capture, or its days are over.'],
  nobody_asked: [409, 'Nobody has asked for this capture within a day. One person asks, another releases.'],
  same_person: [403, 'You have asked for this capture yourself: another person must release it.'],
} as const;

/** Captures, for people with the role *security*: one asks for one, another releases it. What leaves is encrypted. */
export function addBreakGlass(app: FastifyInstance, options: BreakGlassOptions): void {
  const { requireSession, readLog, folder } = options;

  app.get('/console/api/break-glass', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const captures = await Promise.all(
      (await listCaptures(folder)).map(async ({ kid, ...rest }) => {
        const asked = await askedBy(options, rest.capture);
        return { ...rest, key: kid, asked: asked && { name: asked.name, at: asked.at } };
      }),
    );
    await readLog.auditRead(session.identity, { view: 'administration', filters: [], returned: captures.length });
    return { captures: captures.reverse() };
  });

  app.post('/console/api/break-glass/:capture/ask', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const given = params.safeParse(request.params);
    if (!given.success || !(await ask(options, given.data.capture, subjectOf(session.identity)))) {
      return refuse(reply, refusals.not_there[0], 'not_found', refusals.not_there[1]);
    }
    return reply.code(204).send();
  });

  app.post('/console/api/break-glass/:capture/release', async (request, reply) => {
    const session = requireSession(request, reply, 'security');
    if (!session) return reply;
    const given = params.safeParse(request.params);
    const released = given.success
      ? await release(options, given.data.capture, subjectOf(session.identity))
      : ({ kind: 'refused', reason: 'not_there' } as const);
    if (released.kind === 'refused') {
      const [status, message] = refusals[released.reason];
      return refuse(reply, status, released.reason, message);
    }
    return { jwe: released.jwe };
  });
}
