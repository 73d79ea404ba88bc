import { z } from 'zod';
import { auditConfigSchema } from '../audit/config.ts';
import { identityConfigSchema } from '../identity/config.ts';
import { postgresqlSchema, telemetryConfigSchema } from '../telemetry/config.ts';
import { type ModelConfig, modelSchema } from './model.ts';

/** The one configuration file of a proxy (YAML). Every field has a default: an empty file is a working local proxy. */

const port = z.int().min(0).max(65535);
const cidr = z.union([z.cidrv4(), z.cidrv6()], { error: 'is not a network such as 10.0.0.0/8' });

export const configSchema = z.strictObject({
  version: z.literal(1).default(1),
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(7411),
      tls: z
        .strictObject({
          cert_file: z.string().min(1),
          key_file: z.string().min(1),
          /** The authority of the clients' certificates: with it, nobody gets in without one. */
          client_ca_file: z.string().min(1).optional(),
        })
        .optional(),
      /** The address under which people reach the proxy, such as https://intramural.bank.example; where it listens if absent. */
      public_url: z.url({ protocol: /^https?$/ }).optional(),
    })
    .prefault({}),
  data_dir: z.string().optional(),
  models: z
    .array(modelSchema)
    .min(1)
    .default([
      {
        id: 'qwen2.5-coder-0.5b',
        tier: 'small',
        template: 'qwen2.5-coder-comments',
        context_tokens: 4096,
        upstream: 'embedded',
      },
    ]),
  /** The policy file; the built-in default where absent. */
  policy_file: z.string().optional(),
  /** Files with the public keys (Ed25519, PEM) of those who may sign the policy; it need not be signed where there are none. */
  policy_keys: z.array(z.string().min(1)).max(20).default([]),
  identity: identityConfigSchema.prefault({}),
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
  telemetry: telemetryConfigSchema.prefault({}),
  /** Where several gateways side by side share quotas and the one live request for each document; absent: this one runs alone. */
  shared: z.strictObject({ postgresql: postgresqlSchema }).optional(),
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
export type { ModelConfig };
