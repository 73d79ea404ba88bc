import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../cli/command.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { ensureLocalToken, localTokenFile } from '../identity/local-token.ts';
import { readTokens } from '../identity/token-file.ts';
import { ensureModel } from '../model/ensure.ts';
import { type ReadPolicy, readPolicy } from '../policy/load.ts';
import { readSerialFloor } from '../policy/serial.ts';
import { tierWarnings } from '../policy/tiers-served.ts';
import { inDays } from './certificate-end.ts';
import { checkDatabases } from './databases.ts';
import { checkDestinations } from './destinations.ts';
import { checkOwnCertificate } from './own-certificate.ts';
import { checkProxy } from './running-proxy.ts';

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
  /** Days before its end at which a program's token is spoken of. */
  tokenDays: 7,
  day: 86_400_000,
} as const;

/** Runs every check in order. One that needs what an earlier one could not find says nothing. */
export async function diagnose(configFile: string | undefined): Promise<Finding[]> {
  const findings: Finding[] = [checkNode(process.versions.node)];
  const loaded = attempt(findings, 'configuration', () => loadConfig(configFile));
  if (!loaded) return findings;
  findings.push({ check: 'configuration', state: 'ok', says: loaded.file ?? 'built-in defaults' });

  const { policy_file: file, policy_keys: keyFiles } = loaded.config;
  const policy = attempt(findings, 'policy', () => {
    // Only what is signed can be taken back for something older.
    const serialFloor = keyFiles.length === 0 ? 0 : readSerialFloor(loaded.dataDirectory);
    return readPolicy(file, { keyFiles, now: Date.now, serialFloor });
  });
  if (policy) findings.push(...checkPolicy(policy, loaded.config, Date.now()));

  findings.push(checkDataFolder(loaded.dataDirectory), checkDisk(loaded.dataDirectory));
  findings.push(checkToken(loaded.dataDirectory));
  if (loaded.config.models.some(model => model.upstream === 'embedded')) findings.push(await checkModel());
  findings.push(...checkOwnCertificate(loaded.config, Date.now));
  findings.push(...checkTokensFile(loaded.config, Date.now()));
  findings.push(...(await checkDestinations(loaded.config, Date.now)));
  findings.push(...(await checkDatabases(loaded.config, process.env, Date.now)));
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
            says: `expires ${inDays(days)}, and then nothing is served`,
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

/** Tokens of programs: whether the file can be read, and which are about to end. */
export function checkTokensFile({ identity: { tokens_file: file } }: Config, now: number): Finding[] {
  const check = 'tokens';
  if (file === undefined) return [];
  const findings: Finding[] = [];
  const tokens = attempt(findings, check, () => readTokens(file));
  if (tokens === null) return findings;
  const entries = [...tokens.values()];
  const says = `${entries.length} in ${file}`;
  const ending = entries.filter(({ expires }) => Date.parse(expires) - now < minimum.tokenDays * minimum.day);
  if (ending.length === 0) return [{ check, state: 'ok', says }];
  const names = [...new Set(ending.map(({ subject }) => subject))].slice(0, 5).join(', ');
  const mend = 'Make new ones (intramural token --subject <name>) and strike out the old ones.';
  return [
    { check, state: 'warning', says: `${says}, ended or ending within ${minimum.tokenDays} days: ${names}`, mend },
  ];
}
