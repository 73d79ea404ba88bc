/**
 * Suggestion events on the wire: `POST /v1/telemetry`. Types only, shared with the extension; the closed validation
 * stands in `validate.ts`. Events are idempotent updates keyed (suggestion_id, kind, seq): the store folds them into one
 * row a suggestion. They never hold code, prompts, paths or file names.
 */

export const schemaVersion = 1;

export type Source = 'network' | 'cache' | 'typed-as-suggested' | 'speculative';

export type Outcome =
  | 'accepted_full'
  | 'accepted_partial'
  | 'typed_through'
  | 'rejected'
  | 'typing_disagreed'
  | 'superseded'
  | 'ignored'
  | 'unseen'
  | 'filtered'
  | 'empty'
  | 'cancelled'
  | 'error'
  | 'unknown';

interface EventBase {
  /** UUIDv7 made by the client. Of `entered`, which is about no suggestion: of the five minutes. */
  suggestion_id: string;
  /** Counts the events of one client session from 0; a gap is a known loss. */
  seq: number;
  client_session_id: string;
  schema_version: typeof schemaVersion;
  /** Milliseconds since the epoch, by the client's clock. */
  at: number;
}

/** A request has ended with a suggestion or without one. Times are milliseconds since `requested_at`. */
export interface SuggestedEvent extends EventBase {
  kind: 'suggested';
  /** The request's id, which the audit record holds too; null where no request was made. */
  request_id: string | null;
  /** The `audit_id` of the answer that the suggestion came from, also when it was reused. */
  audit_id: string | null;
  language: string;
  file_kind: 'test' | 'main' | 'config' | 'unknown';
  editor: string;
  editor_version: string;
  extension_version: string;
  model: string | null;
  tier: string | null;
  source: Source;
  trigger: 'automatic' | 'manual';
  multi_line: boolean;
  characters: number;
  lines: number;
  stop_reason: string | null;
  requested_at: number;
  first_token_ms: number | null;
  answered_ms: number | null;
  drawn_ms: number | null;
  /** Experiment and arm whose settings held, `experiment/arm`; absent where the person is in none. */
  arm?: string | undefined;
}

/** The suggestion was drawn, and for how long so far (the largest figure counts, never a sum). */
export interface ShownEvent extends EventBase {
  kind: 'shown';
  shown_source: 'api' | 'heuristic';
  shown_ms: number;
  /** Milliseconds of visibility from which on the client calls a suggestion seen. */
  seen_threshold_ms: number;
}

/** Characters accepted so far: the largest cumulative figure counts. */
export interface AcceptedEvent extends EventBase {
  kind: 'accepted';
  characters: number;
  lines: number;
  whole: boolean;
}

/** The one end of a suggestion. */
export interface EndedEvent extends EventBase {
  kind: 'ended';
  outcome: Outcome;
  /** A reason from the client's list (a filter's name, an error class); never free text. */
  reason: string | null;
}

/** What is left of an accepted suggestion after a while. */
export interface RetainedEvent extends EventBase {
  kind: 'retained';
  /** Seconds after the accept: 30, 120, 300, 600, 3600; 0 for the first commit that touches the file. */
  after_s: 30 | 120 | 300 | 600 | 3600 | 0;
  /** Null where the observation was lost, with the reason in `censored`. */
  characters: number | null;
  censored: 'closed' | 'reload' | 'branch_change' | 'file_deleted' | null;
}

/** Where the characters come from that a document has gained by a change. */
export type CharacterOrigin = 'typed' | 'suggested' | 'pasted' | 'by_editor' | 'from_outside';

/**
 * Characters that came into documents of one language within five minutes, by where they come from. Sums over all documents,
 * sent once the five minutes are over.
 */
export interface EnteredEvent extends EventBase, Record<CharacterOrigin, number> {
  kind: 'entered';
  /** When the five minutes began, a whole multiple of them. */
  started_at: number;
  language: string;
  arm?: string | undefined;
}

export type SuggestionEvent = SuggestedEvent | ShownEvent | AcceptedEvent | EndedEvent | RetainedEvent | EnteredEvent;

/** Body of `POST /v1/telemetry`. At most 500 events. */
export interface TelemetryBatch {
  events: SuggestionEvent[];
}

/** Its answer, given once what was accepted is durable. A refused event is never sent again. */
export interface TelemetryReceipt {
  accepted: number;
  duplicates: number;
  refused: { index: number; reason: string }[];
}
