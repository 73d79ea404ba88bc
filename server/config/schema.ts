import { z } from 'zod';
import { auditConfigSchema } from '../audit/config.ts';
import { templateNames } from '../templates/names.ts';

/** The one configuration file of a proxy (YAML). Every field has a default: an empty file is a working local proxy. */

const port = z.int().min(0).max(65535);
const cidr = z.union([z.cidrv4(), z.cidrv6()], { error: 'is not a network such as 10.0.0.0/8' });

const upstreamUrl = z.url({
  protocol: /^https?$/,
  error: 'is not an http(s) address such as https://models.bank.example/v1',
});

const model = z.strictObject({
  /** The name that clients ask for. */
  id: z.string().min(1).max(100),
  tier: z.string().min(1).max(40).default('small'),
  template: z.enum(templateNames),
  /** Tokens that prompt and answer may fill together. */
  context_tokens: z.int().min(256).max(1_000_000).default(4096),
  /** `embedded`, or an OpenAI-compatible server. */
  upstream: z.union([
    z.literal('embedded'),
    z.strictObject({
      url: upstreamUrl,
      /** What the server calls the model; the id where absent. */
      model: z.string().min(1).optional(),
      /** The environment variable that holds the server's key; never the key itself. */
      api_key_env: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/)
        .optional(),
      /** File with the bank's certificate authority (PEM). */
      ca_file: z.string().optional(),
    }),
  ]),
  /** SHA-256 of the weights, for the audit record. */
  weights_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export const configSchema = z.strictObject({
  version: z.literal(1).default(1),
  listen: z.strictObject({ host: z.string().default('127.0.0.1'), port: port.default(7411) }).prefault({}),
  data_dir: z.string().optional(),
  models: z
    .array(model)
    .min(1)
    .default([
      {
        id: 'qwen2.5-coder-0.5b',
        tier: 'small',
        template: 'qwen2.5-coder',
        context_tokens: 4096,
        upstream: 'embedded',
      },
    ]),
  /** The policy file; the built-in default where absent. */
  policy_file: z.string().optional(),
  /** Files with the public keys (Ed25519, PEM) of those who may sign the policy; it need not be signed where there are none. */
  policy_keys: z.array(z.string().min(1)).max(20).default([]),
  egress: z.strictObject({ allow: z.array(cidr).default(['127.0.0.0/8', '::1/128']) }).prefault({}),
  limits: z
    .strictObject({
      /** Bytes of a request's body. */
      body_bytes: z.int().min(1024).default(1_048_576),
      /** Requests under way at once at one model before new ones are refused. */
      concurrent_per_model: z.int().min(1).default(64),
      /** Milliseconds that a request may take where the client names no deadline. */
      deadline_ms: z.int().min(100).default(20_000),
    })
    .prefault({}),
  audit: auditConfigSchema.prefault({}),
  redaction: z
    .strictObject({
      /** The key under which placeholders are made, 32 bytes in base64; another file is another key. `<data>/keys/redaction.key` where absent. */
      key_file: z.string().optional(),
      /** Keeps tenants apart that share a key. */
      tenant: z.string().min(1).max(100).default('default'),
    })
    .prefault({}),
  engine: z.strictObject({ threads: z.int().min(1).max(64).default(1) }).prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type ModelConfig = Config['models'][number];
