import { appendFileSync, writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Runs inside VS Code's extension host: mocha over the bundled test files, with the outcome in a file. */

export interface InnerFailure {
  title: string;
  message: string;
  stack: string;
}

export interface InnerResult {
  passes: string[];
  failures: InnerFailure[];
  pending: string[];
}

/** @throws where a test fails, or none ran: VS Code then ends the run with a code other than 0. */
export async function runTests(load: (() => Promise<unknown>)[]): Promise<void> {
  const { INTRAMURAL_INNER_RESULT: resultFile, INTRAMURAL_INNER_TIMEOUT: timeout } = process.env;
  if (!resultFile) throw new Error('INTRAMURAL_INNER_RESULT names no file');
  const mocha = new Mocha({ ui: 'bdd', timeout: Number(timeout), reporter: Silent });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const file of load) await file();

  const result: InnerResult = { passes: [], failures: [], pending: [] };
  await new Promise<void>(resolve => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', test => result.passes.push(test.fullTitle()));
    runner.on('pending', test => result.pending.push(test.fullTitle()));
    runner.on('fail', (test, error: Error) => {
      result.failures.push({ title: test.fullTitle(), message: error.message, stack: error.stack ?? '' });
    });
    runner.on('test', test => appendFileSync(`${resultFile}.running`, `${test.fullTitle()}\n`));
  });
  writeFileSync(resultFile, JSON.stringify(result));
  if (result.failures.length > 0) throw new Error(`${result.failures.length} failed`);
  if (result.passes.length === 0) throw new Error('no test ran');
}

/** The outcome goes to the file; the console belongs to the extension host. */
class Silent extends Mocha.reporters.Base {
  override epilogue() {}
}
