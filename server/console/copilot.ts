import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { copilotDays, copilotReport } from '../../telemetry/export/copilot.ts';
import { wholeDay } from '../../telemetry/store/daily.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import type { Authenticate, Identity } from '../identity/identity.ts';
import { refuse } from './errors.ts';
import type { ReadLog } from './read-log.ts';

export interface CopilotOptions {
  publicOrigin: string;
  authenticate: Authenticate;
  store: TelemetryStore;
  readLog: ReadLog;
  now: () => number;
  seats: number | null;
  catchUp: () => Promise<unknown>;
}

/** Milliseconds that a download link is good for. */
const linkMs = 300_000;
const dayMs = 86_400_000;
const reportDays = 28;
const base = '/console/copilot';
const name = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The report endpoints of GitHub's Copilot usage metrics, under `/console/copilot` as the base address: a viewer asks with a
 * bearer token (role lead), gets a short-lived signed link, and fetches the report from it without the token.
 */
export function addCopilot(app: FastifyInstance, options: CopilotOptions): void {
  const { store, readLog, now } = options;
  // Links end with the process: they are good for minutes.
  const key = randomBytes(32);
  const sign = (path: string, expires: number) =>
    createHmac('sha256', key).update(`copilot report\n${path}\n${expires}`).digest('base64url');

  const lead = async (request: FastifyRequest, reply: FastifyReply): Promise<Identity | null> => {
    const given = request.headers.authorization?.replace(/^token /i, 'Bearer ');
    const identity = await options.authenticate(given);
    if (!identity) {
      refuse(reply, 401, 'unauthorized', 'Send a token of this proxy as a bearer token.');
      return null;
    }
    if (!identity.roles.includes('lead')) {
      readLog.accessRefused(identity);
      refuse(reply, 403, 'role_missing', 'Reports are for people with the role lead.');
      return null;
    }
    return identity;
  };
  const link = (organization: string, from: string, to: string) => {
    const path = `${base}/reports/${organization}/${from}/${to}`;
    const expires = now() + linkMs;
    return `${options.publicOrigin}${path}?expires=${expires}&signature=${sign(path, expires)}`;
  };
  const today = () => new Date(now()).toISOString().slice(0, 10);
  const before = (day: string, days: number) => new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);

  for (const [kind, scope] of [
    ['orgs', 'organization'],
    ['enterprises', 'enterprise'],
  ] as const) {
    const reports = `${base}/${kind}/:name/copilot/metrics/reports`;
    app.get<{ Params: { name: string } }>(`${reports}/${scope}-28-day/latest`, async (request, reply) => {
      const identity = await lead(request, reply);
      if (!identity) return reply;
      if (!name.test(request.params.name)) return refuse(reply, 404, 'not_found', 'There is no such organisation.');
      await readLog.telemetryRead(identity, 'copilot-report', true);
      // Days that are over: a report does not change once it is made.
      const to = before(today(), 1);
      const from = before(to, reportDays - 1);
      return { download_links: [link(request.params.name, from, to)], report_start_day: from, report_end_day: to };
    });
    app.get<{ Params: { name: string }; Querystring: { day?: string } }>(
      `${reports}/${scope}-1-day`,
      async (request, reply) => {
        const identity = await lead(request, reply);
        if (!identity) return reply;
        const day = request.query.day ?? '';
        if (!name.test(request.params.name) || !dayPattern.test(day) || Number.isNaN(Date.parse(day))) {
          return refuse(reply, 422, 'bad_request', 'Give a day as YYYY-MM-DD.');
        }
        await readLog.telemetryRead(identity, 'copilot-report', true);
        return { download_links: [link(request.params.name, day, day)], report_day: day };
      },
    );
    app.get<{ Params: { name: string } }>(`${base}/${kind}/:name/copilot/billing/seats`, async (request, reply) => {
      const identity = await lead(request, reply);
      if (!identity) return reply;
      await readLog.telemetryRead(identity, 'copilot-seats', true);
      // Who sits on which seat is nothing that is told of people here.
      return { total_seats: options.seats ?? 0, seats: [] };
    });
  }

  app.get<{
    Params: { name: string; from: string; to: string };
    Querystring: { expires?: string; signature?: string };
  }>(`${base}/reports/:name/:from/:to`, async (request, reply) => {
    const { name: organization, from, to } = request.params;
    const expires = Number(request.query.expires);
    const given = Buffer.from(request.query.signature ?? '');
    const expected = Buffer.from(sign(`${base}/reports/${organization}/${from}/${to}`, expires));
    if (given.length !== expected.length || !timingSafeEqual(given, expected) || !(expires >= now())) {
      return refuse(reply, 403, 'link_expired', 'This link is not valid any more. Ask for a new one.');
    }
    await options.catchUp();
    const days = await store.read([wholeDay, 'language'], query => copilotDays(query, from, to, organization));
    const created = new Date(now()).toISOString();
    const report = copilotReport(days, from, to, organization, created);
    return reply.type('application/x-ndjson').send(`${JSON.stringify(report)}\n`);
  });
}
