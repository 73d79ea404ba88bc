import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createQueue, type Late, type Queue, type Ticket } from '../../../server/gateway/queue.ts';

const forever = new AbortController().signal;

function asTicket(entered: Ticket | Late): Ticket {
  assert.equal(entered.kind, 'ticket');
  return entered as Ticket;
}

describe('the queue at a model', () => {
  let time = 0;
  const open = (places: number, most: number) => createQueue({ places, most, now: () => time });
  const enter = (queue: Queue, person = 'ada', more: { within?: number; signal?: AbortSignal } = {}) =>
    queue.enter({ person, deadlineAt: time + (more.within ?? 1_000_000), signal: more.signal ?? forever });
  /** Holds the only place for so long, so that the queue knows what an answer takes. */
  const learn = (queue: Queue, ms: number) => {
    for (let count = 0; count < 100; count++) {
      const ticket = asTicket(enter(queue));
      time += ms;
      ticket.leave();
    }
  };

  it('serves people in turn, and each in the order of their requests', async () => {
    const queue = open(1, 20);
    const order: string[] = [];
    const tickets = new Map<string, Ticket>();
    const first = asTicket(enter(queue, 'zoe'));
    for (const name of ['ada1', 'ada2', 'ada3', 'bob1', 'bob2', 'cyd1']) {
      const ticket = asTicket(enter(queue, name.slice(0, 3)));
      tickets.set(name, ticket);
      void ticket.settled.then(() => order.push(name));
    }
    first.leave();
    while (order.length < 6) {
      await new Promise(resolve => setImmediate(resolve));
      tickets.get(order.at(-1)!)!.leave();
    }
    assert.deepEqual(order, ['ada1', 'bob1', 'cyd1', 'ada2', 'bob2', 'ada3']);
    await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual([queue.placed, queue.waiting], [0, 0]);
  });

  it('holds no place for whoever has gone, and takes each back once', async () => {
    const queue = open(1, 5);
    const first = asTicket(enter(queue));
    const gone = new AbortController();
    const left = asTicket(enter(queue, 'bob', { signal: gone.signal }));
    const next = asTicket(enter(queue, 'cyd'));
    gone.abort();
    assert.equal(await left.settled, 'ended');
    first.leave();
    first.leave();
    left.leave();
    assert.equal(await next.settled, 'placed');
    assert.deepEqual([queue.placed, queue.waiting], [1, 0]);
    assert.equal(await asTicket(enter(queue, 'dan', { signal: AbortSignal.abort() })).settled, 'ended');
  });

  it('refuses at once what would come too late, and says how long the wait would be', () => {
    const queue = open(1, 50);
    learn(queue, 100);
    asTicket(enter(queue));
    asTicket(enter(queue, 'bob', { within: 250 }));
    const late = enter(queue, 'cyd', { within: 250 });
    assert.equal(late.kind, 'late');
    assert.ok(Math.abs((late as Late).waitMs - 200) < 5, `${(late as Late).waitMs}`);
  });

  it('takes the request that supersedes another into the place that this one is about to give back', async () => {
    const queue = open(1, 5);
    learn(queue, 4_000);
    const older = new AbortController();
    const first = asTicket(enter(queue, 'ada', { within: 10_000, signal: older.signal }));
    older.abort();
    const newer = asTicket(enter(queue, 'ada', { within: 5_000 }));
    first.leave();
    assert.equal(await newer.settled, 'placed');
  });

  it('counts what the place has been held for already', () => {
    const queue = open(1, 5);
    learn(queue, 4_000);
    asTicket(enter(queue));
    assert.equal(enter(queue, 'bob', { within: 7_000 }).kind, 'late');
    time += 3_000;
    asTicket(enter(queue, 'bob', { within: 7_000 }));
  });

  it('gives no place to what can not be answered in time any more', async () => {
    const queue = open(1, 50);
    learn(queue, 100);
    const first = asTicket(enter(queue));
    const slow = asTicket(enter(queue, 'bob', { within: 300 }));
    const patient = asTicket(enter(queue, 'cyd'));
    time += 250;
    first.leave();
    assert.equal(await slow.settled, 'late');
    assert.equal(await patient.settled, 'placed');
  });

  it('takes a place in a full queue from whoever has most, and none from equals', async () => {
    const queue = open(1, 4);
    asTicket(enter(queue, 'ada'));
    const waiting = [1, 2, 3].map(() => asTicket(enter(queue, 'ada')));
    const bob = asTicket(enter(queue, 'bob'));
    assert.equal(await waiting[2]!.settled, 'evicted');
    assert.equal(enter(queue, 'ada').kind, 'late');
    assert.equal(enter(queue, 'bob').kind, 'late');
    assert.equal(queue.waiting, 3);
    bob.leave();
    assert.equal(queue.waiting, 2);
  });

  it('counts whoever was ended and still has a place as gone', () => {
    const queue = open(1, 1);
    const control = new AbortController();
    const ended = asTicket(enter(queue, 'ada', { signal: control.signal }));
    assert.equal(enter(queue, 'bob').kind, 'late');
    control.abort();
    asTicket(enter(queue, 'bob'));
    ended.leave();
    assert.deepEqual([queue.placed, queue.waiting], [1, 0]);
  });
});
