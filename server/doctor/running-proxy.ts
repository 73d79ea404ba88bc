import { existsSync } from 'node:fs';
import type { LoadedConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { Readiness } from '../gateway/readiness.ts';
import { localTokenOpens } from '../identity/authenticator.ts';
import { ensureLocalToken, localTokenFile } from '../identity/local-token.ts';
import { occupant } from '../serve/occupant.ts';
import type { Finding } from './checks.ts';
import { askOverTls, fingerprintOf } from './own-certificate.ts';
import { printable } from './printable.ts';

/** Milliseconds for one answer of the running proxy. */
const patience = 3_000;

/** Whether something listens, whether it is Intramural, whether it takes our token, and what it says of its parts. */
export async function checkProxy({ config, dataDirectory }: LoadedConfig): Promise<Finding[]> {
  const check = 'proxy';
  const { host, port, tls } = config.listen;
  if (tls !== undefined) return checkProxyOverTls(config.listen, tls);
  const origin = `http://${host}:${port}`;
  const found = await occupant(host, port);
  if (found === 'nobody') {
    return [{ check, state: 'warning', says: `nothing listens on ${origin}`, mend: 'intramural serve' }];
  }
  if (found === 'another program') {
    return [
      {
        check,
        state: 'failed',
        says: `port ${port} is taken by something that is not Intramural`,
        mend: 'Stop that program, or choose another port: INTRAMURAL_PORT=7500 intramural serve',
      },
    ];
  }
  const findings: Finding[] = [{ check, state: 'ok', says: origin }];

  const ready = await get(`${origin}/readyz`);
  findings.push(readyFinding(ready?.status === 200, ready?.body));

  if (localTokenOpens(config.identity) && existsSync(localTokenFile(dataDirectory))) {
    const models = await get(`${origin}/v1/models`, ensureLocalToken(dataDirectory));
    findings.push(
      models?.status === 200
        ? { check: 'sign-in', state: 'ok', says: 'the proxy takes the local token' }
        : {
            check: 'sign-in',
            state: 'failed',
            says: 'the proxy does not take the local token of this data folder',
            mend: 'It was started with another INTRAMURAL_HOME: set the same one here, or restart it.',
          },
    );
  }
  return findings;
}

/** Asked with the certificate as it stands in the file, whoever may have signed it. */
async function checkProxyOverTls(
  listen: Config['listen'],
  { cert_file: file, client_ca_file: clients }: NonNullable<Config['listen']['tls']>,
): Promise<Finding[]> {
  const check = 'proxy';
  const origin = `https://${listen.host}:${listen.port}`;
  const shown = await askOverTls(listen, '/readyz');
  if (shown.kind === 'nobody') {
    return [{ check, state: 'warning', says: `nothing listens on ${origin}`, mend: 'intramural serve' }];
  }
  if (shown.kind === 'refused' && clients !== undefined) {
    return [
      { check, state: 'ok', says: `${origin} lets in only who has a certificate of the bank: not asked further` },
    ];
  }
  if (shown.kind === 'refused') {
    const mend = 'Stop the program that listens there, or choose another port (listen.port).';
    return [{ check, state: 'failed', says: `what listens on ${origin} does not speak TLS`, mend }];
  }
  const findings: Finding[] = [{ check, state: 'ok', says: origin }];
  if (shown.fingerprint !== fingerprintOf(file)) {
    const says = `${origin} shows another certificate than the one in ${file}`;
    findings.push({
      check,
      state: 'warning',
      says,
      mend: 'Restart the proxy: it reads its certificate when it starts.',
    });
  }
  const body = parsed(shown.body);
  return [...findings, readyFinding(body.ready === true, body)];
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** @param body of `/readyz`: {ready, audit, console, models, draining}. */
export function readyFinding(ready: boolean, body: unknown): Finding {
  const check = 'ready';
  if (ready) return { check, state: 'ok', says: 'a completion would be served now' };
  const { audit, models, draining } = (body ?? {}) as Partial<Readiness>;
  if (draining === true) {
    return { check, state: 'failed', says: 'the proxy is stopping', mend: 'Start it again: intramural serve' };
  }
  if (audit !== undefined && audit !== 'open') {
    const mend = 'Free space in the data folder and see that it can be written to; the log of the proxy says why.';
    return { check, state: 'failed', says: `the audit log is ${printable(audit)}, so nothing is served`, mend };
  }
  if (models === undefined) {
    return { check, state: 'failed', says: 'it does not answer', mend: 'The log of the proxy says why.' };
  }
  const parts = Object.entries(Object(models)).map(([id, state]) => [printable(id), printable(state)] as const);
  const states = parts.map(([id, state]) => `${id} is ${state.replace('_', ' ')}`);
  const starting = parts.some(([, state]) => state === 'starting');
  const mend = starting ? 'Wait a moment: a model is being loaded.' : 'See the lines of the models above.';
  return { check, state: 'failed', says: `no model answers: ${states.join(', ')}`, mend };
}

async function get(url: string, token?: string): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}
