import type { Rules } from '../policy/decide.ts';
import type { RequestText } from '../redaction/redaction.ts';
import type { Call } from './call.ts';
import type { Decided } from './ledger.ts';
import { Refusal, type RefusalCode } from './refusal.ts';

export interface Allowed extends Decided {
  /** Without the context that policy excludes. */
  text: RequestText;
  maxTokens: number;
}

/** Seconds after which a client asks whether a new policy has come. */
const expiredRetryAfter = 30;

/**
 * What policy leaves of a request.
 * @param clock milliseconds since 1970.
 * @throws {Refusal} 403 where it leaves nothing, 503 where the policy itself has expired.
 */
export function applyPolicy({ asked, model }: Pick<Call, 'asked' | 'model'>, rules: Rules, clock: number): Allowed {
  const { text } = asked;
  if (clock >= rules.expiresAt) {
    throw new Refusal('policy_expired', 'The policy of this proxy has expired. Its operator must bring a new one.', {
      retryAfter: expiredRetryAfter,
      errorClass: 'policy',
    });
  }
  if (!rules.servesLanguage(text.language)) {
    throw forbidden(
      'language_not_allowed',
      'The policy serves no completions for this language.',
      'intramural.document.language',
    );
  }
  if (rules.excludingPath(text.path) !== null) {
    throw forbidden(
      'path_excluded',
      'The policy excludes this file: nothing of it is sent to a model.',
      'intramural.document.path',
    );
  }
  if (rules.excludingContent(text.prefix) !== null || rules.excludingContent(text.suffix) !== null) {
    throw forbidden(
      'content_excluded',
      'The text carries a mark of the policy: nothing of it is sent to a model.',
      'prompt',
    );
  }
  const tiers = rules.tiersOf(rules.dataClass(text.repository).value).value;
  if (tiers !== null && !tiers.includes(model.config.tier)) {
    throw forbidden(
      'tier_not_allowed',
      'The policy does not let data of this repository reach this model. Ask for another: GET /v1/models lists them.',
      'model',
    );
  }
  const context = text.context.filter(
    item => rules.excludingPath(item.path) === null && rules.excludingContent(item.text) === null,
  );
  const most = rules.policy.completion.max_tokens;
  const maxTokens = Math.min(asked.maxTokens ?? most, most);
  const dropped = context.length < text.context.length;
  const clamped = asked.maxTokens !== null && asked.maxTokens > most;
  return {
    text: dropped ? { ...text, context } : text,
    maxTokens,
    decision: dropped || clamped ? 'change' : 'allow',
    reason: dropped ? 'excluded_context' : clamped ? 'tokens_clamped' : 'no_rule_against',
  };
}

function forbidden(code: RefusalCode, message: string, param: string): Refusal {
  return new Refusal(code, message, { param, errorClass: 'policy' });
}
