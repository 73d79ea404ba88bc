import { dailyViews, enteredMeasureNames } from './daily.ts';
import type { Database, Transaction } from './database.ts';
import { firstTables, firstViews } from './first-tables.ts';
import { latencyViews } from './latency.ts';
import { lifeViews } from './life-view.ts';
import { secondSums } from './second-tables.ts';
import { shownView } from './shown.ts';

/** What the tables of one version are made of the version before. Of views it says nothing: they are made anew after it. */
export interface Migration {
  /** Counts from 1; a migration that has been released is never changed. */
  version: number;
  statements: readonly string[];
  /** Indexes: PostgreSQL looks rows up by them; DuckDB finds them by the min and max it keeps of each block. */
  postgresql?: readonly string[];
}

const secondColumns = /CREATE TABLE daily_erased \((.*)\)/
  .exec(secondSums.find(statement => statement.includes('daily_erased'))!)![1]!
  .split(', ')
  .map(column => column.split(' ') as [name: string, type: string]);

/** Sums of erased people as version 1 knew them: keys and measures of then, what is new unknown or nothing. */
function carryErased(): string {
  const before = new Set([...firstKeys, ...firstMeasures]);
  const values = secondColumns.map(([name, type]) =>
    before.has(name) ? name : type === 'bigint' ? 'CAST(0 AS bigint)' : "'unknown'",
  );
  return `INSERT INTO daily_erased (${secondColumns.map(([name]) => name).join(', ')})
SELECT ${values.join(', ')} FROM daily_erased_before`;
}
const firstKeys =
  'day user_id language team model tier source trigger_kind shape file_kind editor extension_version'.split(' ');
const firstMeasures =
  'requests shown shown_from_memory seen accepted accepted_partly typed_through accepted_characters accepted_lines answers answers_known'.split(
    ' ',
  );

export const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: firstTables,
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
  {
    version: 2,
    statements: [
      'ALTER TABLE answer ADD COLUMN weights text',
      'ALTER TABLE answer ADD COLUMN adapter text',
      'ALTER TABLE answer ADD COLUMN template text',
      'ALTER TABLE answer ADD COLUMN served boolean',
      'CREATE TABLE person (user_id text NOT NULL, first_day date NOT NULL)',
      'INSERT INTO person (user_id, first_day) SELECT user_id, min(day) FROM suggestion GROUP BY user_id',
      // All rows are still there: the days are summed up anew.
      'DELETE FROM rolled_day',
      'DROP TABLE daily_rolled',
      'DROP TABLE cell_rolled',
      'ALTER TABLE daily_erased RENAME TO daily_erased_before',
      ...secondSums,
      carryErased(),
      'DROP TABLE daily_erased_before',
    ],
    postgresql: [
      `CREATE UNIQUE INDEX person_key ON person (user_id)`,
      `CREATE INDEX daily_rolled_day ON daily_rolled (day)`,
      `CREATE INDEX cell_rolled_key ON cell_rolled (dimension, day)`,
    ],
  },
  {
    version: 3,
    statements: [
      'CREATE TABLE shown_rolled (day date, dimension text, value text)',
      // What may be shown is decided anew. Days of which the sums by person are gone stay: of them the whole alone is shown.
      `DELETE FROM rolled_day WHERE day IN (SELECT day FROM suggestion)
OR day IN (SELECT day FROM answer) OR day IN (SELECT day FROM daily_erased)`,
    ],
    postgresql: [`CREATE INDEX shown_rolled_key ON shown_rolled (dimension, day)`],
  },
  {
    version: 4,
    statements: [
      'ALTER TABLE suggestion ADD COLUMN arm text',
      `CREATE TABLE entered (day date, user_id text, team text, language text, arm text, typed bigint, suggested bigint,
  pasted bigint, by_editor bigint, from_outside bigint)`,
      // Of days at rest nobody was in an arm, and what was entered is not known.
      ...['daily_rolled', 'daily_erased'].map(table => `ALTER TABLE ${table} ADD COLUMN arm text DEFAULT 'none'`),
      ...['daily_rolled', 'daily_erased', 'cell_rolled'].flatMap(table =>
        enteredMeasureNames.map(name => `ALTER TABLE ${table} ADD COLUMN ${name} bigint DEFAULT 0`),
      ),
    ],
    postgresql: ['CREATE INDEX entered_day ON entered (day, user_id)'],
  },
];

/** All views of this version, each after those that it reads. */
const views: readonly string[] = [...lifeViews, ...dailyViews, ...latencyViews, shownView];
const nameOf = (view: string) => /CREATE VIEW (\w+)/.exec(view)![1]!;

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
    const due = steps.filter(({ version }) => version > present);
    if (due.length === 0) return;
    // Views hold nothing, and stand in the way of changes to what they read.
    const stale = [...new Set([...views.map(nameOf).reverse(), ...firstViews])];
    for (const view of stale) await transaction.query(`DROP VIEW IF EXISTS ${view}`);
    for (const step of due) await apply(step, database, transaction);
    // They are those of the newest version alone.
    if (steps.at(-1) === migrations.at(-1)) for (const view of views) await transaction.query(view);
  });
}

async function apply(step: Migration, database: Database, transaction: Transaction): Promise<void> {
  const statements = [...step.statements, ...(database.engine === 'postgresql' ? (step.postgresql ?? []) : [])];
  for (const statement of statements) await transaction.query(statement);
  await transaction.query('INSERT INTO schema_migration (version) VALUES ($1)', [step.version]);
}
