import { z } from 'zod';

/** How much one person or one team may ask. Null: as much as the models take. */
const limitsSchema = z.strictObject({
  requests_per_minute: z.int().min(1).nullable().default(null),
  /** Tokens of prompts and answers together, from midnight to midnight UTC. */
  tokens_per_day: z.int().min(1).nullable().default(null),
});

export const quotasSchema = z.strictObject({
  user: limitsSchema.prefault({}),
  team: limitsSchema.prefault({}),
  /** Single teams that have other limits, by their names. */
  teams: z.record(z.string().min(1), limitsSchema).default({}),
});

export type Quotas = z.infer<typeof quotasSchema>;
export type QuotaLimits = z.infer<typeof limitsSchema>;

/** What holds for a team: its own line, else the line of all. */
export function teamLimits(quotas: Quotas, team: string): QuotaLimits {
  return Object.hasOwn(quotas.teams, team) ? quotas.teams[team]! : quotas.team;
}
