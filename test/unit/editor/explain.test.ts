import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { explain } from '../../../extension/engine/explain.ts';
import type { Trace } from '../../../extension/engine/result.ts';
import { describeTrace } from '../../../extension/headless/describe.ts';
import type { IntramuralTail } from '../../../server/wire/completion.ts';

const tail: IntramuralTail = {
  audit_id: 'a1',
  model: 'coder',
  tier: 'small',
  redactions: [],
  policy_version: 'p1',
  prompt_tokens: 10,
  completion_tokens: 2,
  timings: { queued_ms: 1, redact_ms: 0.1, first_token_ms: 20, total_ms: 30 },
};

const traceOf = (head: IntramuralTail): Trace => ({
  requestId: 'r1',
  suggestionId: null,
  trigger: 'automatic',
  languageId: 'python',
  path: 'a.py',
  startedAt: 0,
  stages: [],
  multiline: null,
  source: null,
  delayMs: null,
  sent: null,
  head,
  load: null,
  confidence: null,
  firstTextMs: null,
  answeredMs: null,
  stop: null,
  finish: 'stop',
  reasons: [],
});

const pageOf = (head: IntramuralTail): string =>
  explain(
    { result: { kind: 'nothing', reason: 'empty-answer', trace: traceOf(head) } },
    {
      t: (sentence, ...values) => sentence.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
      reason: reason => reason,
      time: String,
    },
  );

describe('the explanation of an answer that the output guard ended', () => {
  it('names the class of what did not come through', () => {
    assert.match(pageOf({ ...tail, blocked: 'provider-token' }), /not let through by the policy: provider-token\./);
    const result = { kind: 'nothing', reason: 'empty-answer', trace: traceOf({ ...tail, blocked: 'jwt' }) } as const;
    assert.match(describeTrace(result), /not let through: jwt/);
  });

  it('says nothing of it where all came through', () => {
    assert.doesNotMatch(pageOf(tail), /let through/);
    assert.doesNotMatch(
      describeTrace({ kind: 'nothing', reason: 'empty-answer', trace: traceOf(tail) }),
      /let through/,
    );
  });
});
