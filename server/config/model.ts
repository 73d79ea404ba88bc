import { z } from 'zod';
import { templateNames } from '../templates/names.ts';

/** One model of the configuration: what clients ask for, and who answers. */

const upstreamUrl = z.url({
  protocol: /^https?$/,
  error: 'is not an http(s) address such as https://models.bank.example/v1',
});

const replicaName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, { error: 'is written in small letters, digits and . _ -' });

const remote = z
  .strictObject({
    /** The one server. Several stand in `replicas`. */
    url: upstreamUrl.optional(),
    replicas: z
      .array(z.strictObject({ id: replicaName, url: upstreamUrl }))
      .min(1)
      .max(200)
      .optional(),
    /** What the servers call the model; the id where absent. */
    model: z.string().min(1).optional(),
    /** What they are, for the audit record. */
    engine: z.enum(['vllm', 'llama.cpp', 'sglang', 'tgi', 'ollama', 'openai-compatible']).default('openai-compatible'),
    /** The environment variable that holds the servers' key; never the key itself. */
    api_key_env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .optional(),
    /** File with the bank's certificate authority (PEM). */
    ca_file: z.string().optional(),
    /** What the servers call the LoRA adapters of single teams, by the teams' names. */
    adapters: z.record(z.string().min(1), z.string().min(1).max(100)).default({}),
    /** Requests that one replica works on at once; an even share of limits.concurrent_per_model where absent. */
    slots: z.int().min(1).max(10_000).optional(),
    /** Tokens that the prefix cache of one replica holds (vLLM logs it at its start as "GPU KV cache size"). */
    cache_tokens: z.int().min(1_000).max(100_000_000).default(200_000),
    /** Milliseconds between two looks at the health and load of each of several replicas. */
    health_every_ms: z.int().min(100).max(600_000).default(2_000),
    /** Milliseconds without a first word after which a second replica is asked as well; null: never. Costs its work twice. */
    hedge_after_ms: z.int().min(10).max(60_000).nullable().default(null),
  })
  .refine(({ url, replicas }) => (url === undefined) !== (replicas === undefined), {
    error: 'names either url or replicas',
    path: ['url'],
  })
  .refine(({ replicas = [] }) => new Set(replicas.map(({ id }) => id)).size === replicas.length, {
    error: 'has two replicas of one id',
    path: ['replicas'],
  });

export const modelSchema = z.strictObject({
  /** The name that clients ask for. */
  id: z
    .string()
    .min(1)
    .max(100)
    .refine(id => id !== 'auto', { error: '"auto" leaves the choice to the policy: give the model another id' }),
  tier: z.string().min(1).max(40).default('small'),
  template: z.enum(templateNames),
  /** Tokens that prompt and answer may fill together. */
  context_tokens: z.int().min(256).max(1_000_000).default(4096),
  /** `embedded`, or OpenAI-compatible servers. */
  upstream: z.union([z.literal('embedded'), remote], {
    error: 'is neither "embedded" nor a server such as {url: https://models.bank.example/v1}',
  }),
  /** SHA-256 of the weights, for the audit record. */
  weights_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export type ModelConfig = z.infer<typeof modelSchema>;
