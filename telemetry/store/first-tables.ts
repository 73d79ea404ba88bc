/** The tables of version 1, word for word: what has been made stays as it was made, and later versions change it. */
export const firstTables: readonly string[] = [
  `CREATE TABLE setting (name text NOT NULL, value text NOT NULL)`,
  `CREATE TABLE suggestion (suggestion_id uuid, user_id text, team text, first_at bigint, received_at bigint, suggested_seq integer, request_id uuid, audit_id uuid, language text, file_kind text, editor text, editor_version text, extension_version text, model text, tier text, source text, trigger_kind text, multi_line boolean, characters integer, lines integer, stop_reason text, requested_at bigint, first_token_ms double precision, answered_ms double precision, drawn_ms double precision, shown_source text, shown_ms double precision, seen_threshold_ms double precision, accepted_characters integer, accepted_lines integer, accepted_whole boolean, ended_seq integer, ended_outcome text, ended_reason text, day date)`,
  `CREATE TABLE event (suggestion_id uuid, kind text, seq integer, client_session_id uuid, user_id text, occurred_at bigint)`,
  `CREATE TABLE retention (suggestion_id uuid, after_s integer, seq integer, characters integer, censored text)`,
  `CREATE TABLE client_session (client_session_id uuid, user_id text, first_at bigint, last_at bigint, events integer, highest_seq integer)`,
  `CREATE TABLE answer (audit_id uuid, served_at bigint, day date, user_id text, team text, language text, model text, tier text, upstream_ms double precision, completion_tokens integer)`,
  `CREATE TABLE rolled_day (day date NOT NULL)`,
  `CREATE TABLE daily_rolled (day date, user_id text, language text, team text, model text, tier text, source text, trigger_kind text, shape text, file_kind text, editor text, extension_version text, requests bigint, shown bigint, shown_from_memory bigint, seen bigint, accepted bigint, accepted_partly bigint, typed_through bigint, accepted_characters bigint, accepted_lines bigint, answers bigint, answers_known bigint)`,
  `CREATE TABLE cell_rolled (day date, dimension text, value text, users integer, requests bigint, shown bigint, shown_from_memory bigint, seen bigint, accepted bigint, accepted_partly bigint, typed_through bigint, accepted_characters bigint, accepted_lines bigint, answers bigint, answers_known bigint)`,
  `CREATE TABLE daily_erased (day date, user_id text, language text, team text, model text, tier text, source text, trigger_kind text, shape text, file_kind text, editor text, extension_version text, requests bigint, shown bigint, shown_from_memory bigint, seen bigint, accepted bigint, accepted_partly bigint, typed_through bigint, accepted_characters bigint, accepted_lines bigint, answers bigint, answers_known bigint)`,
];

/** Its views. Views hold nothing: each version makes its own anew. */
export const firstViews: readonly string[] = [
  'cell_extension_version',
  'cell_editor',
  'cell_file_kind',
  'cell_shape',
  'cell_trigger_kind',
  'cell_source',
  'cell_tier',
  'cell_model',
  'cell_team',
  'cell_language',
  'cell_all',
  'daily',
  'daily_live',
  'life',
];
