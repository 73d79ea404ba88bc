/** Who asks. Every way of signing in ends in this value. */

export const roles = ['developer', 'lead', 'security', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Identity {
  /** Stable within the bank; audit and telemetry keep only a keyed digest of it. */
  subject: string;
  method: 'local_token' | 'oidc' | 'personal_token' | 'mtls';
  team: string;
  roles: readonly Role[];
}

/** Null where the credential is missing or unknown. At once where it can be told without asking anybody. */
export type Authenticate = (authorizationHeader: string | undefined) => Identity | null | Promise<Identity | null>;

/** What stands behind `Bearer`; null where nothing does. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}
