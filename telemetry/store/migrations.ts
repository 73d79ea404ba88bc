import { createDaily } from './daily.ts';
import type { Column, Database, Transaction } from './database.ts';
import { lifeView } from './life-view.ts';
import {
  answerColumns,
  dayColumn,
  eventColumns,
  retentionColumns,
  sessionColumns,
  suggestionColumns,
} from './tables.ts';

export interface Migration {
  /** Counts from 1; a migration that has been released is never changed. */
  version: number;
  statements: readonly string[];
  /** Indexes: PostgreSQL looks rows up by them; DuckDB finds them by the min and max it keeps of each block. */
  postgresql?: readonly string[];
}

const columnList = (columns: readonly Column[]) => columns.map(({ name, type }) => `${name} ${type}`).join(', ');

export const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE setting (name text NOT NULL, value text NOT NULL)`,
      `CREATE TABLE suggestion (${columnList([...suggestionColumns, dayColumn])})`,
      `CREATE TABLE event (${columnList(eventColumns)})`,
      `CREATE TABLE retention (${columnList(retentionColumns)})`,
      `CREATE TABLE client_session (${columnList(sessionColumns)})`,
      `CREATE TABLE answer (${columnList(answerColumns)})`,
      lifeView,
      ...createDaily,
    ],
    postgresql: [
      `CREATE UNIQUE INDEX suggestion_key ON suggestion (suggestion_id)`,
      `CREATE INDEX suggestion_day ON suggestion (day)`,
      `CREATE INDEX suggestion_audit ON suggestion (audit_id)`,
      `CREATE UNIQUE INDEX event_key ON event (suggestion_id, kind, seq)`,
      `CREATE UNIQUE INDEX retention_key ON retention (suggestion_id, after_s)`,
      `CREATE UNIQUE INDEX client_session_key ON client_session (client_session_id, user_id)`,
      `CREATE UNIQUE INDEX answer_key ON answer (audit_id)`,
      `CREATE INDEX answer_day ON answer (day)`,
      `CREATE INDEX daily_rolled_day ON daily_rolled (day)`,
      `CREATE INDEX cell_rolled_key ON cell_rolled (dimension, day)`,
      `CREATE UNIQUE INDEX setting_key ON setting (name)`,
    ],
  },
];

/** Brings the database to the newest version, in one transaction. @throws where it was made by a newer Intramural. */
export async function migrate(database: Database, steps: readonly Migration[] = migrations): Promise<void> {
  await database.write(async transaction => {
    await transaction.query('CREATE TABLE IF NOT EXISTS schema_migration (version integer NOT NULL)');
    const [row] = await transaction.query('SELECT coalesce(max(version), 0) AS version FROM schema_migration');
    const present = Number(row?.version);
    const newest = steps.at(-1)!.version;
    if (present > newest) {
      throw new Error(`The telemetry store has version ${present}; this Intramural knows ${newest}. Use a newer one.`);
    }
    for (const step of steps.filter(({ version }) => version > present)) await apply(step, database, transaction);
  });
}

async function apply(step: Migration, database: Database, transaction: Transaction): Promise<void> {
  const statements = [...step.statements, ...(database.engine === 'postgresql' ? (step.postgresql ?? []) : [])];
  for (const statement of statements) await transaction.query(statement);
  await transaction.query('INSERT INTO schema_migration (version) VALUES ($1)', [step.version]);
}
