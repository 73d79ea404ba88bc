import type { Row } from '../store/database.ts';
import type { TelemetryStore } from '../store/store.ts';

/** Everything that is stored about one person, table by table. */

const tables = {
  suggestion: 'SELECT * FROM suggestion WHERE user_id = $1 ORDER BY suggestion_id',
  event: 'SELECT * FROM event WHERE user_id = $1 ORDER BY suggestion_id, seq',
  retention: `SELECT retention.* FROM retention JOIN suggestion ON suggestion.suggestion_id = retention.suggestion_id
    WHERE user_id = $1 ORDER BY retention.suggestion_id, after_s`,
  entered: 'SELECT * FROM entered WHERE user_id = $1 ORDER BY day, language, team',
  client_session: 'SELECT * FROM client_session WHERE user_id = $1 ORDER BY first_at',
  answer: 'SELECT * FROM answer WHERE user_id = $1 ORDER BY served_at',
} as const;

export type PersonTable = keyof typeof tables;

export async function* personRows(store: TelemetryStore, user: string): AsyncGenerator<Row & { table: PersonTable }> {
  for (const [table, sql] of Object.entries(tables) as [PersonTable, string][]) {
    for (const row of await store.query(sql, [user])) yield { table, ...row };
  }
}

export interface PersonSummary {
  pseudonym: string;
  /** Rows by table. */
  rows: Record<PersonTable, number>;
  /** Days of the oldest and the newest suggestion; null where there is none. */
  first: string | null;
  last: string | null;
  /** The newest suggestions, newest first. */
  latest: Row[];
}

/** How many of the newest suggestions are shown. */
const latestCount = 25;

export async function personSummary(store: TelemetryStore, user: string): Promise<PersonSummary> {
  const rows = {} as Record<PersonTable, number>;
  for (const [table, sql] of Object.entries(tables) as [PersonTable, string][]) {
    const [found] = await store.query(`SELECT count(*) AS n FROM (${sql.replace(/ ORDER BY .*$/s, '')}) AS mine`, [
      user,
    ]);
    rows[table] = Number(found?.n);
  }
  const [days] = await store.query(
    'SELECT CAST(min(day) AS text) AS first, CAST(max(day) AS text) AS last FROM suggestion WHERE user_id = $1',
    [user],
  );
  const latest = await store.query(
    `SELECT suggestion_id, CAST(day AS text) AS day, requested_at, language, model, source, outcome, characters,
      accepted_characters
    FROM life WHERE user_id = $1 ORDER BY suggestion_id DESC LIMIT ${latestCount}`,
    [user],
  );
  return {
    pseudonym: user,
    rows,
    first: (days?.first as string | null | undefined) ?? null,
    last: (days?.last as string | null | undefined) ?? null,
    latest,
  };
}
