import type { FullPolicy } from './schema.ts';

/** Tiers that the policy names and no model of the configuration has: whoever misspells one refuses more than was meant. */
export function tierWarnings(policy: FullPolicy, models: readonly { tier: string }[]): string[] {
  const served = new Set(models.map(({ tier }) => tier));
  const named = [
    ...Object.entries(policy.data_classes).flatMap(([name, { tiers }]) =>
      (tiers ?? []).map(tier => [tier, `data_classes.${name}`] as const),
    ),
    ...policy.tiers.map(({ tier }, index) => [tier, `tiers[${index}]`] as const),
  ];
  return named
    .filter(([tier]) => !served.has(tier))
    .map(([tier, place]) => `no model has the tier "${tier}", which ${place} names`);
}
