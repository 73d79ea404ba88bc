import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type EndRecord, resultOf } from '../../../telemetry/console/audit-types.ts';

describe('how an inference ended, as the page says it', () => {
  const end = (fields: Partial<EndRecord>): EndRecord => ({
    index: 1,
    time: 1,
    id: '0199f3a0-0000-7000-8000-000000000001',
    kind: 'inference.end',
    result: 'cancelled',
    decisions: [],
    timings: {},
    ...fields,
  });
  const by = (who: string) => ({ by: who, stage: 'stream', upstream_stop: 'confirmed' });
  const output = (characters: number) => ({ characters, characters_after: characters });

  it('calls a stream that the editor let go of, once it had text, ended early', () => {
    assert.equal(resultOf(end({ cancellation: by('client'), output: output(12) })), 'enough');
  });

  it('calls it cancelled where nothing had come, or somebody else ended it', () => {
    assert.equal(resultOf(end({ cancellation: by('client'), output: output(0) })), 'cancelled');
    assert.equal(resultOf(end({ cancellation: by('client') })), 'cancelled');
    assert.equal(resultOf(end({ cancellation: by('deadline'), output: output(12) })), 'cancelled');
  });

  it('leaves every other end as it is', () => {
    for (const result of ['completed', 'refused', 'failed'] as const) assert.equal(resultOf(end({ result })), result);
    assert.equal(resultOf(null), 'under_way');
  });
});
