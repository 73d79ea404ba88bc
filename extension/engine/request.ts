import type { CompletionRequest, ContextItem, Priority } from '../../server/wire/completion.ts';
import type { Situation } from '../core/situation.ts';
import { leavesRoom } from '../core/text.ts';
import type { Window } from '../core/window.ts';

/** Tokens to ask for. A statement may take several lines; with code after the cursor it is never more than one. */
const mostTokens = { restOfLine: 48, statement: 128 } as const;

/** Milliseconds after which nobody waits any more: hands that have asked are patient, hands that type are not. */
const deadline = { automatic: 10_000, manual: 30_000 } as const;

export interface RequestParts {
  requestId: string;
  sessionId: string;
  model: string;
  situation: Situation;
  window: Window;
  context: ContextItem[];
  multiline: boolean;
  policyTokens: number;
  trigger: 'automatic' | 'manual';
  priority: Priority;
  /** Whether the answer's confidence is wanted. */
  confidence: boolean;
}

export function maxTokensFor(situation: Situation, multiline: boolean, policyTokens: number): number {
  if (multiline) return policyTokens;
  return Math.min(policyTokens, leavesRoom(situation.after) ? mostTokens.statement : mostTokens.restOfLine);
}

export function completionRequest(parts: RequestParts): CompletionRequest {
  const { situation, window, multiline } = parts;
  const oneLine = !multiline && !leavesRoom(situation.after);
  return {
    model: parts.model,
    prompt: window.prefix,
    suffix: window.suffix,
    max_tokens: maxTokensFor(situation, multiline, parts.policyTokens),
    temperature: 0,
    ...(oneLine ? { stop: ['\n'] } : {}),
    stream: true,
    intramural: {
      request_id: parts.requestId,
      client_session_id: parts.sessionId,
      priority: parts.priority,
      document: { language: situation.languageId, path: situation.path },
      context: parts.context,
      trigger: parts.trigger,
      deadline_ms: deadline[parts.trigger],
      ...(parts.confidence ? { confidence: true } : {}),
    },
  };
}
