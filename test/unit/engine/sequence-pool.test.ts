import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { commonPrefix, SequencePool } from '../../../server/engine/sequence-pool.ts';
import { FakeSequence } from './fake-model.ts';

function holding(tokens: number[]): FakeSequence {
  const sequence = new FakeSequence();
  sequence.tokens = tokens;
  return sequence;
}

describe('choice of a sequence', () => {
  it('takes the one that has most of the prompt', () => {
    const [some, most] = [holding([1, 2, 9]), holding([1, 2, 3, 9])];
    assert.equal(new SequencePool([some, most]).pick([1, 2, 3, 4]), most);
  });

  it('leaves the state of another file alone where too little is shared', () => {
    const used = holding([1, 2, 3, 4, 5, 6, 7, 8]);
    const empty = holding([]);
    const pool = new SequencePool([empty, used]);
    // Of five tokens only one is shared: the markup that every prompt begins with.
    assert.equal(pool.pick([1, 20, 30, 40, 50]), empty);
  });

  it('gives up the least recently used for a new file', () => {
    const [a, b] = [holding([1, 1, 1, 1]), holding([2, 2, 2, 2])];
    const pool = new SequencePool([a, b]);
    assert.equal(pool.pick([1, 1, 1, 1, 1]), a);
    assert.equal(pool.pick([3, 3, 3, 3]), b);
  });

  it('counts common beginnings', () => {
    assert.equal(commonPrefix([1, 2, 3], [1, 2, 4]), 2);
    assert.equal(commonPrefix([], [1]), 0);
    assert.equal(commonPrefix([1, 2], [1, 2]), 2);
  });
});
