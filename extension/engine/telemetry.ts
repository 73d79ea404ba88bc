import type {
  EndedEvent,
  EnteredEvent,
  Outcome,
  RetainedEvent,
  SuggestedEvent,
  SuggestionEvent,
} from '../../telemetry/schema/event.ts';
import { seenThreshold } from '../core/outcome.ts';
import type { Clock } from './clock.ts';
import type { Observation } from './engine.ts';
import type { EnteredWindow } from './entered.ts';
import { fileKind } from './file-kind.ts';
import type { Followed } from './follow.ts';
import type { Result, Trace } from './result.ts';
import type { Censored } from './retention.ts';

export interface TelemetryParts {
  clock: Clock;
  sessionId: string;
  editor: string;
  editorVersion: string;
  extensionVersion: string;
  /** Whether policy and the user's setting both allow it. */
  enabled: () => boolean;
  /** The same of what became of earlier suggestions, which is due also before the policy is known anew. */
  mayFollow: () => boolean;
  /** Experiment and arm whose settings hold for this person; undefined: none. */
  arm: () => string | undefined;
  /** A UUIDv7. */
  newId: () => string;
  add: (event: SuggestionEvent) => void;
}

const schemaVersion: typeof import('../../telemetry/schema/event.ts').schemaVersion = 1;
/** Suggestions remembered as told, so that each is told of once. */
const remembered = 1000;

type Body<E extends SuggestionEvent = SuggestionEvent> = E extends SuggestionEvent
  ? Omit<E, 'seq' | 'client_session_id' | 'schema_version' | 'at'>
  : never;

/** Turns what the engine does into suggestion events: counts, times and words from lists, never text of a document. */
export class TelemetryObserver {
  readonly #parts: TelemetryParts;
  readonly #suggested = new Set<string>();
  readonly #ended = new Set<string>();
  /** Longest visibility told of those that still live, milliseconds. */
  readonly #shown = new Map<string, number>();
  #sequence = 0;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
  }

  observe(observation: Observation): void {
    if (!this.#parts.enabled()) return;
    if (observation.kind === 'result') this.#result(observation.result);
    else if (observation.kind === 'life') this.#life(observation.followed);
    else {
      this.#suggest(observation.suggestionId, observation.trace, '');
      this.#end(observation.suggestionId, 'cancelled', null);
    }
  }

  /** What is left of an accepted suggestion, or why nobody knows. */
  retained(id: string, after: RetainedEvent['after_s'], characters: number | null, censored: Censored | null): void {
    if (!this.#parts.mayFollow()) return;
    const body: Body<RetainedEvent> = { kind: 'retained', suggestion_id: id, after_s: after, characters, censored };
    this.#add(body);
  }

  /** Characters that came into documents, from wherever. */
  entered({ startedAt, language, counts }: EnteredWindow): void {
    if (!this.#parts.enabled()) return;
    const body: Body<EnteredEvent> = {
      kind: 'entered',
      suggestion_id: this.#parts.newId(),
      started_at: startedAt,
      language: languageWord(language),
      ...this.#arm(),
      ...counts,
    };
    this.#add(body);
  }

  #arm(): { arm?: string } {
    const arm = this.#parts.arm();
    return arm === undefined ? {} : { arm };
  }

  #result(result: Result): void {
    const { trace } = result;
    if (result.kind === 'offered') {
      this.#suggest(result.suggestion.id, trace, result.suggestion.text);
      return;
    }
    // What was never asked of a model is no suggestion; a call that gave up leaves its request to others.
    const id = trace.suggestionId;
    if (id === null || result.kind === 'cancelled' || this.#suggested.has(id)) return;
    this.#suggest(id, trace, '');
    if (result.kind === 'failed') this.#end(id, 'error', result.reason);
    else this.#end(id, result.reason === 'empty-answer' ? 'empty' : 'filtered', result.reason);
  }

  #life({ suggestion, life }: Followed): void {
    const id = suggestion.id;
    if (this.#ended.has(id)) return;
    if (life.visibleMs > (this.#shown.get(id) ?? 0)) {
      this.#shown.set(id, life.visibleMs);
      const shown = { shown_source: 'heuristic', shown_ms: Math.round(life.visibleMs) } as const;
      this.#add({ kind: 'shown', suggestion_id: id, ...shown, seen_threshold_ms: seenThreshold });
    }
    if (life.accepted > 0) {
      const lines = life.text.slice(0, life.taken).split('\n').length;
      const whole = life.ending === 'accepted_full';
      this.#add({ kind: 'accepted', suggestion_id: id, characters: life.accepted, lines, whole });
    }
    if (life.ending) {
      this.#shown.delete(id);
      this.#end(id, life.ending, null);
    }
  }

  #suggest(id: string, trace: Trace, text: string): void {
    if (this.#suggested.has(id)) return;
    remember(this.#suggested, id);
    const { head } = trace;
    const body: Body<SuggestedEvent> = {
      kind: 'suggested',
      suggestion_id: id,
      request_id: trace.requestId,
      audit_id: head?.audit_id ?? null,
      language: languageWord(trace.languageId),
      file_kind: fileKind(trace.path),
      editor: this.#parts.editor,
      editor_version: this.#parts.editorVersion,
      extension_version: this.#parts.extensionVersion,
      model: head?.model ?? null,
      tier: head?.tier ?? null,
      source: trace.source ?? 'network',
      trigger: trace.trigger,
      multi_line: trace.multiline?.multiline ?? false,
      characters: text.length,
      lines: text === '' ? 0 : text.split('\n').length,
      stop_reason: trace.stop,
      requested_at: trace.startedAt,
      first_token_ms: trace.firstTextMs,
      answered_ms: trace.answeredMs,
      drawn_ms: text === '' ? null : Math.max(0, this.#parts.clock.now() - trace.startedAt),
      ...this.#arm(),
    };
    this.#add(body);
  }

  #end(id: string, outcome: Outcome, reason: string | null): void {
    if (this.#ended.has(id)) return;
    remember(this.#ended, id);
    const body: Body<EndedEvent> = { kind: 'ended', suggestion_id: id, outcome, reason };
    this.#add(body);
  }

  #add(body: Body): void {
    const { clock, sessionId } = this.#parts;
    const base = {
      seq: this.#sequence++,
      client_session_id: sessionId,
      schema_version: schemaVersion,
      at: clock.now(),
    };
    this.#parts.add({ ...body, ...base } as SuggestionEvent);
  }
}

function languageWord(languageId: string): string {
  return /^[A-Za-z][\w+#-]{0,31}$/.test(languageId) ? languageId : 'other';
}

function remember(set: Set<string>, id: string): void {
  set.add(id);
  if (set.size > remembered) set.delete(set.values().next().value!);
}
