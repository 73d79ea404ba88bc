import type { BankFacts } from '../../telemetry/metrics/adoption.ts';
import { armShares, type Experiment } from '../policy/experiment.ts';
import type { TelemetryConfig } from './config.ts';

/**
 * What the configuration says of the bank, as the figures need it.
 * @param experiment the one under way, as the policy says it now
 */
export function bankFacts(config: TelemetryConfig, experiment: () => Experiment | null): BankFacts {
  return {
    seats: config.seats ?? null,
    prices: config.cost,
    week: config.week,
    holidays: config.holidays,
    workingDays: config.working_days,
    personLevel: config.person_level,
    armShares: () => armShares(experiment()),
  };
}
