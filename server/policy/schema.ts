import { z } from 'zod';
import { breakGlassSchema } from '../audit/break-glass/policy.ts';
import { outputSchema, redactionSchema } from '../redaction/policy.ts';
import { completionLimits } from './completion.ts';
import { armName, armOf, experimentSchema } from './experiment.ts';
import { quotasSchema } from './quotas.ts';
import { routingProblems, routingSections } from './routing.ts';

/**
 * The policy: what may be asked of which model. One file, in sections; each part of the proxy that obeys policy owns one
 * section here. The extension fetches it from `/v1/policy` and obeys it too.
 */

const glob = z.string().min(1).max(500);

const publishedSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** Counts the policies of one bank. A signed policy with a smaller number than one that was in force is refused. */
  serial: z.int().min(0).default(0),
  /** From this moment on nothing is served under this policy; null: it has no end. */
  expires: z.iso
    .datetime({ offset: true, error: 'is not a moment such as 2027-03-31T00:00:00Z' })
    .nullable()
    .default(null),
  exclude: z
    .strictObject({
      /** Paths that are never sent, as .gitignore patterns relative to the workspace. */
      paths: z.array(glob).default(['**/.env', '**/.env.*', '**/*.pem', '**/*.key', '**/*.p12', '**/*.jks']),
    })
    .prefault({}),
  /** Languages (VS Code ids) for which completions are served; null: all. */
  languages: z.array(z.string()).nullable().default(null),
  completion: z
    .strictObject({
      max_tokens: completionLimits.max_tokens.default(256),
      prompt_tokens: completionLimits.prompt_tokens.default(1536),
      context_tokens: completionLimits.context_tokens.default(1024),
      context_tokens_of: completionLimits.context_tokens_of.default({}),
      least_confidence: completionLimits.least_confidence.default(0),
    })
    .prefault({}),
  telemetry: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
  /** Whether a developer may record a session with its content, sealed under a passphrase, on their own machine. */
  recording: z.strictObject({ content: z.boolean().default(false) }).prefault({}),
});

/** The whole policy, with the sections that stay in the proxy: they hold names, terms and reasons. */
export const policySchema = publishedSchema
  .extend({
    /** Words that mark text as not to be sent, in upper or lower case. */
    exclude_content: z.array(z.string().min(3).max(200)).max(200).default([]),
    ...routingSections,
    /** Settings that are compared: people are put into arms by chance; null: there is no experiment. */
    experiment: experimentSchema.nullable().default(null),
    quotas: quotasSchema.prefault({}),
    redaction: redactionSchema.prefault({}),
    output: outputSchema.prefault({}),
    break_glass: breakGlassSchema.prefault({}),
  })
  .superRefine((policy, context) => {
    const arms = Object.keys(policy.experiment?.arms ?? {});
    for (const { path, message } of routingProblems(policy, arms)) context.addIssue({ code: 'custom', path, message });
  });

/** What the extension is told. */
export type Policy = z.infer<typeof publishedSchema>;
export type FullPolicy = z.infer<typeof policySchema>;

/** `GET /v1/policy`: the policy with the digest that names this version of it (first 16 hex digits of its SHA-256). */
export interface PolicyDocument {
  policy: Policy;
  policy_version: string;
  /** Experiment and arm that the person is in, `experiment/arm`, with whose settings the policy is told; absent: in none. */
  arm?: string;
}

/** The policy in force, as the proxy has it. */
export interface FullPolicyDocument extends PolicyDocument {
  policy: FullPolicy;
}

/**
 * What may be told to a client that is signed in, with the settings of the person's arm. An embedded model gets no context unless the policy names it: it is
 * measured to gain nothing by it, and a processor takes seconds to read it (docs/measurements/context.md).
 */
export function published(
  { policy, policy_version }: FullPolicyDocument,
  embedded: readonly string[] = [],
  person: { subject: string; team: string } | null = null,
): PolicyDocument {
  const arm = person === null ? null : armOf(policy.experiment, person);
  const told = Object.fromEntries(
    Object.keys(publishedSchema.shape).map(section => [section, policy[section as keyof Policy]]),
  ) as unknown as Policy;
  const without = Object.fromEntries(embedded.map(id => [id, 0]));
  const own = completionFor(policy, arm);
  const completion = { ...own, context_tokens_of: { ...without, ...own.context_tokens_of } };
  return {
    policy: { ...told, completion },
    policy_version,
    ...(arm === null ? {} : { arm: armName(policy.experiment!, arm) }),
  };
}

/** What holds for completions in an arm of the experiment; null: in none. */
export function completionFor(policy: FullPolicy, arm: string | null): Policy['completion'] {
  const own = arm === null ? undefined : policy.experiment?.arms[arm]?.completion;
  if (!own) return policy.completion;
  const context_tokens_of = { ...policy.completion.context_tokens_of, ...own.context_tokens_of };
  return { ...policy.completion, ...own, context_tokens_of };
}
