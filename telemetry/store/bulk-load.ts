import type { BusinessDay } from './business-day.ts';
import type { Database } from './database.ts';
import { type Arrival, daysOfPeople, foldedRows, type Submission } from './ingest.ts';
import { noteFirstDays } from './people.ts';
import {
  dayColumn,
  enteredColumns,
  eventColumns,
  retentionColumns,
  sessionColumns,
  suggestionColumns,
} from './tables.ts';

/**
 * Writes suggestions that the store does not know yet, without looking for what is there: for filling an empty store with
 * large volumes. Every event of a suggestion has to come in one call. @returns how many events were new.
 */
export async function bulkLoad(
  database: Database,
  submissions: readonly Submission[],
  businessDay: BusinessDay,
): Promise<number> {
  const seen = new Set<string>();
  const arrivals: Arrival[] = [];
  for (const submission of submissions) {
    for (const { index, event } of submission.events) {
      const key = `${event.suggestion_id} ${event.kind} ${event.seq}`;
      if (seen.has(key)) continue;
      seen.add(key);
      arrivals.push({ submission, receipt: { accepted: 0, duplicates: 0, refused: [] }, index, event });
    }
  }
  if (arrivals.length === 0) return 0;
  const rows = foldedRows(arrivals, businessDay);
  await database.write(async transaction => {
    // By name: a column that a later version has added stands behind all others.
    const columns = [...suggestionColumns, dayColumn];
    const names = columns.map(({ name }) => name).join(', ');
    const list = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    await transaction.query(`CREATE TEMPORARY TABLE bulk_suggestion (${list})`);
    await transaction.load('bulk_suggestion', columns, rows.suggestions);
    await transaction.query(`INSERT INTO suggestion (${names}) SELECT ${names} FROM bulk_suggestion`);
    await transaction.query('DROP TABLE bulk_suggestion');
    await transaction.load('event', eventColumns, rows.events);
    await transaction.load('retention', retentionColumns, rows.retained);
    await transaction.load('entered', enteredColumns, rows.entered);
    await transaction.load('client_session', sessionColumns, rows.sessions);
    await noteFirstDays(transaction, daysOfPeople(rows.suggestions));
  });
  return arrivals.length;
}
