import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkBatch, limits } from '../../../telemetry/schema/validate.ts';
import { simulate } from '../../../telemetry/simulate/deliver.ts';

const base = {
  suggestion_id: '01a209c3-c528-7206-a052-7ffa5042ba63',
  seq: 0,
  client_session_id: '01a209c3-c528-7206-a052-79e003fb9bd4',
  schema_version: 1,
  at: 1_795_460_154_664,
};
const suggested = {
  ...base,
  kind: 'suggested',
  request_id: '01a209c3-c529-7764-95ea-9f4384dcb8d2',
  audit_id: null,
  language: 'java',
  file_kind: 'main',
  editor: 'Visual Studio Code',
  editor_version: '1.101.0',
  extension_version: '0.1.0',
  model: 'qwen2.5-coder-0.5b',
  tier: 'small',
  source: 'network',
  trigger: 'automatic',
  multi_line: false,
  characters: 12,
  lines: 1,
  stop_reason: null,
  requested_at: 1_795_460_154_660,
  first_token_ms: 90.5,
  answered_ms: 120,
  drawn_ms: null,
};
const ended = { ...base, kind: 'ended', outcome: 'rejected', reason: null };

function verdict(event: object): string {
  const batch = checkBatch({ events: [event] });
  assert.equal(batch.kind, 'checked');
  if (batch.kind !== 'checked') return '';
  return batch.refused[0]?.reason ?? 'accepted';
}

describe('telemetry batches', () => {
  it('takes every kind of event that a client sends', () => {
    const { batches } = simulate({ seats: 4, days: 3, seed: 1, until: '2026-09-03' });
    let events = 0;
    for (const batch of batches) {
      const checked = checkBatch({ events: batch.events });
      assert.deepEqual(checked.kind === 'checked' && checked.refused, []);
      events += batch.events.length;
    }
    assert.ok(events > 500);
    assert.equal(verdict(suggested), 'accepted');
  });

  it('judges each event alone', () => {
    const batch = checkBatch({ events: [ended, { ...ended, outcome: 'thrown away' }, ended] });
    assert.equal(batch.kind, 'checked');
    if (batch.kind !== 'checked') return;
    assert.deepEqual(
      batch.events.map(({ index }) => index),
      [0, 2],
    );
    assert.deepEqual(batch.refused, [{ index: 1, reason: 'outcome: invalid_value' }]);
  });

  const refusedBatches: [string, unknown, string][] = [
    ['nothing', undefined, 'the body is not an object'],
    ['a list', [ended], 'the body is not an object'],
    ['no events', {}, 'events is not a list'],
    ['something beside the events', { events: [], prompt: 'select *' }, 'the body has an unknown field'],
    ['too many events', { events: Array.from({ length: limits.events + 1 }, () => ended) }, 'more than 500 events'],
  ];
  for (const [what, body, reason] of refusedBatches) {
    it(`refuses a body with ${what}`, () => assert.deepEqual(checkBatch(body), { kind: 'refused', reason }));
  }

  const refusedEvents: [string, object, string][] = [
    ['an unknown field', { ...ended, text: 'int x = 1;' }, 'event: unknown field'],
    ['an unknown kind', { ...ended, kind: 'leaked' }, 'kind: invalid_union'],
    ['a missing field', { ...base, kind: 'ended', outcome: 'rejected' }, 'reason: invalid_type'],
    ['code as a reason', { ...ended, reason: 'return balance;' }, 'reason: invalid_format'],
    ['a path as a reason', { ...ended, reason: 'src/main/Ledger.java' }, 'reason: invalid_format'],
    ['a path as the language', { ...suggested, language: 'src/main' }, 'language: invalid_format'],
    ['a file name as the language', { ...suggested, language: 'Ledger.java' }, 'language: invalid_format'],
    ['a path as the model', { ...suggested, model: 'src/main/java/Ledger' }, 'model: invalid_format'],
    ['a file as the model', { ...suggested, model: 'ledger/Booking.java' }, 'model: custom'],
    ['a host path as the editor', { ...suggested, editor: '/usr/bin/code' }, 'editor: invalid_format'],
    ['words as a version', { ...suggested, editor_version: '1.2.3 secret' }, 'editor_version: invalid_format'],
    [
      'an id that tells no time',
      { ...ended, suggestion_id: 'c1b1a8c4-8f5e-4f2b-9d6b-2a1f0e9d8c7b' },
      'suggestion_id: invalid_format',
    ],
    ['a negative duration', { ...suggested, answered_ms: -1 }, 'answered_ms: too_small'],
    ['a time before all computers', { ...ended, at: 0 }, 'at: too_small'],
    ['not a number', { ...suggested, characters: Number.NaN }, 'characters: invalid_type'],
    [
      'neither kept nor censored',
      { ...base, kind: 'retained', after_s: 30, characters: null, censored: null },
      'censored: custom',
    ],
    [
      'a moment of its own',
      { ...base, kind: 'retained', after_s: 31, characters: 1, censored: null },
      'after_s: invalid_value',
    ],
    ['an older schema', { ...ended, schema_version: 0 }, 'schema_version: invalid_value'],
  ];
  for (const [what, event, reason] of refusedEvents) {
    it(`refuses ${what}`, () => assert.equal(verdict(event), reason));
  }

  it('never repeats in a reason what an event held', () => {
    const secret = 'hunter2Secret';
    for (const event of [
      { ...ended, [secret]: 1 },
      { ...ended, reason: secret },
      { ...ended, kind: secret },
      { [secret]: secret },
      secret,
      null,
    ]) {
      const batch = checkBatch({ events: [event] });
      assert.ok(batch.kind === 'checked' && batch.refused.length === 1);
      assert.ok(!JSON.stringify(batch).includes(secret));
    }
  });
});
