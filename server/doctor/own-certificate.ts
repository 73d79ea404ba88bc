import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Config } from '../config/schema.ts';
import { endFinding } from './certificate-end.ts';
import type { Finding } from './checks.ts';
import { printable } from './printable.ts';

/** The proxy's own certificate: whether it can be used, fits its key and the name that people call the proxy by, and until when. */

const check = 'own certificate';

type Listen = Config['listen'];

/** @param now milliseconds since 1970. */
export function checkOwnCertificate({ listen }: Pick<Config, 'listen'>, now: () => number): Finding[] {
  const { tls } = listen;
  if (tls === undefined) return [];
  const certificates = readCertificates(tls.cert_file);
  const [own, ...chain] = certificates;
  if (own === undefined) {
    const says = `${tls.cert_file} can't be read, or holds no certificate`;
    return [{ check, state: 'failed', says, mend: 'Name a PEM file in listen.tls.cert_file that this user may read.' }];
  }
  const findings = [...keyFindings(own, tls.key_file), ...nameFindings(own, listen), ...chainFindings(own, chain)];
  const end = endFinding(check, Date.parse(own.validTo), 'Renew it and restart the proxy.', now);
  if (Date.parse(own.validFrom) > now()) {
    const says = `is valid from ${own.validFrom}, which lies ahead`;
    findings.push({ check, state: 'failed', says, mend: "Look at this machine's clock, or at the certificate." });
  }
  findings.push(...end);
  if (tls.client_ca_file !== undefined && readCertificates(tls.client_ca_file).length === 0) {
    const says = `${tls.client_ca_file} can't be read, or holds no certificate`;
    const mend = "Name the PEM file of the authority of the clients' certificates in listen.tls.client_ca_file.";
    findings.push({ check: "clients' certificates", state: 'failed', says, mend });
  }
  return findings.length > 0 ? findings : [{ check, state: 'ok', says: `until ${own.validTo}` }];
}

function readCertificates(file: string): X509Certificate[] {
  try {
    const pem = readFileSync(file, 'utf8');
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return blocks.map(block => new X509Certificate(block));
  } catch {
    return [];
  }
}

function keyFindings(own: X509Certificate, file: string): Finding[] {
  let fits: boolean;
  try {
    fits = own.checkPrivateKey(createPrivateKey(readFileSync(file)));
  } catch {
    const says = `its key ${file} can't be read, or is no key without a password`;
    return [{ check, state: 'failed', says, mend: 'Name a PEM file in listen.tls.key_file that this user may read.' }];
  }
  if (fits) return [];
  const mend = 'Let listen.tls.cert_file and listen.tls.key_file name the two halves of one pair.';
  return [{ check, state: 'failed', says: `does not belong to the key in ${file}`, mend }];
}

/** The name that editors have in their settings, as far as the configuration tells it. */
function nameFindings(own: X509Certificate, { public_url: url, host }: Listen): Finding[] {
  const name = url === undefined ? host : new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (url === undefined && (name === '0.0.0.0' || name === '::')) return [];
  const fits = isIP(name) === 0 ? own.checkHost(name) : own.checkIP(name);
  if (fits !== undefined) return [];
  const made = printable(own.subjectAltName?.replaceAll(/(DNS|IP Address):/g, '') ?? 'no name');
  return [
    {
      check,
      state: url === undefined ? 'warning' : 'failed',
      says: `was made for ${made}, and people come to ${name}: their editors will not trust it`,
      mend: `Have one made for ${name} (subjectAltName), or correct listen.public_url.`,
    },
  ];
}

/** Editors know the authority, and no certificate between: the proxy must send those along. */
function chainFindings(own: X509Certificate, chain: readonly X509Certificate[]): Finding[] {
  let last = own;
  for (const next of chain) {
    if (!last.checkIssued(next) || !last.verify(next.publicKey)) {
      const says = 'is followed by a certificate that did not sign it';
      const mend = 'Let listen.tls.cert_file hold its own certificate first, then the one that signed it, and so on.';
      return [{ check, state: 'failed', says, mend }];
    }
    last = next;
  }
  return [];
}

/** What the proxy that runs says over TLS. */
export type Shown =
  | { kind: 'nobody' }
  /** No TLS, or none that this machine may speak: it wants a certificate of the client. */
  | { kind: 'refused' }
  | { kind: 'shown'; fingerprint: string; body: string };

/** Milliseconds for one answer of the running proxy. */
const patience = 3_000;

/** Asks the proxy that runs, by its own address. The certificate counts by its fingerprint: who stands before it may trust another. */
export function askOverTls({ host, port }: Pick<Listen, 'host' | 'port'>, path: string): Promise<Shown> {
  return new Promise(resolve => {
    let fingerprint: string | null = null;
    let text = '';
    let connected = false;
    const socket = connect({ host: reachable(host), port, rejectUnauthorized: false });
    const done = (shown: Shown) => {
      socket.destroy();
      resolve(shown);
    };
    socket.setTimeout(patience, () => done(connected ? { kind: 'refused' } : { kind: 'nobody' }));
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('error', () => done(connected ? { kind: 'refused' } : { kind: 'nobody' }));
    socket.on('secureConnect', () => {
      fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? '';
      socket.write(`GET ${path} HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
    });
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.length > 100_000) socket.destroy();
    });
    socket.on('close', () => {
      const [, body] = text.split('\r\n\r\n', 2);
      done(fingerprint === null || body === undefined ? { kind: 'refused' } : { kind: 'shown', fingerprint, body });
    });
  });
}

/** Whoever listens everywhere listens here. */
function reachable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
}

/** Of the certificate in the file; null where there is none. */
export function fingerprintOf(file: string): string | null {
  return readCertificates(file)[0]?.fingerprint256 ?? null;
}
