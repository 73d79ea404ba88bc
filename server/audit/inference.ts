import { z } from 'zod';
import * as field from './fields.ts';

/** Records of one inference: its start, its end, and later what became of its suggestions. */

export const subject = z
  .strictObject({
    pseudonym: field.pseudonym.describe('salted commitment to the person; salt and name stand outside the log'),
    by: field.authentication.describe('how the person proved who they are'),
    team: field.team.optional().describe('the team at that time'),
  })
  .describe('who');

const audit_id = field.uuid.describe('the inference; the same in its start, end and outcomes');

const redaction = z.strictObject({
  rule: field.slug.describe('rule that fired'),
  class: field.slug.describe('class of what it found'),
  part: field.part.describe('part of the request; `document` runs over prefix and suffix'),
  start: field.count.describe('first UTF-16 unit of the finding in that part'),
  end: field.count.describe('first unit after it'),
  confidence: field.fraction.describe('0 to 1'),
  placeholder: z.int().min(0).max(1_000_000).optional().describe('number of the placeholder within this request'),
  allowed: z.boolean().optional().describe('true where an allow list let it stand'),
});

const guardEvent = z.strictObject({
  rule: field.slug.describe('guard rule that fired'),
  class: field.slug.describe('class of what it found'),
  action: z.enum(['noted', 'cut', 'replaced', 'blocked']).describe('what was done with the output'),
  start: field.count.describe('first UTF-16 unit in the output'),
  end: field.count.describe('first unit after it'),
});

const decision = z.strictObject({
  stage: field.stage.describe('stage of the pipeline'),
  decision: z.enum(['allow', 'deny', 'change', 'skip', 'fail']).describe('what the stage decided'),
  reason: field.reason.describe('why, as a word of ours'),
});

const decisions = z.array(decision).max(field.limits.decisions).describe('one line for each stage, in order');
const timings = z
  .strictObject({
    authenticate: field.micros.optional().describe('who asks'),
    admit: field.micros.optional().describe('whether there is room'),
    policy: field.micros.optional().describe('what policy says'),
    redact: field.micros.optional().describe('finding and replacing secrets'),
    render: field.micros.optional().describe('prompt for the model'),
    route: field.micros.optional().describe('choice of the upstream'),
    stream: field.micros.optional().describe('the answer, from first to last byte'),
    guard: field.micros.optional().describe('looking at the answer'),
    restore: field.micros.optional().describe('putting own values back'),
    record: field.micros.optional().describe('waiting for the audit log'),
    queued: field.micros.optional().describe('receipt to start at the upstream'),
    first_token: field.micros.optional().describe('start at the upstream to its first text'),
    total: field.micros.optional().describe('receipt to the last byte'),
  })
  .describe('microseconds for each stage');

const model = z
  .strictObject({
    name: field.modelName.describe('as the client asked for it'),
    tier: field.slug.describe('tier that policy gave it'),
    weights: field.sha256.optional().describe('SHA-256 of the weights'),
    adapter: field.slug.optional().describe('adapter loaded on the weights'),
    engine: field.slug.describe('engine that serves it'),
    engine_version: field.version.optional().describe('its version'),
    upstream: field.slug.optional().describe('which configured upstream'),
    template: field.slug.describe('prompt template'),
    template_version: field.count.optional().describe('its version'),
  })
  .describe('what answers');

const parameters = z
  .strictObject({
    max_tokens: field.count.optional().describe('most tokens to answer'),
    temperature: z.number().min(0).max(10).optional().describe('of sampling'),
    top_p: field.fraction.optional().describe('of sampling'),
    seed: z.int().optional().describe('of sampling'),
    n: z.int().min(1).max(128).optional().describe('how many answers'),
    stop: z.int().min(0).max(64).optional().describe('how many stop sequences'),
    stream: z.boolean().optional().describe('sent on piece by piece'),
  })
  .describe('how it was asked');

const promptText = z
  .strictObject({
    before: field.keyedDigest.describe('keyed digest of the prompt as it came'),
    after: field.keyedDigest.optional().describe('keyed digest of the prompt as it leaves, redacted and rendered'),
    characters: field.count.describe('UTF-16 units as it came'),
    characters_after: field.count.optional().describe('UTF-16 units as it leaves'),
    prefix: field.count.optional().describe('UTF-16 units before the cursor'),
    suffix: field.count.optional().describe('UTF-16 units after the cursor'),
    context_items: field.count.optional().describe('pieces of context beside the document'),
    tokens: field.count.optional().describe('tokens, where the proxy counts them'),
    neutralised: field.count.optional().describe('places that looked like a special token of the model'),
  })
  .describe('what was asked, without content');

const outputText = z
  .strictObject({
    before: field.keyedDigest.describe('keyed digest of the output as the model gave it'),
    after: field.keyedDigest.describe('keyed digest of the output as it was sent on'),
    characters: field.count.describe('UTF-16 units as the model gave it'),
    characters_after: field.count.describe('UTF-16 units sent on'),
    restored: field.count.optional().describe('placeholders replaced by the user’s own values'),
  })
  .describe('what was answered, without content');

const start = {
  audit_id,
  request_id: field.uuid.optional().describe('made by the client; telemetry meets the audit in it'),
  client_session_id: field.uuid.optional().describe('one run of the editor'),
  subject,
  client: z
    .strictObject({
      name: field.slug.describe('a program known to the proxy'),
      version: field.version.optional().describe('its version'),
    })
    .optional()
    .describe('program that asked'),
  document: z
    .strictObject({
      repository: field.keyedDigest.optional().describe('keyed digest of the repository'),
      path: field.keyedDigest.optional().describe('keyed digest of the path'),
      language: field.language.optional().describe('VS Code language id'),
    })
    .optional()
    .describe('document at the cursor'),
  trigger: z.enum(['automatic', 'manual']).optional().describe('typing, or the command'),
  priority: z.enum(['interactive', 'speculative']).optional().describe('whether somebody waits for it now'),
  model: model.optional().describe('what answers; absent where the request was refused before it was routed'),
  policy_version: field.policyVersion.describe('the policy that decided'),
  parameters: parameters.optional(),
  prompt: promptText.optional(),
  redactions: z.array(redaction).max(field.limits.redactions).describe('what was stripped: rule, class, place'),
  redactions_omitted: field.count.optional().describe('findings beyond those written out'),
  decisions,
  timings: timings.optional(),
};

const end = {
  audit_id,
  result: z.enum(['completed', 'cancelled', 'refused', 'failed']).describe('how it ended'),
  status: z.int().min(100).max(599).optional().describe('HTTP status'),
  finish_reason: z.enum(['stop', 'length']).optional().describe('why the model stopped'),
  output: outputText.optional(),
  prompt_tokens: field.count.optional().describe('as the engine counted'),
  completion_tokens: field.count.optional().describe('as the engine counted'),
  cached_tokens: field.count.optional().describe('prompt tokens the engine had in its cache'),
  guards: z.array(guardEvent).max(field.limits.guardEvents).describe('what the guard did to the answer'),
  guards_omitted: field.count.optional().describe('guard events beyond those written out'),
  decisions,
  timings,
  cancellation: z
    .strictObject({
      by: z
        .enum(['client', 'deadline', 'superseded', 'shutdown', 'upstream', 'guard'])
        .describe('who or what ended it'),
      stage: field.stage.describe('how far it had come'),
      upstream_stop: z
        .enum(['confirmed', 'unconfirmed', 'not_started'])
        .describe('whether the model server is known to have stopped'),
      upstream_stop_micros: field.micros.optional().describe('from the cancellation to that'),
    })
    .optional()
    .describe('where it was cancelled'),
  error: z
    .strictObject({
      class: z
        .enum(['request', 'identity', 'policy', 'redaction', 'upstream', 'egress', 'guard', 'audit', 'internal'])
        .describe('which part of the way'),
      code: field.reason.describe('as in the answer to the client'),
    })
    .optional()
    .describe('where it was refused or failed'),
};

const outcome = {
  audit_id,
  subject: subject.optional().describe('who told it; only the person of the inference can know'),
  suggestion_id: field.uuid.describe('made by the client; the same in telemetry'),
  seq: field.count.describe('number of the update within the suggestion'),
  state: z
    .enum([
      'shown',
      'accepted_full',
      'accepted_partial',
      'typed_through',
      'rejected',
      'typing_disagreed',
      'superseded',
      'ignored',
      'unseen',
      'filtered',
      'empty',
      'cancelled',
      'error',
      'unknown',
      'retained',
      'censored',
    ])
    .describe('as telemetry defines it'),
  characters: field.count.optional().describe('shown, accepted or retained, by state'),
  lines: field.count.optional().describe('shown, accepted or retained, by state'),
  shown_ms: field.count.optional().describe('milliseconds for which it was visible'),
  after_s: field.count.optional().describe('seconds after acceptance at which retention was looked at'),
};

export const inferenceKinds = {
  'inference.start': {
    description: 'On disk before the first byte of an answer leaves the proxy.',
    fields: start,
  },
  'inference.end': { description: 'What became of the request.', fields: end },
  'inference.outcome': {
    description: 'What became of a suggestion in the editor; several for each inference.',
    fields: outcome,
  },
} as const;
