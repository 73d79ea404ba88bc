import { createHash } from 'node:crypto';
import { z } from 'zod';
import { completionLimits } from './completion.ts';

/**
 * One experiment at a time: people are put into arms by chance, and each arm has its own settings. Which arm a person is in
 * follows from the experiment's name and the person alone, so that every gateway, today and tomorrow, says the same, and
 * nothing need be kept.
 */

/** As telemetry stores it: `experiment/arm` has no other characters. */
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'is written in small letters, digits and -' });

const armSchema = z.strictObject({
  /** Share of the people who may take part, above 0. */
  share: z.number().gt(0).max(1),
  /** What of `completion` is different in this arm. What `tiers` choose can differ too: a line there may name arms. */
  completion: z.strictObject(completionLimits).partial().default({}),
});

export const experimentSchema = z
  .strictObject({
    name,
    /** Only people of these teams take part; absent: everyone. */
    teams: z.array(z.string().min(1)).min(1).optional(),
    arms: z.record(name, armSchema),
  })
  .superRefine(({ arms }, context) => {
    const shares = Object.values(arms).map(({ share }) => share);
    const all = shares.reduce((sum, share) => sum + share, 0);
    if (shares.length < 2) {
      context.addIssue({ code: 'custom', path: ['arms'], message: 'needs two arms at least: one is no comparison' });
    }
    // Thirds add up to a little more than one.
    if (all > 1 + 1e-9) {
      context.addIssue({ code: 'custom', path: ['arms'], message: `has shares of ${all} together: at most 1` });
    }
  });

export type Experiment = z.infer<typeof experimentSchema>;

interface Person {
  subject: string;
  team: string;
}

/** The arm of a person; null: in none. Where all shares grow alike, nobody changes arms. */
export function armOf(experiment: Experiment | null, { subject, team }: Person): string | null {
  if (experiment === null || (experiment.teams !== undefined && !experiment.teams.includes(team))) return null;
  const arms = Object.entries(experiment.arms).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = arms.reduce((sum, [, { share }]) => sum + share, 0);
  const digest = createHash('sha256').update(`${experiment.name}\n${subject}`).digest();
  // Two independent draws: whether at all, and into which.
  const [entry, choice] = [fractionAt(digest, 0), fractionAt(digest, 6)];
  if (entry >= all) return null;
  let below = 0;
  for (const [arm, { share }] of arms) {
    below += share / all;
    if (choice < below) return arm;
  }
  return arms.at(-1)![0];
}

/** 48 bits of a digest as a number from 0 up to, not including, 1. */
const fractionAt = (digest: Buffer, at: number) => digest.readUIntBE(at, 6) / 2 ** 48;

/** What telemetry calls an arm. */
export const armName = (experiment: Experiment, arm: string) => `${experiment.name}/${arm}`;

/** The share of each arm, by what telemetry calls it. */
export function armShares(experiment: Experiment | null): Record<string, number> {
  if (experiment === null) return {};
  return Object.fromEntries(
    Object.entries(experiment.arms).map(([arm, { share }]) => [armName(experiment, arm), share]),
  );
}
