import { type MergedColumn, suggestionColumns } from './tables.ts';

/** The rules of `tables.ts` as SQL: what `fold.ts` does to two rows in memory, done to `delta` and `suggestion`. */

function merged(column: MergedColumn): string | null {
  const { name, rule, type } = column;
  if (rule === 'key') return null;
  if (typeof rule === 'object') {
    return `${name} = CASE WHEN ${isLater(rule.latestBy)} THEN delta.${name} ELSE suggestion.${name} END`;
  }
  if (type === 'boolean') return `${name} = suggestion.${name} OR delta.${name}`;
  // greatest and least pass over null in both databases.
  return `${name} = ${rule === 'largest' ? 'greatest' : 'least'}(suggestion.${name}, delta.${name})`;
}

const isLater = (sequence: string) => `coalesce(delta.${sequence}, -1) > coalesce(suggestion.${sequence}, -1)`;

const names = suggestionColumns.map(({ name }) => name).join(', ');

const day = `day = CASE
    WHEN ${isLater('suggested_seq')} THEN delta.day
    WHEN suggestion.suggested_seq IS NOT NULL THEN suggestion.day
    ELSE least(suggestion.day, delta.day) END`;

/** Parameters: the smallest and the largest id of the delta, so that old rows need not be looked at. */
export const updateSuggestions = `
UPDATE suggestion SET
  ${[...(suggestionColumns as readonly MergedColumn[]).map(merged).filter(line => line !== null), day].join(',\n  ')}
FROM delta
WHERE suggestion.suggestion_id = delta.suggestion_id
  AND suggestion.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid)`;

export const insertSuggestions = `
INSERT INTO suggestion (${names}, day)
SELECT ${names}, day FROM delta
WHERE NOT EXISTS (
  SELECT 1 FROM suggestion
  WHERE suggestion.suggestion_id = delta.suggestion_id
    AND suggestion.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid))`;

export const updateRetention = `
UPDATE retention SET seq = retention_delta.seq, characters = retention_delta.characters, censored = retention_delta.censored
FROM retention_delta
WHERE retention.suggestion_id = retention_delta.suggestion_id AND retention.after_s = retention_delta.after_s
  AND retention_delta.seq > retention.seq
  AND retention.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid)`;

export const insertRetention = `
INSERT INTO retention (suggestion_id, after_s, seq, characters, censored)
SELECT suggestion_id, after_s, seq, characters, censored FROM retention_delta
WHERE NOT EXISTS (
  SELECT 1 FROM retention
  WHERE retention.suggestion_id = retention_delta.suggestion_id AND retention.after_s = retention_delta.after_s
    AND retention.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid))`;

export const updateSessions = `
UPDATE client_session SET
  first_at = least(client_session.first_at, session_delta.first_at),
  last_at = greatest(client_session.last_at, session_delta.last_at),
  events = client_session.events + session_delta.events,
  highest_seq = greatest(client_session.highest_seq, session_delta.highest_seq)
FROM session_delta
WHERE client_session.client_session_id = session_delta.client_session_id
  AND client_session.user_id = session_delta.user_id`;

export const insertSessions = `
INSERT INTO client_session (client_session_id, user_id, first_at, last_at, events, highest_seq)
SELECT client_session_id, user_id, first_at, last_at, events, highest_seq FROM session_delta
WHERE NOT EXISTS (
  SELECT 1 FROM client_session
  WHERE client_session.client_session_id = session_delta.client_session_id
    AND client_session.user_id = session_delta.user_id)`;
