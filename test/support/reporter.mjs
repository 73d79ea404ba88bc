// Mocha's own "spec" report; besides, adds its totals to the file that test/all.mjs names.
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats;
      if (process.env.TEST_TOTALS) appendFileSync(process.env.TEST_TOTALS, `${passes} ${failures} ${pending}\n`);
    });
  }
}
