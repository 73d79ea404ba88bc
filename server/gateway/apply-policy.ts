import type { Rules } from '../policy/decide.ts';
import { armOf } from '../policy/experiment.ts';
import { completionFor } from '../policy/schema.ts';
import type { RequestText } from '../redaction/redaction.ts';
import type { Call } from './call.ts';
import type { Decided } from './ledger.ts';
import { chooseModel, type Model, type Models } from './models.ts';
import { Refusal, type RefusalCode } from './refusal.ts';

export interface Allowed extends Decided {
  model: Model;
  /** Why this model, as a word for the audit record; null where the client named it. */
  chosen: string | null;
  /** Without the context that policy excludes. */
  text: RequestText;
  maxTokens: number;
}

/** Seconds after which a client asks whether a new policy has come. */
const expiredRetryAfter = 30;

export interface PolicyParts {
  rules: Rules;
  models: Models;
  /** Requests under way at a model. */
  count(model: string): number;
  /** Milliseconds since 1970. */
  clock(): number;
}

/**
 * What policy leaves of a request, and which model answers.
 * @throws {Refusal} 403 where it leaves nothing, 503 where the policy itself has expired.
 */
export function applyPolicy(
  { asked, identity, named }: Pick<Call, 'asked' | 'identity' | 'named'>,
  parts: PolicyParts,
): Allowed {
  const { text } = asked;
  const { rules } = parts;
  if (parts.clock() >= rules.expiresAt) {
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
  // As one text: the cursor may stand in the mark.
  if (rules.excludingContent(text.prefix + text.suffix) !== null) {
    throw forbidden(
      'content_excluded',
      'The text carries a mark of the policy: nothing of it is sent to a model.',
      'prompt',
    );
  }
  const arm = armOf(rules.policy.experiment, identity);
  const most = completionFor(rules.policy, arm).max_tokens;
  const maxTokens = Math.min(asked.maxTokens ?? most, most);
  const dataClass = rules.dataClass(text.repository).value;
  const tiers = rules.tiersOf(dataClass).value;
  if (named !== null && tiers !== null && !tiers.includes(named.config.tier)) {
    throw forbidden(
      'tier_not_allowed',
      'The policy does not let data of this repository reach this model. Ask for the model "auto" instead.',
      'model',
    );
  }
  const question = { dataClass, language: text.language, team: identity.team, arm, tokens: maxTokens };
  const chosen = named === null ? chooseModel(parts.models, rules, question, parts.count) : null;
  const model = named ?? chosen?.model;
  if (model === undefined) {
    throw forbidden(
      'tier_not_allowed',
      'The policy lets data of this repository reach no model that is served here.',
      'model',
    );
  }
  const context = text.context.filter(
    item => rules.excludingPath(item.path) === null && rules.excludingContent(item.text) === null,
  );
  const dropped = context.length < text.context.length;
  const clamped = asked.maxTokens !== null && asked.maxTokens > most;
  return {
    model,
    chosen: chosen?.reason ?? null,
    text: dropped ? { ...text, context } : text,
    maxTokens,
    decision: dropped || clamped ? 'change' : 'allow',
    reason: dropped ? 'excluded_context' : clamped ? 'tokens_clamped' : 'no_rule_against',
  };
}

function forbidden(code: RefusalCode, message: string, param: string): Refusal {
  return new Refusal(code, message, { param, errorClass: 'policy' });
}
