import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createMeter } from '../../../server/gateway/meter.ts';
import type { Identity } from '../../../server/identity/identity.ts';
import { quotasSchema } from '../../../server/policy/quotas.ts';

const ana: Identity = { subject: 'ana', method: 'oidc', team: 'Risk', roles: ['developer'] };
const leo: Identity = { ...ana, subject: 'leo' };

describe('quotas', () => {
  const midnight = Date.parse('2026-11-23T00:00:00Z');

  it('let a person send so many requests in any minute', () => {
    let time = midnight;
    const meter = createMeter(() => time);
    const quotas = quotasSchema.parse({ user: { requests_per_minute: 60 } });
    const send = (count: number) =>
      Array.from({ length: count }, () => meter.request(ana, quotas)).filter(one => one === null).length;
    assert.equal(send(80), 60);
    assert.deepEqual(meter.request(ana, quotas), { whose: 'user', what: 'requests', retryAfter: 60 });
    assert.equal(meter.request(leo, quotas), null);
    time += 60_000;
    assert.equal(send(10), 0, 'the minute before still counts');
    time += 30_000;
    assert.equal(send(40), 30);
    const { retryAfter } = meter.request(ana, quotas)!;
    assert.ok(retryAfter >= 1 && retryAfter <= 30);
    time += retryAfter * 1000;
    assert.equal(meter.request(ana, quotas), null, 'when it said so');
  });

  it('are shared by a team, and single teams have their own', () => {
    const meter = createMeter(() => midnight);
    const quotas = quotasSchema.parse({
      team: { requests_per_minute: 2 },
      teams: { Core: { requests_per_minute: 3 } },
    });
    assert.equal(meter.request(ana, quotas), null);
    assert.equal(meter.request(leo, quotas), null);
    assert.equal(meter.request(ana, quotas)?.whose, 'team');
    const core = { ...ana, team: 'Core' };
    assert.deepEqual(
      [1, 2, 3, 4].map(() => meter.request(core, quotas)?.whose ?? null),
      [null, null, null, 'team'],
    );
  });

  it('count tokens from midnight to midnight', () => {
    let time = midnight + 3_600_000;
    const meter = createMeter(() => time);
    const quotas = quotasSchema.parse({ user: { tokens_per_day: 1_000 } });
    meter.tokens(ana, 999);
    assert.equal(meter.request(ana, quotas), null);
    meter.tokens(ana, 1);
    assert.deepEqual(meter.request(ana, quotas), { whose: 'user', what: 'tokens', retryAfter: 23 * 3600 });
    time = midnight + 86_400_000;
    assert.equal(meter.request(ana, quotas), null);
  });
});
