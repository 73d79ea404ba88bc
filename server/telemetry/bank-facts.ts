import type { BankFacts } from '../../telemetry/metrics/adoption.ts';
import type { TelemetryConfig } from './config.ts';

/** What the configuration says of the bank, as the figures need it. */
export function bankFacts(config: TelemetryConfig): BankFacts {
  return {
    seats: config.seats ?? null,
    prices: config.cost,
    week: config.week,
    holidays: config.holidays,
    workingDays: config.working_days,
    personLevel: config.person_level,
  };
}
