import type { ContextItem, Priority } from '../../server/wire/completion.ts';
import { keyText } from '../core/key.ts';
import { decideMultiline } from '../core/multiline.ts';
import type { Situation } from '../core/situation.ts';
import { contextRoom, windowAround, windowBudget } from '../core/window.ts';
import { Answer, type World } from './answer.ts';
import type { Clock } from './clock.ts';
import type { ContextSource } from './collect.ts';
import type { Ask } from './decide.ts';
import { completionRequest, maxTokensFor } from './request.ts';
import type { Trace } from './result.ts';
import { modelOf, type Rules } from './rules.ts';
import type { Transport } from './transport.ts';

export interface AskingParts {
  transport: Transport;
  clock: Clock;
  newId: () => string;
  sessionId: string;
  context: ContextSource;
  /** Model to ask for, by the user's choice; undefined: the proxy's preferred one. */
  model?: () => string | undefined;
}

/** Makes a question of a place: collects, cuts the window, sends. */
export class Asking {
  readonly #parts: AskingParts;
  readonly #onAbandoned: (answer: Answer) => void;

  constructor(parts: AskingParts, onAbandoned: (answer: Answer) => void) {
    this.#parts = parts;
    this.#onAbandoned = onAbandoned;
  }

  /** What an answer at this time depends on beside the document. */
  world(ask: Ask, rules: Rules): World {
    return {
      rules: [this.#model(rules), rules.document.policy_version, ask.lengthMode].join('\n'),
      context: this.#parts.context.version(ask.documentId),
    };
  }

  /** Undefined where the caller has gone while context was collected. Writes what it asks into the trace. */
  async ask(
    ask: Ask,
    situation: Situation,
    rules: Rules,
    priority: Priority,
    trace: Trace,
    signal: AbortSignal,
  ): Promise<Answer | undefined> {
    const { clock, transport, newId, sessionId } = this.#parts;
    const { policy, policy_version: policyVersion } = rules.document;
    const { multiline, why } = decideMultiline(situation, ask.lengthMode);
    const model = this.#model(rules);
    const budget = windowBudget(policy.completion.prompt_tokens);
    const window = windowAround(situation, budget);
    const room = contextRoom(policy, model, budget.whole - window.prefix.length - window.suffix.length);
    // Context helps; a suggestion without it is better than none.
    const context = await this.#parts.context.items(situation, window, room, signal).catch(() => []);
    if (signal.aborted) return undefined;

    const world = this.world(ask, rules);
    const policyTokens = policy.completion.max_tokens;
    // A proxy of before this rule names none.
    const leastConfidence = policy.completion.least_confidence ?? 0;
    const request = completionRequest({
      requestId: newId(),
      sessionId,
      model,
      situation,
      window,
      context: context.map(({ kind, path, language, text }) => ({ kind, path, language, text })),
      multiline,
      policyTokens,
      trigger: ask.trigger,
      priority,
      confidence: leastConfidence > 0,
    });
    const key = keyText({
      documentId: ask.documentId,
      languageId: situation.languageId,
      path: situation.path,
      prefix: window.prefix,
      suffix: window.suffix,
      model,
      multiline,
      maxTokens: maxTokensFor(situation, multiline, policyTokens),
      contextVersion: world.context,
      policyVersion,
    });
    const answer = new Answer({
      key,
      asked: { documentId: ask.documentId, window },
      world,
      shaping: {
        situation,
        multiline,
        ended: false,
        evidence: { confidence: undefined, leastConfidence, knows: this.#knows(context) },
      },
      request,
      transport,
      clock,
      onAbandoned: this.#onAbandoned,
    });
    answer.suggestionIds.set(0, newId());
    trace.multiline = { multiline, why };
    trace.sent = {
      prefix: window.prefix.length,
      suffix: window.suffix.length,
      context: context.map(({ kind, path, text, reason }) => ({
        kind,
        path,
        characters: text.length,
        ...(reason === undefined ? {} : { reason }),
      })),
    };
    trace.requestId = answer.requestId;
    trace.suggestionId = answer.suggestionIds.get(0)!;
    return answer;
  }

  /** What the model was shown is known as well; where there is no workspace, nobody can say what is unknown. */
  #knows(context: readonly ContextItem[]): ((word: string) => boolean) | undefined {
    const source = this.#parts.context;
    if (source.knows?.('') === undefined) return undefined;
    return word => source.knows?.(word) !== false || context.some(({ text }) => text.includes(word));
  }

  #model(rules: Rules): string {
    return modelOf(rules, this.#parts.model?.());
  }
}
