/** Who asks. Every way of signing in ends in this value. */

export const roles = ['developer', 'lead', 'security', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Identity {
  /** Stable within the bank; audit and telemetry keep only a keyed digest of it. */
  subject: string;
  method: 'local_token';
  team: string;
  roles: readonly Role[];
}

/** Null where the credential is missing or unknown. */
export type Authenticate = (authorizationHeader: string | undefined) => Identity | null;
