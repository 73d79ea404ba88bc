import { createHash } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Captures, capturesFolder } from '../audit/break-glass/captures.ts';
import { maintenanceOf, startDistribution } from '../audit/duties.ts';
import { loadAuditKeys } from '../audit/keys.ts';
import { openAuditLog } from '../audit/log.ts';
import type { AuditDraft } from '../audit/records.ts';
import { CommandError } from '../cli/command.ts';
import type { Config } from '../config/schema.ts';
import { type Authenticator, createAuthenticator } from '../identity/authenticator.ts';
import { identityFetch } from '../identity/way-out.ts';
import { readRules } from '../policy/decide.ts';
import { type PolicyFault, policySha256 } from '../policy/load.ts';
import type { FullPolicyDocument } from '../policy/schema.ts';
import { redactorOptions } from '../redaction/policy.ts';
import { createRedactor } from '../redaction/redactor.ts';
import type { EngineAddress, GatewaySettings } from '../serve/messages.ts';
import { type Egress, openEgress } from '../upstream/egress.ts';
import { embeddedUpstream } from '../upstream/embedded.ts';
import { fetchThrough } from '../upstream/fetch.ts';
import type { PoolListener } from '../upstream/pool.ts';
import { remoteUpstream } from '../upstream/remote.ts';
import { type AccessRecorder, createAccessRecorder } from './access.ts';
import { watchAuditRoom } from './audit-room.ts';
import { createBodyRoom } from './body-room.ts';
import type { Gateway } from './call.ts';
import { checkNames } from './check-names.ts';
import { drain } from './drain.ts';
import { egressListener } from './egress-listener.ts';
import { createHttp } from './http.ts';
import { loadRedactionKey, readRedactionKey } from './keys.ts';
import { createLiveRequests } from './live.ts';
import { logFailure, logSummary } from './log-lines.ts';
import { createMeter } from './meter.ts';
import { createMetrics } from './metrics.ts';
import { type Models, serveModels } from './models.ts';
import { createPipe } from './pipe.ts';
import { createReadiness } from './readiness.ts';
import { addRoutes } from './routes.ts';
import { scanClock } from './scan-clock.ts';
import { readServerTls } from './server-tls.ts';
import { openShared } from './shared-postgresql.ts';
import { signInWays } from './sign-in-ways.ts';
import { warm } from './warm.ts';

/** The whole gateway of one process: its parts put together, listening. */
export interface Service {
  port: number;
  engineMoved(address: EngineAddress | null): void;
  consoleMoved(url: string | null): void;
  /** Holds for every request from now on; those under way end under the policy that they began with. */
  policyMoved(policy: FullPolicyDocument): void;
  /** A policy that somebody brought is not taken: the one in force stays. */
  policyRefused(fault: PolicyFault): void;
  /** Lets what is under way end, within bounds; closes the audit log. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  settings: GatewaySettings;
  log: Logger;
  env: NodeJS.ProcessEnv;
  /** Of the one person on this machine. */
  localToken: string;
  /** Version of Intramural, for the log. */
  software: string;
  /** How names are resolved and the log is opened; a test may hand in its own. */
  resolve?: (hostname: string) => Promise<LookupAddress[]>;
  openLog?: typeof openAuditLog;
}

/** Milliseconds that count, of any time between two looks of the scan at its clock. */
const longestStretch = 10;

/** Bytes of bodies on their way at once: two thousand of the usual size, sixty-four of the largest. */
const bodiesAtOnce = 67_108_864;

/** Milliseconds that audit records wait for each other: less than any model takes to its first token. */
const gatherMs = 4;

/** Our own processes, on this machine. */
const loopback = ['127.0.0.0/8', '::1/128'];

/** @throws {CommandError} naming what is wrong and the mend. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { settings, log, software } = options;
  const { config, dataDirectory } = settings;
  checkNames(config);
  const keys = join(dataDirectory, 'keys');
  const now = () => performance.now();
  const { key_file: keyFile, tenant } = config.redaction;
  const redactionKey = keyFile === undefined ? loadRedactionKey(keys) : readRedactionKey(keyFile);
  /** What is made anew of each policy. */
  const under = (policy: FullPolicyDocument) => ({
    policy,
    rules: readRules(policy.policy),
    redactor: createRedactor({
      key: redactionKey,
      tenant,
      now: scanClock(now, longestStretch),
      ...redactorOptions(policy.policy.redaction),
      output: policy.policy.output,
    }),
  });
  const first = under(settings.policy);
  const audit = await (options.openLog ?? openAuditLog)({
    directory: join(dataDirectory, 'audit', 'gateway'),
    keys: await loadAuditKeys(keys, 'gateway'),
    software,
    lockPatienceMs: 10_000,
    gatherMs,
    maintenance: maintenanceOf(config.audit, 'gateway'),
  });
  const live = createLiveRequests();
  warm(first.redactor, now);
  const note = (draft: AuditDraft) =>
    audit.append(draft).then(
      () => undefined,
      () => undefined,
    );
  audit.onState((state, reason) => {
    if (state === 'failed') log.error({ reason }, 'the audit log can not be written: nothing is served until it can');
    else log.info({ state }, 'the audit log has changed its state');
  });

  let models: Models = new Map();
  const metrics = createMetrics({
    underWay: () => [...models.keys()].map(id => [id, live.count(id)] as const),
    replicas: () => [...models].flatMap(([id, { upstream }]) => upstream.replicas().map(one => [id, one] as const)),
  });
  const egress = openEgress({
    allow: config.egress.allow,
    listener: egressListener({ log, metrics, note, now }),
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });
  const outward = openEgress({
    allow: config.egress.allow,
    listener: egressListener({ log, metrics, note, now, purpose: 'checkpoint' }),
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });
  const outwardDispatcher = outward.dispatcher({ connections: 4 });
  const distribution = startDistribution(
    audit,
    join(dataDirectory, 'audit', 'gateway'),
    config.audit,
    fetchThrough(outwardDispatcher, outward),
  );
  const embedded = embeddedUpstream(settings.engine);
  const identityOut = identityFetch(config, {
    listener: egressListener({ log, metrics, note, now, purpose: 'identity' }),
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });
  let authenticator: Authenticator;
  try {
    authenticator = createAuthenticator({
      config: config.identity,
      localToken: options.localToken,
      fetch: identityOut.fetch,
      now: Date.now,
      onRefused: reason => {
        metrics.tokenRefused(reason);
        log.info({ reason }, 'a token was refused');
      },
      onFault: () => log.error('the file of tokens can not be read; the tokens read before stay in force'),
    });
    models = modelsOf({ config, egress, embedded, env: options.env, listener: metrics, now });
  } catch (error) {
    await audit.close();
    throw error;
  }

  const shared = openShared({
    config,
    env: options.env,
    listener: egressListener({ log, metrics, note, now, purpose: 'shared' }),
    onSuperseded: (document, at) => {
      const entry = live.forDocument(document);
      if (entry !== null && entry.at < at) entry.life.end('superseded');
    },
    onState: state => log[state === 'up' ? 'info' : 'warn']({ state }, 'what gateways share'),
    clock: Date.now,
  });
  const access = createAccessRecorder(note);
  const following = new Set<Promise<void>>();
  let draining = false;
  let consoleUrl = settings.consoleUrl;

  const captures = new Captures({
    folder: capturesFolder(dataDirectory),
    log: audit,
    clock: Date.now,
    onFailure: error => logFailure(log, error),
  });
  const stopWatchingRoom = watchAuditRoom(audit, log, metrics.registry);
  let gateway: Gateway = {
    audit,
    captures,
    ...first,
    models,
    live,
    meter: createMeter(Date.now, shared),
    shared,
    now,
    clock: Date.now,
    observe: summary => {
      metrics.observe(summary);
      logSummary(log, summary);
    },
    failed: (auditId, error) => logFailure(log, error, auditId),
  };
  const consoleDispatcher = openEgress({ allow: loopback, listener: silent }).dispatcher({ connections: 64 });
  const consolePipe = { target: () => consoleUrl, dispatcher: consoleDispatcher };
  const app = createHttp({
    bodyBytes: config.limits.body_bytes,
    tls: readServerTls(config.listen),
    onRefused: (refusal, request) => {
      metrics.refusedBeforeAdmission(refusal.code);
      log.info({ code: refusal.code, status: refusal.status }, 'refused');
      if (refusal.errorClass === 'identity') access.refused(surfaceOf(request?.url ?? ''), refusal.code);
    },
    onFailure: error => logFailure(log, error),
  });
  addRoutes(app, {
    gateway: () => gateway,
    authenticate: authenticator.authenticate,
    signInWays: () => signInWays(config.identity, authenticator.oidc),
    deadlineMs: config.limits.deadline_ms,
    takeRoom: createBodyRoom(Math.max(bodiesAtOnce, config.limits.body_bytes), config.limits.body_bytes),
    pipes: { console: createPipe(consolePipe), telemetry: createPipe(consolePipe) },
    readiness: createReadiness({
      audit,
      models,
      consoleUp: () => consoleUrl !== null,
      draining: () => draining,
      now,
    }),
    metrics: async () => ({ type: metrics.registry.contentType, text: await metrics.registry.metrics() }),
    draining: () => draining,
    follow: work => {
      const ended = work.catch(error => logFailure(log, error)).finally(() => following.delete(ended));
      following.add(ended);
    },
  });

  const engineMoved = (address: EngineAddress | null) => {
    embedded.moved(address);
    if (address === null) return;
    const weights = address.weights_sha256;
    void note({ kind: 'model.loaded', name: address.model, engine: embedded.engine, ...(weights ? { weights } : {}) });
  };
  const closeParts = async (audited: AccessRecorder | null) => {
    await audited?.close();
    await captures.stop();
    await stopWatchingRoom();
    await audit.close('shutdown');
    await distribution.stop();
    await outwardDispatcher.destroy();
    await identityOut.close();
    await shared?.close();
    await Promise.all([...models.values()].map(({ upstream }) => upstream.close()));
    await embedded.close();
    await consoleDispatcher.destroy();
  };

  try {
    await app.listen({ host: config.listen.host, port: config.listen.port });
  } catch (error) {
    await closeParts(null);
    throw cannotListen(error, config);
  }
  recordInForce(settings, note);
  if (settings.engine !== null) engineMoved(settings.engine);

  return {
    port: (app.server.address() as AddressInfo).port,
    engineMoved,
    consoleMoved: url => {
      consoleUrl = url;
    },
    policyMoved: policy => {
      const before = gateway.policy;
      if (policy.policy_version === before.policy_version) return;
      gateway = { ...gateway, ...under(policy) };
      recordPolicy(policy, note, before);
    },
    policyRefused: reason => {
      void note({ kind: 'policy.refused', reason, policy_version: gateway.policy.policy_version });
    },
    stop: async () => {
      draining = true;
      await drain({ following, live, app });
      await closeParts(access);
    },
  };
}

const silent = { refused: () => undefined, dialled: () => undefined };

interface ModelParts {
  config: Config;
  egress: Egress;
  embedded: ReturnType<typeof embeddedUpstream>;
  env: NodeJS.ProcessEnv;
  listener: PoolListener;
  now(): number;
}

function modelsOf({ config, embedded, ...parts }: ModelParts): Models {
  const concurrent = config.limits.concurrent_per_model;
  return serveModels(
    config.models,
    model =>
      model.upstream === 'embedded'
        ? embedded
        : remoteUpstream({ ...parts, model, config: model.upstream, slots: concurrent }),
    concurrent,
    parts.now,
  );
}

function cannotListen(error: unknown, { listen: { host, port } }: Config): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new CommandError(`Port ${port} on ${host} is taken.`, {
      mend: 'Stop the program that listens there, or choose another port: INTRAMURAL_PORT=7500.',
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new CommandError(`The proxy may not listen on ${host}, port ${port} (${code}).`, {
      mend: 'Choose another address or port in the configuration (listen).',
    });
  }
  return error;
}

function recordInForce({ config, policy }: GatewaySettings, note: (draft: AuditDraft) => void): void {
  const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
  note({ kind: 'configuration.loaded', after: sha256(config) });
  recordPolicy(policy, note);
}

function recordPolicy(
  { policy, policy_version }: FullPolicyDocument,
  note: (draft: AuditDraft) => void,
  before?: FullPolicyDocument,
): void {
  note({
    kind: 'policy.loaded',
    ...(before === undefined ? {} : { before: policySha256(before.policy) }),
    after: policySha256(policy),
    policy_version,
  });
}

function surfaceOf(url: string): Parameters<AccessRecorder['refused']>[0] {
  if (url.startsWith('/v1/models')) return 'models';
  if (url.startsWith('/v1/policy')) return 'policy';
  return url.startsWith('/v1/telemetry') ? 'telemetry' : 'completions';
}
