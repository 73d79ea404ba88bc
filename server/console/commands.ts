import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from '../cli/command.ts';
import { dataDirectory } from '../data.ts';

/** `intramural telemetry …`. */

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`give a whole number from ${least} on`);
    }
    return value;
  };
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('give a day such as 2026-09-30');
  }
  return text;
}

interface Options {
  seats: number;
  days: number;
  seed: number;
  until: string;
  home?: string;
  truth?: string;
  direct?: boolean;
  json?: boolean;
}

async function runSimulate(options: Options): Promise<void> {
  const { simulateBank } = await import('./simulate.ts');
  const home = options.home ?? join(dataDirectory(), 'simulated');
  const result = await simulateBank({
    ...options,
    home,
    direct: options.direct ?? false,
    truth: options.truth ?? join(home, 'ground-truth.json'),
    progress: (date, events) => process.stderr.write(`${date}  ${events} events\n`),
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  process.stdout.write(
    `${result.suggestions} suggestions of ${options.seats} seats over ${options.days} days are in ${home}.\n` +
      `What every figure must be: ${result.truth}\n` +
      `To look at it: INTRAMURAL_HOME=${home} npx --no-install intramural serve\n`,
  );
}

export const telemetryCommand: Command = program => {
  const telemetry = program.command('telemetry').description('the telemetry store: simulate a bank');
  telemetry
    .command('simulate')
    .description('fill a data folder of its own with a simulated bank, for demonstrations and measurements')
    .option('--seats <count>', 'people with the extension installed', wholeNumber(1), 60)
    .option('--days <count>', 'calendar days, the last of them today', wholeNumber(1), 28)
    .option('--seed <number>', 'the same seed gives the same bank', wholeNumber(0), 1)
    .option('--until <day>', 'the last day', day, new Date().toISOString().slice(0, 10))
    .option('--home <folder>', 'data folder to fill (default: <data>/simulated)')
    .option('--truth <file>', 'where the ground truth goes (default: <home>/ground-truth.json)')
    .option('--direct', 'write the store itself instead of sending through the public ingest (large volumes)')
    .option('--json', 'print the result as JSON')
    .action(runSimulate);
};
