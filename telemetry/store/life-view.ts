import { seenAfterMs } from '../schema/thresholds.ts';

/**
 * One row a suggestion with its one outcome, and what the rates count. Everything a figure says of a suggestion is said
 * here once.
 */
export const lifeView = `
CREATE VIEW life AS
SELECT
  suggestion_id, user_id, team, day, request_id, audit_id,
  coalesce(language, 'unknown') AS language,
  coalesce(file_kind, 'unknown') AS file_kind,
  coalesce(editor, 'unknown') AS editor,
  coalesce(editor_version, 'unknown') AS editor_version,
  coalesce(extension_version, 'unknown') AS extension_version,
  coalesce(model, 'unknown') AS model,
  coalesce(tier, 'unknown') AS tier,
  coalesce(source, 'unknown') AS source,
  coalesce(trigger_kind, 'unknown') AS trigger_kind,
  CASE WHEN multi_line IS NULL THEN 'unknown' WHEN multi_line THEN 'multi' ELSE 'single' END AS shape,
  received_at, requested_at, first_token_ms, answered_ms, drawn_ms,
  coalesce(characters, 0) AS characters,
  coalesce(lines, 0) AS lines,
  coalesce(accepted_characters, 0) AS accepted_characters,
  coalesce(accepted_lines, 0) AS accepted_lines,
  CASE
    WHEN accepted_whole THEN 'accepted_full'
    WHEN ended_outcome IN ('accepted_full', 'accepted_partial', 'typed_through') THEN ended_outcome
    WHEN accepted_characters > 0 THEN 'accepted_partial'
    ELSE coalesce(ended_outcome, 'unknown')
  END AS outcome,
  ended_reason,
  accepted_whole OR coalesce(ended_outcome, '') = 'accepted_full' AS accepted,
  shown_ms IS NOT NULL OR drawn_ms IS NOT NULL OR accepted_whole OR coalesce(accepted_characters, 0) > 0
    OR coalesce(ended_outcome, '') IN ('accepted_full', 'accepted_partial', 'typed_through') AS shown,
  coalesce(shown_ms, 0) >= ${seenAfterMs} OR accepted_whole OR coalesce(accepted_characters, 0) > 0
    OR coalesce(ended_outcome, '') IN ('accepted_full', 'accepted_partial') AS seen
FROM suggestion`;
