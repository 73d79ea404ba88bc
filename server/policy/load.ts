import { createHash } from 'node:crypto';
import { CommandError } from '../cli/command.ts';
import { FileProblems, parseYamlWithPlaces, readText } from '../config/yaml.ts';
import type { Place } from './decide.ts';
import { type FullPolicy, type FullPolicyDocument, policySchema } from './schema.ts';
import { checkSignature, type PolicyKey, readPolicyKey } from './signature.ts';

/** What a policy must prove before it comes into force. */
export interface PolicyTrust {
  /** Files of the public keys of those who may sign; a policy need not be signed where there are none. */
  keyFiles: readonly string[];
  /** Milliseconds since 1970. */
  now(): number;
  /** The largest serial that a signed policy has had here. */
  serialFloor?: number;
}

export type PolicyFault =
  | 'unreadable'
  | 'invalid'
  | 'unsigned'
  | 'unknown_key'
  | 'changed_after_signing'
  | 'expired'
  | 'older_serial';

/** A policy that does not come into force: for people its message, for the audit record its fault. */
export class PolicyRefused extends CommandError {
  readonly fault: PolicyFault;

  constructor(fault: PolicyFault, message: string, mend: string) {
    super(message, { mend });
    this.name = 'PolicyRefused';
    this.fault = fault;
  }
}

/** Why a policy could not be read, as a word. */
export function policyFaultOf(error: unknown): PolicyFault {
  if (error instanceof PolicyRefused) return error.fault;
  return error instanceof FileProblems ? 'invalid' : 'unreadable';
}

/** A policy with what `policy check` and `policy explain` tell of it. */
export interface ReadPolicy extends FullPolicyDocument {
  /** Id of the key that signed it; null where nobody did. */
  signedBy: string | null;
  /** Line of the file in which a part of the policy stands; null where the built-in default holds. */
  lineOf(place: Place): number | null;
}

const anyone: PolicyTrust = { keyFiles: [], now: Date.now };

/** The policy in force: the file's, or the built-in default. @throws {CommandError} naming what is wrong with it and the mend. */
export function loadPolicy(file: string | undefined, trust: PolicyTrust = anyone): FullPolicyDocument {
  const { policy, policy_version } = readPolicy(file, trust);
  return { policy, policy_version };
}

/** @throws {CommandError} */
export function readPolicy(file: string | undefined, trust: PolicyTrust): ReadPolicy {
  const keys = trust.keyFiles.map(readPolicyKey);
  if (file === undefined) {
    if (keys.length > 0) {
      throw new CommandError('policy_keys are configured, and no policy_file that one of them has signed.', {
        mend: 'Name the signed policy in policy_file.',
      });
    }
    const policy = policySchema.parse({});
    return { policy, policy_version: policyVersion(policy), signedBy: null, lineOf: () => null };
  }
  const text = readText(file);
  const signedBy = signerOf(file, text, keys);
  const { value: policy, lineOf } = parseYamlWithPlaces(text, file, policySchema);
  refuseExpired(file, policy, trust.now());
  if (policy.serial < (trust.serialFloor ?? 0)) {
    throw new PolicyRefused(
      'older_serial',
      `${file} has the serial ${policy.serial}, and a policy with the serial ${trust.serialFloor} has been in force here.`,
      'Give the new policy a larger serial and sign it again: an older one is never taken back.',
    );
  }
  return { policy, policy_version: policyVersion(policy), signedBy, lineOf };
}

function signerOf(file: string, text: string, keys: readonly PolicyKey[]): string | null {
  if (keys.length === 0) return null;
  const check = checkSignature(text, keys);
  if (check.kind === 'signed') return check.by;
  const mend = `intramural policy sign ${file} --key <private key>`;
  if (check.kind === 'unsigned') throw new PolicyRefused('unsigned', `${file} is not signed.`, mend);
  if (check.why === 'unknown_key') {
    throw new PolicyRefused('unknown_key', `${file} is signed with a key that policy_keys does not name.`, mend);
  }
  throw new PolicyRefused('changed_after_signing', `${file} has been changed since it was signed.`, mend);
}

function refuseExpired(file: string, { expires }: FullPolicy, now: number): void {
  if (expires === null || now < Date.parse(expires)) return;
  throw new PolicyRefused(
    'expired',
    `${file} expired on ${expires}.`,
    'Give it a later moment (expires), and sign it again.',
  );
}

/** Names a policy by its content: first 16 hex digits of {@link policySha256}. */
export function policyVersion(policy: FullPolicy): string {
  return policySha256(policy).slice(0, 16);
}

/** SHA-256 of the policy's canonical JSON (keys sorted), in hexadecimal. */
export function policySha256(policy: FullPolicy): string {
  return createHash('sha256').update(canonicalJson(policy)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
