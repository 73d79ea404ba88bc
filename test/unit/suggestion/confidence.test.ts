import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { policySchema } from '../../../server/policy/schema.ts';
import { Typist } from '../../support/typist.ts';

function typist(leastConfidence: number, confidence: number | undefined): Typist {
  const hands = new Typist('java', 'class A {\n    void f() {\n        █\n    }\n}\n');
  hands.transport.answer = () => 'run();';
  hands.transport.confidence = confidence;
  const policy = policySchema.parse({ completion: { least_confidence: leastConfidence } });
  hands.transport.document = { policy, policy_version: 'v1' };
  return hands;
}

describe('a policy that asks for confidence', () => {
  it('has the proxy asked for it, and drops what falls short', async () => {
    const hands = typist(0.5, 0.3);
    const result = await hands.see();
    assert.deepEqual([result.kind, result.kind === 'nothing' && result.reason], ['nothing', 'confidence']);
    assert.equal(hands.transport.exchanges[0]!.request.intramural?.confidence, true);
    assert.equal(result.trace.confidence, 0.3);
  });

  it('shows what is sure enough, and what nobody can tell of', async () => {
    assert.equal(await typist(0.5, 0.7).shown(), 'run();');
    assert.equal(await typist(0.5, undefined).shown(), 'run();');
  });

  it('is not there unless somebody writes it: nothing is asked, nothing dropped', async () => {
    const hands = typist(0, 0.01);
    assert.equal(await hands.shown(), 'run();');
    assert.equal(hands.transport.exchanges[0]!.request.intramural?.confidence, undefined);
  });
});
