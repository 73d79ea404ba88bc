import type { Policy } from '../policy/schema.ts';
import type { RequestText } from '../redaction/redaction.ts';
import type { Excluded } from './excluded.ts';
import type { Decided } from './ledger.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './request.ts';

export interface Allowed extends Decided {
  /** Without the context that policy excludes. */
  text: RequestText;
  maxTokens: number;
}

/** What policy leaves of a request. @throws {Refusal} 403 where it leaves nothing. */
export function applyPolicy(asked: Asked, policy: Policy, excluded: Excluded): Allowed {
  const { text } = asked;
  if (policy.languages !== null && !policy.languages.includes(text.language)) {
    throw new Refusal('language_not_allowed', 'The policy serves no completions for this language.', {
      param: 'intramural.document.language',
      errorClass: 'policy',
    });
  }
  if (text.path !== '' && excluded(text.path)) {
    throw new Refusal('path_excluded', 'The policy excludes this file: nothing of it is sent to a model.', {
      param: 'intramural.document.path',
      errorClass: 'policy',
    });
  }
  const context = text.context.filter(item => !excluded(item.path));
  const most = policy.completion.max_tokens;
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
