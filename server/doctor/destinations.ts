import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Config } from '../config/schema.ts';
import { type Destination, EgressRefused, openEgress } from '../upstream/egress.ts';
import { fetchThrough } from '../upstream/fetch.ts';
import type { Finding } from './checks.ts';

/** Every server that the configuration names: whether the egress rules let the proxy there, whether it answers, its certificate, its clock. */

const limits = {
  /** Milliseconds for one server. */
  patience: 4_000,
  /** Days before its end at which a certificate is spoken of. */
  certificateDays: 30,
  /** Seconds by which two clocks may differ where nothing else is configured. */
  skew: 30,
  day: 86_400_000,
} as const;

interface Named {
  what: string;
  url: string;
  caFile: string | undefined;
  /** Where the address stands in the configuration. */
  field: string;
}

function namedServers({ models, identity }: Config): Named[] {
  const replicas = models.flatMap(({ id, upstream }, index) => {
    if (upstream === 'embedded') return [];
    const urls = upstream.replicas ?? [{ id: '', url: upstream.url! }];
    return urls.map(one => ({
      what: one.id === '' ? `model ${id}` : `model ${id}, replica ${one.id}`,
      url: `${one.url.replace(/\/+$/, '')}/models`,
      caFile: upstream.ca_file,
      field: `models[${index}].upstream`,
    }));
  });
  const { oidc } = identity;
  const provider = `${oidc?.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  return [
    ...replicas,
    ...(oidc ? [{ what: 'single sign-on', url: provider, caFile: oidc.ca_file, field: 'identity.oidc' }] : []),
  ];
}

/** @param now milliseconds since 1970. */
export async function checkDestinations(config: Config, now: () => number): Promise<Finding[]> {
  const findings = await Promise.all(namedServers(config).map(server => checkServer(server, config, now)));
  return findings.flat();
}

async function checkServer(server: Named, config: Config, now: () => number): Promise<Finding[]> {
  const { what, url, field, caFile } = server;
  const refused: Destination[] = [];
  let dialled: string | null = null;
  const egress = openEgress({
    allow: config.egress.allow,
    listener: { refused: destination => refused.push(destination), dialled: ({ address }) => (dialled = address) },
  });
  let ca: string | undefined;
  try {
    ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
  } catch {
    return [{ check: what, state: 'failed', says: `${caFile} can't be read`, mend: `Correct ${field}.ca_file.` }];
  }
  const dispatcher = egress.dispatcher(ca === undefined ? {} : { ca });
  try {
    const answer = await fetchThrough(dispatcher, egress)(url, { signal: AbortSignal.timeout(limits.patience) });
    await answer.text();
    const state = answer.status >= 500 ? 'warning' : 'ok';
    const answers: Finding = { check: what, state, says: `${new URL(url).host} answers (${answer.status})` };
    return [
      answers,
      ...clockFinding(what, answer.headers.get('date'), config, now),
      ...(await certificate(server, dialled, ca, now)),
    ];
  } catch (error) {
    return [failure(server, error, refused)];
  } finally {
    await dispatcher.destroy();
  }
}

function failure({ what, url, field }: Named, error: unknown, refused: Destination[]): Finding {
  const { host } = new URL(url);
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause !== undefined; depth++) cause = cause.cause;
  if (cause instanceof EgressRefused && cause.reason === 'redirect') {
    return {
      check: what,
      state: 'failed',
      says: `${host} redirects, and none is followed`,
      mend: `Name its own address in ${field}.`,
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
  if (/^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|HOSTNAME_MISMATCH)/.test(code)) {
    return {
      check: what,
      state: 'failed',
      says: `the certificate of ${host} is not trusted (${code})`,
      mend: `Name the PEM file of the authority that signed it in ${field}.ca_file, or renew the certificate.`,
    };
  }
  return {
    check: what,
    state: 'failed',
    says: `${host} does not answer (${code || 'no answer in time'})`,
    mend: 'Start it, or correct its address; between machines, ask who runs the firewall.',
  };
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

/** The proxy's own certificate. */
export function checkOwnCertificate({ listen: { tls } }: Config, now: () => number): Finding[] {
  if (tls === undefined) return [];
  try {
    const { validTo } = new X509Certificate(readFileSync(tls.cert_file));
    const finding = endFinding('own certificate', Date.parse(validTo), 'Renew it and restart the proxy.', now);
    return finding.length > 0 ? finding : [{ check: 'own certificate', state: 'ok', says: `until ${validTo}` }];
  } catch {
    return [
      {
        check: 'own certificate',
        state: 'failed',
        says: `${tls.cert_file} can't be read, or is no certificate`,
        mend: 'Correct listen.tls.cert_file.',
      },
    ];
  }
}

function endFinding(check: string, end: number, mend: string, now: () => number): Finding[] {
  const days = Math.floor((end - now()) / limits.day);
  if (days >= limits.certificateDays) return [];
  return days < 0
    ? [{ check, state: 'failed', says: `expired ${-days} days ago`, mend }]
    : [{ check, state: 'warning', says: `expires in ${days} days`, mend }];
}
