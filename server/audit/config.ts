import { z } from 'zod';
import { lineFormats } from './export/formats.ts';
import { parseVerifier } from './note.ts';

/** The section `audit` of the configuration file. */

const address = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });

const verifierKey = z.string().refine(
  text => {
    try {
      parseVerifier(text);
      return true;
    } catch {
      return false;
    }
  },
  { error: 'is not a public key such as witness.bank.example+1a2b3c4d+BASE64' },
);

const sink = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('file'), path: z.string().min(1) }),
  z.strictObject({ to: z.literal('https'), url: address }),
  z.strictObject({
    to: z.literal('syslog'),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(6514),
    /** File with the authority that vouches for the server (PEM); the system's where absent. */
    ca_file: z.string().optional(),
  }),
]);

export const auditConfigSchema = z.strictObject({
  /** Days that every record is kept at least, then deleted; null: nothing is ever deleted. */
  retention_days: z.int().min(1).nullable().default(null),
  /** Folder to which sealed segments are moved. */
  archive_dir: z.string().min(1).optional(),
  /** Bytes that a log may take before the alarm. */
  budget_bytes: z.int().min(1_000_000).optional(),
  /** Who cosigns checkpoints (c2sp.org/tlog-witness). */
  witnesses: z.array(z.strictObject({ url: address, key: verifierKey })).default([]),
  /** Who keeps checkpoints. */
  second_party: z.strictObject({ file: z.string().min(1).optional(), url: address.optional() }).prefault({}),
  /** Continuous exports; each keeps a cursor under its name. */
  exports: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9-]{1,40}$/, { error: 'is not a name of small letters, digits and -' }),
        format: z.enum(lineFormats),
        sink,
      }),
    )
    .default([]),
});

export type AuditConfig = z.infer<typeof auditConfigSchema>;
