import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { admit, type Capacity } from '../../../server/gateway/admit.ts';
import type { EndedBy, Life } from '../../../server/gateway/life.ts';
import { createLiveRequests, type LiveRequests } from '../../../server/gateway/live.ts';
import { createMeter } from '../../../server/gateway/meter.ts';
import type { Model } from '../../../server/gateway/models.ts';
import { createQueue, type Queue } from '../../../server/gateway/queue.ts';
import { type Asked, readRequest } from '../../../server/gateway/request.ts';
import type { Identity } from '../../../server/identity/identity.ts';
import { readRules } from '../../../server/policy/decide.ts';
import { policySchema } from '../../../server/policy/schema.ts';

const rules = readRules(policySchema.parse({}));
const meter = createMeter(() => 0);

const ada: Identity = { subject: 'ada', method: 'local_token', team: 'core', roles: ['developer'] };
const bob: Identity = { ...ada, subject: 'bob' };

function fakeLife(): Life & { endedBy: EndedBy | null } {
  const control = new AbortController();
  const life = {
    signal: control.signal,
    endedBy: null as EndedBy | null,
    endedAt: null,
    deadlineAt: 20_000,
    end: (by: EndedBy) => {
      life.endedBy ??= by;
      control.abort();
    },
    close: () => undefined,
  };
  return life;
}

function asked(path: string, priority: 'interactive' | 'speculative' = 'interactive', session = 'w1'): Asked {
  const intramural = { client_session_id: session, priority, document: { path } };
  return readRequest({ model: 'm', prompt: 'x', intramural });
}

/** One queue for each model of each test, as a gateway has it. */
const queues = new WeakMap<LiveRequests, Map<string, Queue>>();

function admitted(asked: Asked, identity: Identity, life: Life, live: LiveRequests, capacity: Capacity) {
  const own = queues.get(live) ?? new Map<string, Queue>();
  queues.set(live, own);
  const queue = own.get(asked.model) ?? createQueue({ places: capacity.slots, most: capacity.most, now: () => 0 });
  own.set(asked.model, queue);
  const model = { config: { id: asked.model }, capacity, queue } as Model;
  const admission = admit({ asked, identity, life, model }, { live, meter, rules, shared: null, clock: () => 0 });
  const leave = () => {
    live.leave(admission.entry);
    admission.ticket.leave();
  };
  return { ...admission, leave };
}

describe('admission', () => {
  const room = { most: 10, slots: 5 };

  it('ends the older request for the same document of the same person and window', () => {
    const live = createLiveRequests();
    const older = fakeLife();
    admitted(asked('a.py'), ada, older, live, room);
    const { reason } = admitted(asked('a.py'), ada, fakeLife(), live, room);
    assert.equal(older.endedBy, 'superseded');
    assert.equal(reason, 'supersedes_older');
    assert.equal(live.count('m'), 1);
  });

  it('leaves other documents, windows and persons alone', () => {
    const live = createLiveRequests();
    const lives = [fakeLife(), fakeLife(), fakeLife(), fakeLife(), fakeLife()];
    admitted(asked('a.py'), ada, lives[0]!, live, room);
    admitted(asked('b.py'), ada, lives[1]!, live, room);
    admitted(asked('a.py', 'interactive', 'w2'), ada, lives[2]!, live, room);
    admitted(asked('a.py'), bob, lives[3]!, live, room);
    admitted(readRequest({ model: 'm', prompt: 'x' }), ada, lives[4]!, live, room);
    assert.deepEqual(
      lives.map(({ endedBy }) => endedBy),
      [null, null, null, null, null],
    );
  });

  it('lets speculative work supersede nothing, and nothing supersede what is over', () => {
    const live = createLiveRequests();
    const first = fakeLife();
    const { leave } = admitted(asked('a.py'), ada, first, live, room);
    admitted(asked('a.py', 'speculative'), ada, fakeLife(), live, room);
    assert.equal(first.endedBy, null);
    leave();
    assert.equal(admitted(asked('a.py'), ada, fakeLife(), live, room).reason, 'room');
    assert.equal(first.endedBy, null);
  });

  it('takes speculative work only while there is room, and gives it up when somebody waits', () => {
    const live = createLiveRequests();
    const speculative = fakeLife();
    const small = { most: 4, slots: 1 };
    assert.equal(admitted(asked('a.py', 'speculative'), ada, speculative, live, small).load, 'idle');
    assert.throws(() => admitted(asked('b.py', 'speculative'), ada, fakeLife(), live, small), {
      code: 'speculative_shed',
      status: 429,
    });
    const { load, reason } = admitted(asked('b.py'), ada, fakeLife(), live, small);
    assert.deepEqual([load, reason], ['busy', 'sheds_speculative']);
    assert.equal(speculative.endedBy, 'shed');
    assert.equal(live.count('m'), 1);
  });

  it('refuses at once what is too much, and counts each model by itself', () => {
    const live = createLiveRequests();
    const two = { most: 2, slots: 2 };
    admitted(asked('a.py'), ada, fakeLife(), live, two);
    const { leave } = admitted(asked('b.py'), ada, fakeLife(), live, two);
    assert.throws(() => admitted(asked('c.py'), ada, fakeLife(), live, two), { code: 'busy', retryAfter: 1 });
    admitted({ ...asked('c.py'), model: 'other' }, ada, fakeLife(), live, two);
    leave();
    admitted(asked('c.py'), ada, fakeLife(), live, two);
    assert.equal(live.count('m'), 2);
  });
});
