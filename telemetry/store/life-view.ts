import { seenAfterMs } from '../schema/thresholds.ts';

/** Milliseconds from the request to the answer at which one band of waiting ends and the next begins. */
const bands = [100, 200, 400, 800] as const;
/** Days since a person's first at which one cohort ends and the next begins. */
const cohorts = [14, 56, 183] as const;

const waiting = `CASE WHEN answered_ms IS NULL THEN 'unknown'
    ${bands.map((end, at) => `WHEN answered_ms < ${end} THEN '${at === 0 ? 'under' : `${bands[at - 1]} to`} ${end} ms'`).join('\n    ')}
    ELSE '${bands.at(-1)} ms and more' END`;

/** The cohort of a person on the day of a row of that table. */
export const tenureOn = (table: string) => `CASE WHEN person.first_day IS NULL THEN 'unknown'
    WHEN ${table}.day - person.first_day < ${cohorts[0]} THEN 'first two weeks'
    WHEN ${table}.day - person.first_day < ${cohorts[1]} THEN 'to eight weeks'
    WHEN ${table}.day - person.first_day < ${cohorts[2]} THEN 'to half a year'
    ELSE 'longer' END`;

/**
 * One row a suggestion with its one outcome, and what the rates count. Everything a figure says of a suggestion is said
 * here once.
 */
const lifeAlone = `
CREATE VIEW life_alone AS
SELECT
  suggestion_id, user_id, team, day, request_id, audit_id,
  coalesce(language, 'unknown') AS language,
  coalesce(file_kind, 'unknown') AS file_kind,
  coalesce(editor, 'unknown') AS editor,
  coalesce(editor_version, 'unknown') AS editor_version,
  coalesce(extension_version, 'unknown') AS extension_version,
  coalesce(model, 'unknown') AS model,
  coalesce(tier, 'unknown') AS tier,
  coalesce(arm, 'none') AS arm,
  ${waiting} AS waiting,
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

/** With what the answer's audit record and the person's first day add. */
const life = `
CREATE VIEW life AS
SELECT life_alone.*,
  coalesce(answer.weights, 'unknown') AS weights,
  coalesce(answer.adapter, 'none') AS adapter,
  coalesce(answer.template, 'unknown') AS template,
  ${tenureOn('life_alone')} AS tenure
FROM life_alone
LEFT JOIN answer ON answer.audit_id = life_alone.audit_id
LEFT JOIN person ON person.user_id = life_alone.user_id`;

export const lifeViews: readonly string[] = [lifeAlone, life];
