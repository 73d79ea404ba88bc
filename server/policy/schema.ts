import { z } from 'zod';
import { outputSchema, redactionSchema } from '../redaction/policy.ts';

/**
 * The policy: what may be asked of which model. One file, in sections; each part of the proxy that obeys policy owns one
 * section here. The extension fetches it from `/v1/policy` and obeys it too.
 */

const glob = z.string().min(1).max(500);

const publishedSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** Paths that are never sent, as .gitignore patterns relative to the workspace. */
  exclude: z
    .strictObject({
      paths: z.array(glob).default(['**/.env', '**/.env.*', '**/*.pem', '**/*.key', '**/*.p12', '**/*.jks']),
    })
    .prefault({}),
  /** Languages (VS Code ids) for which completions are served; null: all. */
  languages: z.array(z.string()).nullable().default(null),
  completion: z
    .strictObject({
      max_tokens: z.int().min(1).max(2048).default(256),
      /** Tokens of prefix, suffix and context together that the extension should aim at. */
      prompt_tokens: z.int().min(128).default(1536),
      /** Tokens of them, at most, for context from elsewhere than the document; 0: none is collected. */
      context_tokens: z.int().min(0).max(100_000).default(0),
      /** The same for single models, by their ids. */
      context_tokens_of: z.record(z.string().min(1), z.int().min(0).max(100_000)).default({}),
    })
    .prefault({}),
  telemetry: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
  /** Whether a developer may record a session with its content, sealed under a passphrase, on their own machine. */
  recording: z.strictObject({ content: z.boolean().default(false) }).prefault({}),
});

/** The whole policy, with the sections that stay in the proxy: they hold names, terms and reasons. */
export const policySchema = publishedSchema.extend({
  redaction: redactionSchema.prefault({}),
  output: outputSchema.prefault({}),
});

/** What the extension is told. */
export type Policy = z.infer<typeof publishedSchema>;
export type FullPolicy = z.infer<typeof policySchema>;

/** `GET /v1/policy`: the policy with the digest that names this version of it (first 16 hex digits of its SHA-256). */
export interface PolicyDocument {
  policy: Policy;
  policy_version: string;
}

/** The policy in force, as the proxy has it. */
export interface FullPolicyDocument extends PolicyDocument {
  policy: FullPolicy;
}

/** What may be told to every client that is signed in. */
export function published({ policy, policy_version }: FullPolicyDocument): PolicyDocument {
  const { redaction: _redaction, output: _output, ...told } = policy;
  return { policy: told, policy_version };
}
