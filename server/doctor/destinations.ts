import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Config } from '../config/schema.ts';
import { type Destination, EgressRefused, openEgress } from '../upstream/egress.ts';
import { fetchThrough } from '../upstream/fetch.ts';
import { endFinding } from './certificate-end.ts';
import type { Finding } from './checks.ts';
import { connectionFault } from './connection-fault.ts';
import { printable } from './printable.ts';

/** Every server that the configuration names: whether the egress rules let the proxy there, whether it answers, its certificate, its clock. */

const limits = {
  /** Milliseconds for one server. */
  patience: 4_000,
  /** Seconds by which two clocks may differ where nothing else is configured. */
  skew: 30,
} as const;

interface Named {
  what: string;
  url: string;
  caFile: string | undefined;
  /** Where the address stands in the configuration. */
  field: string;
  /** Of a model: the environment variable with its key, where it has one, and the names that its server must know. */
  model?: { keyVariable: string | undefined; names: readonly string[]; field: string };
}

/** Engines that answer only to the names that they list. */
const strictAboutNames: ReadonlySet<string> = new Set(['vllm', 'sglang', 'ollama']);

function namedServers({ models, identity, audit, telemetry }: Config): Named[] {
  const replicas = models.flatMap(({ id, upstream }, index): Named[] => {
    if (upstream === 'embedded') return [];
    const urls = upstream.replicas ?? [{ id: '', url: upstream.url! }];
    const names = [upstream.model ?? id, ...Object.values(upstream.adapters)];
    const field = `models[${index}].upstream`;
    return urls.map((one, at) => ({
      what: one.id === '' ? `model ${id}` : `model ${id}, replica ${one.id}`,
      url: `${one.url.replace(/\/+$/, '')}/models`,
      caFile: upstream.ca_file,
      field: upstream.replicas === undefined ? `${field}.url` : `${field}.replicas[${at}].url`,
      model: { keyVariable: upstream.api_key_env, names: strictAboutNames.has(upstream.engine) ? names : [], field },
    }));
  });
  const { oidc } = identity;
  const provider = `${oidc?.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const plain = (what: string, url: string | undefined, field: string, caFile?: string): Named[] =>
    url === undefined ? [] : [{ what, url, field, caFile }];
  return [
    ...replicas,
    ...(oidc ? plain('single sign-on', provider, 'identity.oidc.issuer', oidc.ca_file) : []),
    ...audit.witnesses.flatMap(({ url }, index) => plain('witness', url, `audit.witnesses[${index}].url`)),
    ...plain('second party', audit.second_party.url, 'audit.second_party.url'),
    ...audit.exports.flatMap(({ name, sink }, index) =>
      sink.to === 'https' ? plain(`export ${name}`, sink.url, `audit.exports[${index}].sink.url`) : [],
    ),
    ...plain('metrics collector', telemetry.otlp?.url, 'telemetry.otlp.url', telemetry.otlp?.ca_file),
  ];
}

/** @param now milliseconds since 1970. */
export async function checkDestinations(
  config: Config,
  now: () => number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Finding[]> {
  const findings = await Promise.all(namedServers(config).map(server => checkServer(server, config, now, env)));
  return findings.flat();
}

async function checkServer(
  server: Named,
  config: Config,
  now: () => number,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { what, url, caFile } = server;
  const refused: Destination[] = [];
  let dialled: string | null = null;
  const egress = openEgress({
    allow: config.egress.allow,
    listener: { refused: destination => refused.push(destination), dialled: ({ address }) => (dialled = address) },
  });
  const ca = caFile === undefined ? undefined : readAuthority(caFile);
  if (ca === null) {
    const says = `${caFile} can't be read, or holds no certificate`;
    return [{ check: what, state: 'failed', says, mend: `Name the PEM file of the authority in ${caField(server)}.` }];
  }
  const variable = server.model?.keyVariable;
  const key = variable === undefined ? undefined : env[variable];
  if (variable !== undefined && !key) {
    const mend = `Set ${variable} where the proxy starts, which does not start without it, and here.`;
    return [{ check: what, state: 'failed', says: `the variable ${variable} with its key is not set`, mend }];
  }
  const dispatcher = egress.dispatcher(ca === undefined ? {} : { ca });
  try {
    const answer = await fetchThrough(dispatcher, egress)(url, {
      signal: AbortSignal.timeout(limits.patience),
      headers: key ? { authorization: `Bearer ${key}` } : {},
    });
    return [
      answered(server, answer.status, await answer.text()),
      ...clockFinding(what, answer.headers.get('date'), config, now),
      ...(await certificate(server, dialled, ca, now)),
    ];
  } catch (error) {
    return [failure(server, error, refused)];
  } finally {
    await dispatcher.destroy();
  }
}

function readAuthority(file: string): string | null {
  try {
    const pem = readFileSync(file, 'utf8');
    return pem.includes('-----BEGIN CERTIFICATE-----') ? pem : null;
  } catch {
    return null;
  }
}

/** Where the authority of a server is named: beside its address. */
function caField({ field, model }: Named): string {
  return `${model?.field ?? field.slice(0, field.lastIndexOf('.'))}.ca_file`;
}

function answered({ what, url, field, model }: Named, status: number, body: string): Finding {
  const { host, pathname } = new URL(url);
  const says = `${host} answers (${status})`;
  if (status >= 500) {
    const mend = 'Its own log says why; until it has mended itself, requests go to other replicas or are refused.';
    return { check: what, state: 'warning', says, mend };
  }
  if (model === undefined) return { check: what, state: 'ok', says };
  if (status === 401 || status === 403) {
    return {
      check: what,
      state: 'failed',
      says: `${host} does not let the proxy in (${status})`,
      mend:
        model.keyVariable === undefined
          ? `It wants a key: name the environment variable that holds it in ${model.field}.api_key_env.`
          : `The key in ${model.keyVariable} is not the one that it takes.`,
    };
  }
  if (status === 404) {
    const mend = `Let ${field} be the address up to and with /v1.`;
    return { check: what, state: 'failed', says: `${host} has nothing at ${pathname}`, mend };
  }
  const missing = namesMissing(body, model.names);
  if (missing === null) return { check: what, state: 'ok', says };
  return {
    check: what,
    state: 'failed',
    says: `${host} answers, and knows no model ${missing.name}; it has ${missing.known}`,
    mend: `Let ${model.field}.model (or adapters) say what the server calls it.`,
  };
}

/** The first name that a server does not list; null where it lists them all, or no list can be read. */
function namesMissing(body: string, names: readonly string[]): { name: string; known: string } | null {
  let listed: unknown;
  try {
    listed = (JSON.parse(body) as { data?: unknown }).data;
  } catch {
    return null;
  }
  if (!Array.isArray(listed)) return null;
  const known = listed.map(one => String((one as { id?: unknown } | null)?.id ?? ''));
  const name = names.find(one => !known.includes(one));
  return name === undefined ? null : { name, known: printable(known.slice(0, 8).join(', ')) || 'none' };
}

function failure(server: Named, error: unknown, refused: Destination[]): Finding {
  const { what, url, field } = server;
  const { host } = new URL(url);
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause !== undefined; depth++) cause = cause.cause;
  if (cause instanceof EgressRefused && cause.reason === 'redirect') {
    return {
      check: what,
      state: 'failed',
      says: `${host} redirects, and none is followed`,
      mend: `Let ${field} be the address that it redirects to, as that server calls itself.`,
    };
  }
  if (refused.length > 0) {
    const address = refused[0]!.address;
    return {
      check: what,
      state: 'failed',
      says: `${host}${address === undefined ? '' : ` (${address})`} lies outside egress.allow: the proxy will not connect to it`,
      mend: `Add its network to egress.allow, or correct ${field}.`,
    };
  }
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  const [says, mend] = connectionFault(code, { host, field, caField: caField(server) });
  return { check: what, state: 'failed', says, mend };
}

/** Tokens and records are dated: a clock that is wrong refuses people and makes the log doubtful. */
function clockFinding(what: string, date: string | null, config: Config, now: () => number): Finding[] {
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) return [];
  const seconds = Math.round(Math.abs(there - now()) / 1000);
  // A date header counts whole seconds, and the answer took its time.
  const most = (config.identity.oidc?.clock_skew_s ?? limits.skew) + 2;
  if (seconds <= most) return [];
  return [
    {
      check: 'clock',
      state: 'failed',
      says: `this machine's clock and that of the ${what} differ by ${seconds} s`,
      mend: 'Let both follow a time server (timedatectl set-ntp true).',
    },
  ];
}

/**
 * Only where the server has just answered: its certificate is trusted, and may still end soon.
 * @param address that the egress rules have let through.
 */
async function certificate(
  { what, url, field }: Named,
  address: string | null,
  ca: string | undefined,
  now: () => number,
): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:' || address === null) return [];
  const host = hostname.replace(/^\[|\]$/g, '');
  const end = await new Promise<number | null>(resolve => {
    const socket = connect({
      host: address,
      port: Number(port) || 443,
      // A name alone may stand there (RFC 6066).
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
    });
    const done = (value: number | null) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(limits.patience, () => done(null));
    socket.once('error', () => done(null));
    socket.once('secureConnect', () => done(Date.parse(socket.getPeerCertificate().valid_to)));
  });
  return end === null ? [] : endFinding(`certificate of ${what}`, end, `Renew it (${field}).`, now);
}
