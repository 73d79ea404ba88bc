import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TelemetryRate } from '../../../server/console/telemetry-rate.ts';

describe('how much telemetry one person may send', () => {
  it('is a full outbox at once, and then a steady trickle', () => {
    let now = 0;
    const rate = new TelemetryRate(() => now);
    for (let batch = 0; batch < 12; batch++) assert.equal(rate.take('ana', 500), 0);
    assert.equal(rate.take('ana', 500), 25);
    assert.equal(rate.take('leo', 500), 0, 'another person');
    now = 24_000;
    assert.equal(rate.take('ana', 500), 1);
    now = 25_000;
    assert.equal(rate.take('ana', 500), 0, 'what was refused was not counted');
    assert.equal(rate.take('ana', 1), 1);
  });

  it('counts a batch, however small', () => {
    const rate = new TelemetryRate(() => 0);
    let taken = 0;
    while (rate.take('ana', 0) === 0) taken++;
    assert.equal(taken, 600);
  });

  it('is not raised by a clock that goes back, nor by rest beyond the burst', () => {
    let now = 1_000_000;
    const rate = new TelemetryRate(() => now);
    assert.equal(rate.take('ana', 6_000), 0);
    now = 0;
    assert.ok(rate.take('ana', 10) > 0);
    now = 1_000_000_000;
    assert.equal(rate.take('ana', 6_000), 0);
    assert.ok(rate.take('ana', 10) > 0);
  });
});
