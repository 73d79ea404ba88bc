// Mocha's own "spec" report; besides, adds its totals, and what failed and why, to the files that test/all.mjs reads at the end.
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const totals = process.env.TEST_TOTALS;
    if (!totals) return;
    runner.on('fail', (test, error) => {
      appendFileSync(
        `${totals}.failures`,
        `${test.fullTitle()}\n  ${String(error.stack ?? error.message ?? error)}\n\n`,
      );
    });
    runner.once('end', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats;
      appendFileSync(totals, `${passes} ${failures} ${pending}\n`);
    });
  }
}
