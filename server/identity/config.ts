import { z } from 'zod';
import { roles } from './identity.ts';

/** The section `identity` of the configuration file. */

const group = z.string().min(1).max(200);
const team = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._&/-]{0,63}$/u, {
  error: 'is written in letters, digits, spaces and . _ & / -',
});

const issuerUrl = z.url({ protocol: /^https?$/, error: 'is not an address such as https://sso.bank.example' }).refine(
  text => {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  },
  { error: 'must begin with https:// (http:// on this machine alone)' },
);

const oidcSchema = z.strictObject({
  issuer: issuerUrl,
  /** The client under which editors sign in; public, with PKCE. */
  client_id: z.string().min(1).max(200),
  /** What tokens must be made for; the client_id where absent. */
  audience: z.string().min(1).max(500).optional(),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(['openid', 'offline_access']),
  /** Some providers make access tokens for one resource only where they are asked for it (RFC 8707). */
  resource: z.url().optional(),
  /** The claim that names a person for good. */
  subject_claim: z.string().min(1).default('sub'),
  groups_claim: z.string().min(1).default('groups'),
  /** Roles by group. Whoever has none is refused. */
  roles: z.record(group, z.array(z.enum(roles)).min(1)),
  /** Teams by group: the first that fits, in the order of this list. */
  teams: z.array(z.strictObject({ group, team })).max(2_000).default([]),
  /** The team of those who are in none of these groups. */
  default_team: team.default('none'),
  /** Seconds by which two clocks may differ. */
  clock_skew_s: z.int().min(0).max(300).default(30),
  /** File with the bank's certificate authority (PEM). */
  ca_file: z.string().optional(),
});

export const identityConfigSchema = z.strictObject({
  oidc: oidcSchema.optional(),
  /** File with the digests of personal and service tokens (`intramural token`); read anew when it changes. */
  tokens_file: z.string().min(1).optional(),
  /** Whether the local token opens the proxy; where absent, as long as there is no other way to sign in. */
  local_token: z.boolean().optional(),
});

export type IdentityConfig = z.infer<typeof identityConfigSchema>;
export type OidcConfig = z.infer<typeof oidcSchema>;
