import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createSlots } from '../../../server/gateway/slots.ts';

const forever = new AbortController().signal;

describe('places at a model', () => {
  it('go to those who wait, in their order', async () => {
    const slots = createSlots(1);
    const first = await slots.take(forever);
    const order: string[] = [];
    const second = slots.take(forever).then(leave => {
      order.push('second');
      return leave;
    });
    const third = slots.take(forever).then(leave => {
      order.push('third');
      return leave;
    });
    first!();
    (await second)!();
    (await third)!();
    assert.deepEqual(order, ['second', 'third']);
    assert.ok(await slots.take(forever));
  });

  it('are not held for whoever has gone, and are given back only once', async () => {
    const slots = createSlots(1);
    const first = await slots.take(forever);
    const gone = new AbortController();
    const left = slots.take(gone.signal);
    const next = slots.take(forever);
    gone.abort();
    assert.equal(await left, null);
    first!();
    first!();
    assert.ok(await next);
    const nobody = new AbortController();
    const none = slots.take(nobody.signal);
    nobody.abort();
    assert.equal(await none, null);
    assert.equal(await slots.take(AbortSignal.abort()), null);
  });
});
