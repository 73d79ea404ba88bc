import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createBreaker } from '../../../server/upstream/breaker.ts';

describe('circuit breaker', () => {
  const broken = () => {
    let time = 0;
    let opened = 0;
    const breaker = createBreaker(
      () => time,
      () => opened++,
    );
    for (let count = 0; count < 3; count++) breaker.failed();
    return { breaker, pass: (ms: number) => (time += ms), opened: () => opened };
  };

  it('opens after three failures in a row, and not after three among others', () => {
    const breaker = createBreaker(() => 0);
    for (let round = 0; round < 5; round++) {
      breaker.failed();
      breaker.failed();
      breaker.succeeded();
    }
    assert.equal(breaker.state, 'closed');
    assert.equal(broken().breaker.state, 'open');
    assert.equal(broken().opened(), 1);
  });

  it('lets one request find out after a second, and no other until it knows', () => {
    const { breaker, pass } = broken();
    assert.equal(breaker.waitMs(), 1_000);
    pass(1_000);
    assert.equal(breaker.waitMs(), 0);
    assert.equal(breaker.sent(), true);
    assert.equal(breaker.sent(), false, 'one that got away at the same moment finds nothing out');
    assert.equal(breaker.state, 'half-open');
    assert.ok(breaker.waitMs() > 0);
    breaker.succeeded();
    assert.deepEqual([breaker.state, breaker.waitMs()], ['closed', 0]);
  });

  it('waits twice as long each time, up to half a minute, and starts from a second again once all was well', () => {
    const { breaker, pass } = broken();
    const waits = Array.from({ length: 7 }, () => {
      pass(breaker.waitMs());
      breaker.sent();
      breaker.failed();
      return breaker.waitMs();
    });
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    pass(30_000);
    breaker.sent();
    breaker.succeeded();
    for (let count = 0; count < 3; count++) breaker.failed();
    assert.equal(breaker.waitMs(), 1_000);
  });

  it('lets the next find out where the one that was sent was given up', () => {
    const { breaker, pass } = broken();
    pass(1_000);
    breaker.sent();
    breaker.undecided();
    assert.deepEqual([breaker.state, breaker.waitMs()], ['open', 0]);
  });

  it('stays open where requests that were sent before fail late, and opens early on a hint', () => {
    const { breaker, pass, opened } = broken();
    pass(400);
    breaker.failed();
    assert.equal(breaker.waitMs(), 600);
    assert.equal(opened(), 1);
    breaker.hint();
    assert.equal(breaker.waitMs(), 0);
  });
});
