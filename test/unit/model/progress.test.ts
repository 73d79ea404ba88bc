import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createReporter } from '../../../server/model/progress.ts';

function report(isTTY: boolean, steps: [at: number, done: number, total: number | null][]): string {
  let clock = 0;
  let written = '';
  const out = { isTTY, columns: 100, write: (text: string) => (written += text) };
  const reporter = createReporter(out, () => clock);
  reporter.say('Fetching');
  for (const [at, done, total] of steps) {
    clock = at;
    reporter.progress(done, total);
  }
  reporter.end();
  reporter.say('Done');
  return written.replaceAll('\r\u001b[K', '⏎');
}

describe('progress', () => {
  it('is a bar that redraws itself on a terminal', () => {
    assert.equal(
      report(true, [
        [0, 0, 400e6],
        [50, 1e6, 400e6],
        [2000, 100e6, 400e6],
        [8000, 400e6, 400e6],
      ]),
      [
        'Fetching\n',
        '⏎  [............................] 0 %  0 MB of 400 MB',
        '⏎  [#######.....................] 25 %  100 MB of 400 MB, 50 MB/s, 6 s left',
        '⏎  [############################] 100 %  400 MB of 400 MB, 50 MB/s',
        '\nDone\n',
      ].join(''),
    );
  });

  it('is a line now and then elsewhere, and none for what is quick', () => {
    assert.equal(
      report(false, [
        [0, 0, 400e6],
        [9_000, 90e6, 400e6],
        [10_000, 100e6, 400e6],
        [11_000, 110e6, 400e6],
        [20_000, 200e6, 400e6],
      ]),
      'Fetching\n  25 %  100 MB of 400 MB, 10 MB/s, 30 s left\n  50 %  200 MB of 400 MB, 10 MB/s, 20 s left\nDone\n',
    );
    assert.equal(report(false, [[0, 400e6, 400e6]]), 'Fetching\nDone\n');
  });

  it('counts only this transfer’s bytes for the rate, and needs no total', () => {
    assert.match(
      report(true, [
        [0, 300e6, 400e6],
        [10_000, 310e6, 400e6],
      ]),
      /1 MB\/s, 1 min 30 s left/,
    );
    assert.match(
      report(true, [
        [0, 0, null],
        [10_000, 310e6, null],
      ]),
      /⏎ {2}310 MB, 31 MB\/s\n/,
    );
  });
});
