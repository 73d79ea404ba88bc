import type { OidcConfig } from './config.ts';
import { type Identity, type Role, roles } from './identity.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who somebody is here, by the claims of a verified token.
 * @returns a word for why nobody, where they have no name or no role.
 */
export function identityOf(claims: Claims, config: OidcConfig): Identity | string {
  const subject = claims[config.subject_claim];
  if (typeof subject !== 'string' || subject === '') return 'token_without_subject';
  const groups = groupsOf(claims[config.groups_claim]);
  const held = new Set<Role>();
  for (const group of groups) {
    if (Object.hasOwn(config.roles, group)) for (const role of config.roles[group]!) held.add(role);
  }
  if (held.size === 0) return 'no_role';
  const team = config.teams.find(({ group }) => groups.has(group))?.team ?? config.default_team;
  return { subject: `oidc:${subject}`, method: 'oidc', team, roles: roles.filter(role => held.has(role)) };
}

/** A list, or for some providers one text. */
function groupsOf(claim: unknown): Set<string> {
  if (typeof claim === 'string') return new Set([claim]);
  return new Set(Array.isArray(claim) ? claim.filter(group => typeof group === 'string') : []);
}
