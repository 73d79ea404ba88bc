import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { type BankFacts, noFacts } from '../../telemetry/metrics/adoption.ts';
import { pseudonyms } from '../../telemetry/privacy/pseudonym.ts';
import type { Database } from '../../telemetry/store/database.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import { capturesFolder } from '../audit/break-glass/captures.ts';
import type { AuditLog } from '../audit/log.ts';
import { AuditReader } from '../audit/read.ts';
import { AuditSearch } from '../audit/search/search.ts';
import type { Authenticate } from '../identity/identity.ts';
import { findSession, requireSession } from './access.ts';
import { addAdoption } from './adoption.ts';
import { AnswerFollower } from './answers.ts';
import { Attempts } from './attempts.ts';
import { addAudit } from './audit.ts';
import { addBankSignIn, type BankSignIn } from './bank-sign-in.ts';
import { addBreakGlass } from './break-glass.ts';
import { addCopilot } from './copilot.ts';
import { refuse } from './errors.ts';
import { addMyData } from './my-data.ts';
import type { OutcomeClaims } from './outcome-claims.ts';
import { Outcomes } from './outcomes.ts';
import { addPages } from './pages.ts';
import { People } from './people.ts';
import { addPlain } from './plain.ts';
import { openReadLog } from './read-log.ts';
import { addSecurity } from './security.ts';
import { Sessions, SignInCodes } from './sessions.ts';
import { addSignIn } from './sign-in.ts';
import { addIngest } from './telemetry-ingest.ts';

export interface ConsoleOptions {
  /** Address under which people reach the console, without a trailing slash. */
  publicOrigin: string;
  authenticate: Authenticate;
  /** The bank's single sign-on; null or absent where there is none. */
  bank?: BankSignIn | null;
  store: TelemetryStore;
  /** 32 bytes behind the names that telemetry has for people. */
  pseudonymKey: Buffer;
  /** By the policy as it is now. */
  telemetryEnabled(): boolean;
  /** False where telemetry tells of inferences that stand in no audit log: a simulated bank. */
  recordOutcomes?: boolean;
  /** Agrees with the other consoles that share the store who records what; null or absent: there are none. */
  outcomeClaims?: OutcomeClaims | null;
  /** Tells this console from others that share the store, each with a gateway's log of its own; null: it shares nothing. */
  instance?: string | null;
  /** What the bank says of itself: seats, prices, working days. */
  facts?: BankFacts;
  /** Days that single suggestions are kept; null or absent: for ever. */
  rawDays?: number | null;
  /** Folder of the gateway's log. */
  gatewayLog: string;
  /** The console's own log, and its folder. */
  log: Pick<AuditLog, 'append' | 'digest'>;
  ownLog: string;
  /** Where the index of the audit logs lives; it can be made again from them. */
  searchDatabase: Database;
  /** `<data>`: the public halves of the keys that sign the logs, and the captures of break glass, lie in it. */
  dataDirectory: string;
  /** Folder of the built pages. */
  pages: string;
  now: () => number;
  /** Told of faults, without content. */
  onFailure: (what: string, error: unknown) => void;
}

export interface BuiltConsole {
  app: FastifyInstance;
  /** Brings the store up to the moment: answers served since, days summed up. */
  catchUp: () => Promise<unknown>;
  /** The index of the audit logs: to be refreshed now and then, and stopped before its database is closed. */
  search: AuditSearch;
}

/** Bytes of a request that is no telemetry: a token, a filter. */
const bodyLimit = 16_384;
/** Milliseconds between two times that all days, also those still changing, are summed up. */
const rollEveryMs = 15_000;

/** The console as one server: telemetry comes in, figures and audit records go out. */
export async function buildConsole(options: ConsoleOptions): Promise<BuiltConsole> {
  const { publicOrigin, authenticate, store, now } = options;
  const app = fastify({ bodyLimit, logger: false, exposeHeadRoutes: false });
  const pseudonym = pseudonyms(options.pseudonymKey);
  const sessions = new Sessions(now);
  const find = findSession(sessions, publicOrigin.startsWith('https:'));
  const readLog = openReadLog(options.log, now);
  const withSession = requireSession(find, readLog.accessRefused);
  app.addHook('onClose', () => readLog.close());
  const openReader = () => new AuditReader(options.gatewayLog);
  const people = new People(options.gatewayLog);
  const follower = new AnswerFollower({
    reader: openReader(),
    store,
    people,
    pseudonym,
    instance: options.instance ?? null,
  });
  const catchUp = oneAtATime(async () => {
    await follower.catchUp();
    await rollNow();
  });
  const facts = options.facts ?? noFacts;
  let rolledAt = Number.NEGATIVE_INFINITY;
  /** Summed up once, a view's many queries are quick; while events pour in, they read what is not summed up yet. */
  const rollNow = async () => {
    if (now() - rolledAt < rollEveryMs) return;
    rolledAt = now();
    await store.rollUp(tomorrow(now()));
    if (options.rawDays) await store.expire(daysBefore(now(), options.rawDays), facts.personLevel);
  };

  const logs = [
    { writer: 'gateway', directory: options.gatewayLog },
    { writer: 'console', directory: options.ownLog },
  ];
  const search = await AuditSearch.open(options.searchDatabase, logs);

  addSecurity(app, publicOrigin);
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not_found', 'There is nothing at this address.'));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return refuse(reply, status, 'bad_request', 'The request can’t be read.');
    options.onFailure('request', error);
    return refuse(reply, 503, 'unavailable', 'The console could not do this now. Its log says why.');
  });

  app.get('/healthz', async () => ({ status: 'ok' }));
  addIngest(app, {
    authenticate,
    store,
    outcomes:
      options.recordOutcomes === false
        ? null
        : new Outcomes({ log: options.log, search, store, claims: options.outcomeClaims ?? null, now }),
    pseudonym,
    enabled: options.telemetryEnabled,
    now,
    onFailure: error => options.onFailure('telemetry', error),
  });
  addSignIn(app, {
    publicOrigin,
    authenticate,
    sessions,
    codes: new SignInCodes(now),
    attempts: new Attempts(now),
    readLog,
    findSession: find,
    requireSession: withSession,
  });
  app.get('/console/api/sign-in-ways', async () => ({ bank: Boolean(options.bank) }));
  if (options.bank) addBankSignIn(app, { ...options.bank, publicOrigin, authenticate, sessions, readLog });
  addAdoption(app, { store, pseudonym, readLog, requireSession: withSession, now, catchUp, facts });
  addCopilot(app, { publicOrigin, authenticate, store, readLog, now, seats: facts.seats, catchUp });
  addMyData(app, { store, pseudonym, readLog, requireSession: withSession, now, catchUp, facts });
  addBreakGlass(app, {
    folder: capturesFolder(options.dataDirectory),
    log: options.log,
    clock: now,
    readLog,
    requireSession: withSession,
  });
  addAudit(app, {
    search,
    logs,
    publicKey: writer => readFile(join(options.dataDirectory, 'keys', `audit-${writer}.vkey`), 'utf8'),
    digest: (field, text) => options.log.digest(field, text),
    readLog,
    requireSession: withSession,
  });
  addPlain(app, { store, pseudonym, readLog, requireSession: withSession, findSession: find, now, catchUp, facts });
  addPages(app, options.pages);
  return { app, catchUp, search };
}

function daysBefore(at: number, days: number): string {
  return new Date(at - days * 86_400_000).toISOString().slice(0, 10);
}

function tomorrow(at: number): string {
  return new Date(at + 2 * 86_400_000).toISOString().slice(0, 10);
}

/** Whoever asks while it runs waits for the same run. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
