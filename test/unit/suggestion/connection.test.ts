import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Connection } from '../../../extension/engine/connection.ts';
import { TransportError } from '../../../extension/engine/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { Typist } from '../../support/typist.ts';

const away = new TransportError('unreachable', 'Nothing answers.');

function connection(random = 0.999) {
  const clock = new FakeClock();
  let probes = 0;
  let fault: TransportError | undefined = away;
  const parts = {
    clock,
    random: () => random,
    probe: async () => {
      probes++;
      if (fault) throw fault;
    },
  };
  return {
    clock,
    it: new Connection(parts),
    probes: () => probes,
    mend: () => {
      fault = undefined;
    },
  };
}

describe('a proxy that is away', () => {
  it('is asked for again by itself, ever less often, and found within seconds of its return', async () => {
    const { it: link, clock, probes, mend } = connection();
    link.failed(away);
    assert.equal(link.state.kind, 'offline');
    await clock.advance(60_000);
    assert.ok(probes() >= 8 && probes() <= 12, `${probes()} probes in a minute`);
    mend();
    await clock.advance(8_000);
    assert.equal(link.state.kind, 'ready');
    const found = probes();
    await clock.advance(60_000);
    assert.equal(probes(), found);
  });

  it('is not asked by all desks at once', () => {
    const waits = [0, 0.5, 0.999].map(random => {
      const { it: link, clock } = connection(random);
      link.failed(away);
      return link.state.kind === 'offline' ? link.state.retryAt - clock.now() : 0;
    });
    assert.deepEqual(waits, [500, 750, 1000]);
  });

  it('is not away because one answer came too late', () => {
    const { it: link } = connection();
    link.failed(new TransportError('too-late', 'The deadline has passed.'));
    assert.equal(link.state.kind, 'ready');
  });

  it('says how long it is busy, and is left alone so long', async () => {
    const { it: link, clock, probes, mend } = connection();
    mend();
    link.failed(new TransportError('busy', 'No model free.', { retryAfterMs: 4000 }));
    assert.equal(link.state.kind, 'throttled');
    await clock.advance(3900);
    assert.equal(probes(), 0);
    await clock.advance(200);
    assert.equal(link.state.kind, 'ready');
  });

  it('is not asked at all by one who is signed out', async () => {
    const { it: link, clock, probes } = connection();
    link.failed(new TransportError('signed-out', 'Unknown token.'));
    await clock.advance(600_000);
    assert.deepEqual([link.state.kind, probes()], ['signed-out', 0]);
  });

  it('a request that it refuses says that it is there', () => {
    const { it: link } = connection();
    link.failed(new TransportError('refused', 'Too long.'));
    assert.equal(link.state.kind, 'ready');
  });

  it('tells who listens', () => {
    const { it: link } = connection();
    const seen: string[] = [];
    link.onChange(state => seen.push(state.kind));
    link.failed(away);
    link.succeeded();
    assert.deepEqual(seen, ['offline', 'ready']);
  });
});

describe('the engine while the proxy is away', () => {
  it('keeps quiet by itself, tries by hand, and comes back by itself', async () => {
    const typist = new Typist('java', 'class A {\n  int m() {\n    return █\n  }\n}\n');
    typist.transport.answer = () => '1;';
    await typist.see();
    typist.type('x');
    typist.engine.connection.failed(away);
    const quiet = typist.ask();
    await typist.settle();
    const result = await quiet;
    assert.deepEqual([result.kind, result.kind === 'nothing' && result.reason], ['nothing', 'offline']);
    await typist.clock.advance(2_000);
    assert.equal(typist.engine.connection.state.kind, 'ready');
    assert.equal(await typist.shown(), '1;');
  });

  it('does not ask at every key while it has no rules: only at its own pace, and by hand', async () => {
    const typist = new Typist('java', 'class A {\n  int m() {\n    return █\n  }\n}\n');
    let asked = 0;
    typist.transport.policy = async () => {
      asked++;
      throw away;
    };
    for (let key = 0; key < 20; key++) await typist.see();
    assert.ok(asked <= 3, `${asked} times`);
    const before = asked;
    await typist.see({ trigger: 'manual' });
    assert.equal(asked, before + 1);
  });

  it('leaves out a file by its whole path as well', async () => {
    const typist = new Typist('java', 'class A {█}\n');
    const { policy } = typist.transport.document;
    typist.transport.document = { policy: { ...policy, exclude: { paths: ['secrets/'] } }, policy_version: 'v2' };
    const result = await typist.see({ otherPaths: ['home/anna/secrets/File'] });
    assert.deepEqual([result.kind, result.kind === 'nothing' && result.reason], ['nothing', 'policy-path']);
  });
});
