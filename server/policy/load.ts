import { createHash } from 'node:crypto';
import { readYaml } from '../config/yaml.ts';
import { type FullPolicy, type FullPolicyDocument, policySchema } from './schema.ts';

/** The policy in force: the file's, or the built-in default. @throws {FileProblems} naming line, field and mend. */
export function loadPolicy(file: string | undefined): FullPolicyDocument {
  const policy = file === undefined ? policySchema.parse({}) : readYaml(file, policySchema);
  return { policy, policy_version: policyVersion(policy) };
}

/** Names a policy by its content: first 16 hex digits of the SHA-256 of its canonical JSON (keys sorted). */
export function policyVersion(policy: FullPolicy): string {
  return createHash('sha256').update(canonicalJson(policy)).digest('hex').slice(0, 16);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
