import type { FastifyInstance } from 'fastify';
import { adoption } from '../../telemetry/metrics/adoption.ts';
import { parseAdoptionRequest } from '../../telemetry/metrics/adoption-request.ts';
import { plainPage } from '../../telemetry/pages/plain.ts';
import type { FindSession } from './access.ts';
import type { AdoptionOptions } from './adoption.ts';
import { refuse } from './errors.ts';

/** The main figures as tables, for a browser without JavaScript. */
export function addPlain(app: FastifyInstance, options: AdoptionOptions & { findSession: FindSession }): void {
  app.get('/console/plain', async (request, reply) => {
    const asked = parseAdoptionRequest(request.query);
    if (asked.kind === 'wrong') return refuse(reply, 400, 'bad_request', asked.reason);
    const session = options.findSession(request);
    if (!session) return reply.redirect('/console/sign-in', 303);
    const { identity } = session;
    await options.readLog.telemetryRead(identity, 'adoption', false);
    await options.catchUp();
    const me = options.pseudonym(identity.subject);
    const viewer = { me, mayLead: identity.roles.includes('lead'), now: options.now() };
    const answer = await adoption(options.store, { ...asked.request, ...viewer }, options.facts);
    return reply.type('text/html; charset=utf-8').send(plainPage(answer));
  });
}
