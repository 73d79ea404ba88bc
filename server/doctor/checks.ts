import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../cli/command.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { localTokenOpens } from '../identity/authenticator.ts';
import { ensureLocalToken, localTokenFile } from '../identity/local-token.ts';
import { ensureModel } from '../model/ensure.ts';
import { type ReadPolicy, readPolicy } from '../policy/load.ts';
import { tierWarnings } from '../policy/tiers-served.ts';
import { occupant } from '../serve/occupant.ts';
import { checkDestinations, checkOwnCertificate } from './destinations.ts';

/** What one check found. `mend` says what to do, where there is something to do. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failed';
  says: string;
  mend?: string;
}

const minimum = {
  /** Node's version, as package.json states it. */
  node: [20, 19],
  /** Bytes free below which the audit log is in danger: a day of 10,000 developers is about 1 GB. */
  disk: 1_000_000_000,
  /** Days before its end at which a policy is spoken of. */
  policyDays: 14,
  day: 86_400_000,
  /** Milliseconds for one answer of the running proxy. */
  answer: 3_000,
} as const;

/** Runs every check in order. One that needs what an earlier one could not find says nothing. */
export async function diagnose(configFile: string | undefined): Promise<Finding[]> {
  const findings: Finding[] = [checkNode(process.versions.node)];
  const loaded = attempt(findings, 'configuration', () => loadConfig(configFile));
  if (!loaded) return findings;
  findings.push({ check: 'configuration', state: 'ok', says: loaded.file ?? 'built-in defaults' });

  const { policy_file: file, policy_keys: keyFiles } = loaded.config;
  const policy = attempt(findings, 'policy', () => readPolicy(file, { keyFiles, now: Date.now }));
  if (policy) findings.push(...checkPolicy(policy, loaded.config, Date.now()));

  findings.push(checkDataFolder(loaded.dataDirectory), checkDisk(loaded.dataDirectory));
  findings.push(checkToken(loaded.dataDirectory));
  if (loaded.config.models.some(model => model.upstream === 'embedded')) findings.push(await checkModel());
  findings.push(...checkOwnCertificate(loaded.config, Date.now));
  findings.push(...(await checkDestinations(loaded.config, Date.now)));
  findings.push(...(await checkProxy(loaded)));
  return findings;
}

/** @param now milliseconds since 1970. */
export function checkPolicy({ policy, policy_version, signedBy }: ReadPolicy, config: Config, now: number): Finding[] {
  const check = 'policy';
  const signed = signedBy === null ? '' : `, signed by ${signedBy}`;
  const days = policy.expires === null ? null : Math.floor((Date.parse(policy.expires) - now) / minimum.day);
  const ends: Finding[] =
    days === null || days >= minimum.policyDays
      ? []
      : [
          {
            check,
            state: 'warning',
            says: `expires in ${days} days, and then nothing is served`,
            mend: 'Bring a policy with a later expires.',
          },
        ];
  const unserved = tierWarnings(policy, config.models).map(
    (says): Finding => ({ check, state: 'warning', says, mend: 'Correct the tier in the policy or in models.' }),
  );
  return [{ check, state: 'ok', says: `version ${policy_version}${signed}` }, ...ends, ...unserved];
}

/** Runs what may fail with a message for people; records the failure and returns null. */
function attempt<T>(findings: Finding[], check: string, run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    findings.push({ check, state: 'failed', says: error.message, ...(error.mend ? { mend: error.mend } : {}) });
    return null;
  }
}

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > minimum.node[0] || (major === minimum.node[0] && minor >= minimum.node[1]);
  const needed = minimum.node.join('.');
  return enough
    ? { check: 'node', state: 'ok', says: `version ${version}` }
    : {
        check: 'node',
        state: 'failed',
        says: `version ${version} is too old`,
        mend: `Install Node ${needed} or newer.`,
      };
}

function checkDataFolder(directory: string): Finding {
  const check = 'data folder';
  const existing = existsSync(directory) ? directory : nearestExisting(directory);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    return {
      check,
      state: 'failed',
      says: `${directory} is not writable`,
      mend: 'Make it writable for this user, or name another with INTRAMURAL_HOME or data_dir.',
    };
  }
  if (existing !== directory) return { check, state: 'ok', says: `${directory} (made on first start)` };
  const mode = statSync(directory).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return {
      check,
      state: 'warning',
      says: `${directory} can be read by others (mode ${mode.toString(8)})`,
      mend: `chmod 700 "${directory}"`,
    };
  }
  return { check, state: 'ok', says: directory };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function checkDisk(directory: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(directory));
  const free = bavail * bsize;
  const says = `${(free / 1e9).toFixed(1)} GB free`;
  if (free >= minimum.disk) return { check: 'disk', state: 'ok', says };
  const mend = 'Free some space: the proxy serves nothing that it can not record.';
  return { check: 'disk', state: free < minimum.disk / 20 ? 'failed' : 'warning', says, mend };
}

function checkToken(dataDirectory: string): Finding {
  const check = 'local token';
  const file = localTokenFile(dataDirectory);
  if (!existsSync(file)) return { check, state: 'ok', says: 'none yet (made on first start)' };
  try {
    ensureLocalToken(dataDirectory);
  } catch (error) {
    return { check, state: 'failed', says: (error as Error).message };
  }
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return { check, state: 'failed', says: `${file} can be read by others`, mend: `chmod 600 "${file}"` };
  }
  return { check, state: 'ok', says: file };
}

async function checkModel(): Promise<Finding> {
  const check = 'model';
  try {
    const model = await ensureModel({ allowFetch: false });
    return { check, state: 'ok', says: `${model.name}, verified: ${model.path}` };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { check, state: 'warning', says: error.message, mend: 'intramural model fetch' };
  }
}

/** Whether something listens, whether it is Intramural, whether it takes our token, and what it says of its parts. */
async function checkProxy({ config, dataDirectory }: LoadedConfig): Promise<Finding[]> {
  const check = 'proxy';
  const { host, port, tls } = config.listen;
  // Asked from here its certificate need not be trusted: whoever stands before it knows better.
  if (tls !== undefined) return [{ check, state: 'ok', says: `not asked: it speaks TLS on port ${port}` }];
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
  findings.push(
    ready?.status === 200
      ? { check: 'ready', state: 'ok', says: 'every part answers' }
      : { check: 'ready', state: 'failed', says: summary(ready?.body), mend: 'The log of the proxy says why.' },
  );

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

function summary(body: unknown): string {
  return typeof body === 'object' && body !== null ? JSON.stringify(body).slice(0, 300) : 'it does not answer';
}

async function get(url: string, token?: string): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(minimum.answer),
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}
