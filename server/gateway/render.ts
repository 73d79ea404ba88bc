import type { FullPolicy } from '../policy/schema.ts';
import { type Rendered, renderPrompt } from '../templates/render.ts';
import { Likelihood } from '../upstream/likelihood.ts';
import type { Ask } from '../upstream/upstream.ts';
import type { Call } from './call.ts';
import type { Decided } from './ledger.ts';
import type { Redacted } from './redact.ts';

export interface Prompt extends Decided {
  rendered: Rendered;
  ask: Ask;
}

/** Stop strings that every server takes. */
const mostStops = 4;

/** The prompt as this model wants it. */
export function renderForModel(
  redacted: Redacted,
  call: Pick<Call, 'asked' | 'model' | 'identity' | 'traceparent'>,
  maxTokens: number,
  blockedTerms: readonly string[] = [],
): Prompt {
  const {
    asked,
    model: { config: model },
    traceparent,
  } = call;
  // Half of what the model can hold is left for the question.
  const answer = Math.min(maxTokens, Math.floor(model.context_tokens / 2));
  const rendered = renderPrompt(model.template, redacted.text, {
    contextTokens: model.context_tokens,
    maxTokens: answer,
  });
  return {
    rendered,
    ask: {
      prompt: rendered.prompt,
      maxTokens: answer,
      temperature: asked.temperature,
      topP: asked.topP,
      seed: asked.seed,
      frequencyPenalty: asked.frequencyPenalty,
      presencePenalty: asked.presencePenalty,
      // Whatever does not go along is applied to the answer here, as all of them are.
      stop: [...new Set([...asked.stop.filter(isMere), ...rendered.template.stops])].slice(0, mostStops),
      traceparent,
      adapter: adapterFor(call),
      blockedTerms,
      likelihood: asked.confidence ? new Likelihood() : null,
    },
    decision: rendered.whole && rendered.neutralised === 0 ? 'allow' : 'change',
    reason: !rendered.whole ? 'cut_to_window' : rendered.neutralised > 0 ? 'tokens_neutralised' : 'fits',
  };
}

/** The adapter of the team that asks, where it has one. */
function adapterFor({ model, identity }: Pick<Call, 'model' | 'identity'>): string | null {
  const { upstream } = model.config;
  if (upstream === 'embedded' || !Object.hasOwn(upstream.adapters, identity.team)) return null;
  return upstream.adapters[identity.team]!;
}

/**
 * A stop string is the user's own text, and nobody can tell whether a word in it is a secret: those of line ends and
 * punctuation alone are shown to the model.
 */
function isMere(stop: string): boolean {
  return !/[\p{L}\p{N}]/u.test(stop);
}

const nothing: readonly string[] = [];

/** The terms that the model need not write at all: those that the policy lets through are its own. The same list until the policy changes. */
export function blockedTermsOf({ output }: Pick<FullPolicy, 'output'>): readonly string[] {
  const { terms, action } = output.blocked_terms;
  return action === 'allow' ? nothing : terms;
}
