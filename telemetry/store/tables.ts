import type { Column, ColumnType } from './database.ts';

/**
 * The columns of one suggestion and how two partial rows of it become one. Each rule is commutative, associative and
 * idempotent, so that events may come late, twice and in any order.
 */
export type MergeRule =
  /** The same in every part. */
  | 'key'
  | 'smallest'
  | 'largest'
  /** Taken whole from the part whose named sequence column is larger: the last word of the client counts. */
  | { latestBy: 'suggested_seq' | 'ended_seq' };

export interface MergedColumn extends Column {
  rule: MergeRule;
}

const column = <Name extends string>(name: Name, type: ColumnType, rule: MergeRule) => ({ name, type, rule });
const suggested = { latestBy: 'suggested_seq' } as const;
const ended = { latestBy: 'ended_seq' } as const;

export const suggestionColumns = [
  column('suggestion_id', 'uuid', 'key'),
  column('user_id', 'text', 'key'),
  /** Team when the first event arrived. */
  column('team', 'text', 'key'),
  /** Milliseconds since the epoch by the client's clock: the earliest word of this suggestion. */
  column('first_at', 'bigint', 'smallest'),
  /** By the server's clock: the latest word. */
  column('received_at', 'bigint', 'largest'),
  column('suggested_seq', 'integer', 'largest'),
  column('request_id', 'uuid', suggested),
  column('audit_id', 'uuid', suggested),
  column('language', 'text', suggested),
  column('file_kind', 'text', suggested),
  column('editor', 'text', suggested),
  column('editor_version', 'text', suggested),
  column('extension_version', 'text', suggested),
  column('model', 'text', suggested),
  column('tier', 'text', suggested),
  column('source', 'text', suggested),
  column('trigger_kind', 'text', suggested),
  column('multi_line', 'boolean', suggested),
  column('characters', 'integer', suggested),
  column('lines', 'integer', suggested),
  column('stop_reason', 'text', suggested),
  column('requested_at', 'bigint', suggested),
  column('first_token_ms', 'double precision', suggested),
  column('answered_ms', 'double precision', suggested),
  column('drawn_ms', 'double precision', suggested),
  /** Experiment and arm whose settings held; null where there was none. */
  column('arm', 'text', suggested),
  column('shown_source', 'text', 'smallest'),
  column('shown_ms', 'double precision', 'largest'),
  column('seen_threshold_ms', 'double precision', 'largest'),
  column('accepted_characters', 'integer', 'largest'),
  column('accepted_lines', 'integer', 'largest'),
  column('accepted_whole', 'boolean', 'largest'),
  column('ended_seq', 'integer', 'largest'),
  column('ended_outcome', 'text', ended),
  column('ended_reason', 'text', ended),
] as const satisfies readonly MergedColumn[];

/** The business day of `requested_at`, or of `first_at` while the request is not known. Set by the merge. */
export const dayColumn: Column = { name: 'day', type: 'date' };

export type SuggestionColumn = (typeof suggestionColumns)[number]['name'];

export const eventColumns = [
  { name: 'suggestion_id', type: 'uuid' },
  { name: 'kind', type: 'text' },
  { name: 'seq', type: 'integer' },
  { name: 'client_session_id', type: 'uuid' },
  { name: 'user_id', type: 'text' },
  { name: 'occurred_at', type: 'bigint' },
] as const satisfies readonly Column[];

export const retentionColumns = [
  { name: 'suggestion_id', type: 'uuid' },
  /** Seconds after the accept; 0: the first commit that touches the file. */
  { name: 'after_s', type: 'integer' },
  { name: 'seq', type: 'integer' },
  { name: 'characters', type: 'integer' },
  { name: 'censored', type: 'text' },
] as const satisfies readonly Column[];

/**
 * Characters that came into documents, by where they come from: one row for each day, person and kind that a transaction
 * brings, for which sums are taken. The time of day is not kept. Each event counts once, by the table `event`.
 */
export const enteredColumns = [
  { name: 'day', type: 'date' },
  { name: 'user_id', type: 'text' },
  { name: 'team', type: 'text' },
  { name: 'language', type: 'text' },
  { name: 'arm', type: 'text' },
  { name: 'typed', type: 'bigint' },
  { name: 'suggested', type: 'bigint' },
  { name: 'pasted', type: 'bigint' },
  { name: 'by_editor', type: 'bigint' },
  { name: 'from_outside', type: 'bigint' },
] as const satisfies readonly Column[];

/** What each client session has sent: the sequence numbers that never came are its known loss. */
export const sessionColumns = [
  { name: 'client_session_id', type: 'uuid' },
  { name: 'user_id', type: 'text' },
  { name: 'first_at', type: 'bigint' },
  { name: 'last_at', type: 'bigint' },
  { name: 'events', type: 'integer' },
  { name: 'highest_seq', type: 'integer' },
] as const satisfies readonly Column[];

/** The first day on which a person was heard of: what tenure is counted from. */
export const personColumns = [
  { name: 'user_id', type: 'text' },
  { name: 'first_day', type: 'date' },
] as const satisfies readonly Column[];

/** Answers of models, read from its audit log: the denominator of coverage, and what they cost. */
export const answerColumns = [
  { name: 'audit_id', type: 'uuid' },
  { name: 'served_at', type: 'bigint' },
  { name: 'day', type: 'date' },
  { name: 'user_id', type: 'text' },
  { name: 'team', type: 'text' },
  { name: 'language', type: 'text' },
  { name: 'model', type: 'text' },
  { name: 'tier', type: 'text' },
  { name: 'upstream_ms', type: 'double precision' },
  { name: 'completion_tokens', type: 'integer' },
  /** Digest of the weights (its first twelve characters), adapter and prompt template that answered. */
  { name: 'weights', type: 'text' },
  { name: 'adapter', type: 'text' },
  { name: 'template', type: 'text' },
  /** False where the model worked and no text reached the client: it costs, and counts for no coverage. */
  { name: 'served', type: 'boolean' },
] as const satisfies readonly Column[];
