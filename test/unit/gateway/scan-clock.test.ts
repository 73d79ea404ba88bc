import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { scanClock } from '../../../server/gateway/scan-clock.ts';

describe('the clock of the scan', () => {
  it('goes with time, and counts a long absence as a short one', () => {
    let time = 1000;
    const clock = scanClock(() => time, 10);
    const start = clock();
    time += 3;
    assert.equal(clock() - start, 3);
    time += 500;
    assert.equal(clock() - start, 13);
    for (let look = 0; look < 4; look++) {
      time += 12;
      clock();
    }
    assert.equal(clock() - start, 53, 'work that is slow throughout still runs out of time');
  });
});
