import { filterIds } from '../metrics/dimensions.ts';
import { businessDay } from './business-day.ts';
import {
  type CellDimension,
  daysToExpire,
  daysToRoll,
  erasePerson,
  expiredBefore,
  expireRows,
  rollDays,
  sumLiveDaysOnce,
  wholeDay,
} from './daily.ts';
import type { Database, Row, Transaction, Value } from './database.ts';
import { ingestGroup, type Receipt, type Submission } from './ingest.ts';
import { migrate } from './migrations.ts';
import { SharedRead } from './shared-read.ts';
import { decideShown, shownColumns, shownOnce } from './shown.ts';
import { answerColumns, dayColumn } from './tables.ts';

/** An answer that the gateway served, as its audit log tells it. Milliseconds. */
export interface Answer {
  audit_id: string;
  served_at: number;
  /** The person's pseudonym, where the log still knows who it was. */
  user_id: string | null;
  team: string | null;
  language: string | null;
  model: string | null;
  tier: string | null;
  upstream_ms: number | null;
  completion_tokens: number | null;
  weights: string | null;
  adapter: string | null;
  template: string | null;
  /** Whether text of it reached the client. */
  served: boolean;
}

export interface TelemetryStore {
  /** Resolves once every accepted event is durable. @throws where it could not be written; then nothing was. */
  ingest(submission: Submission): Promise<Receipt>;
  /** Adds what is new among these answers; returns how many were. */
  addAnswers(answers: readonly Answer[]): Promise<number>;
  /** Keeps the days before this one, as far as they are at rest, as sums. Returns how many days that were. */
  rollUp(before: string): Promise<number>;
  /**
   * Drops single rows of the days before this one and keeps their sums for ever: those of people too, unless
   * `personLevel` is false. Days must be at rest. Returns how many days that were.
   */
  expire(before: string, personLevel: boolean): Promise<number>;
  /** Removes everything about one person; counts without a person stay. */
  erase(user: string): Promise<void>;
  query(sql: string, parameters?: readonly Value[]): Promise<Row[]>;
  /**
   * Many questions to one state of the store, where the days that are not at rest are summed up once for all of them.
   * `asked`: the dimensions whose cells are read.
   */
  read<T>(asked: readonly CellDimension[], work: (query: TelemetryStore['query']) => Promise<T>): Promise<T>;
  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string): Promise<void>;
  /** Time zone of the business day; fixed when the store is made. */
  readonly timeZone: string;
  readonly engine: Database['engine'];
  close(): Promise<void>;
}

export interface StoreOptions {
  database: Database;
  /** For a new store; an old one keeps the one it was made with, so that days stay whole. */
  timeZone: string;
  reuse?: Reuse;
}

/** Submissions of one transaction: as many as wait, but not so many that the first waits long. */
const groupLimit = 200;

/** How pages share one look at what is not at rest. */
export interface Reuse {
  /** Suggestions of these days from which on summing them up takes so long that it is shared. */
  fromSuggestions: number;
  /** Milliseconds for which it is: with the 5 s that an accept waits in the client's outbox, well within a minute. */
  milliseconds: number;
  later(milliseconds: number, call: () => void): () => void;
}

/** 200,000 suggestions take about a second on two cores. */
const ordinaryReuse: Reuse = {
  fromSuggestions: 200_000,
  milliseconds: 20_000,
  later: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    // The console's pages look at this file's types alone, with a browser's timers.
    (timer as unknown as { unref(): void }).unref();
    return () => clearTimeout(timer);
  },
};

/** Later than any day with data. */
const endOfTime = '9999-12-31';

/**
 * Days that are not at rest and that a page decides about. There are one or two; more after an upgrade, until all have been
 * brought to rest: of those before, no value is shown meanwhile.
 */
const mostLiveDays = 31;

/** Days that are brought to rest in one transaction. */
const daysAtOnce = 14;

export async function openStore(options: StoreOptions): Promise<TelemetryStore> {
  const { database } = options;
  await migrate(database);
  const timeZone = await keepTimeZone(database, options.timeZone);
  const day = businessDay(timeZone);

  interface Waiting {
    submission: Submission;
    resolve(receipt: Receipt): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  /** Group commit: whoever arrives while one transaction is written shares the next. */
  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, groupLimit);
      waiting = waiting.slice(groupLimit);
      try {
        const receipts = await ingestGroup(
          database,
          group.map(({ submission }) => submission),
          day,
        );
        for (const [position, { resolve }] of group.entries()) resolve(receipts[position]!);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    writing = null;
  }

  /** Pages of a large store share what is summed up for them; those of others are of their very moment. */
  const reuse = options.reuse ?? ordinaryReuse;
  const sumUp = async (query: Transaction['query'], asked: readonly CellDimension[]) => {
    const days = (await query(daysToRoll, [endOfTime])).map(row => String(row.day));
    for (const statement of sumLiveDaysOnce(days, asked)) await query(statement);
    if (asked.length > 0) await showLiveDays(query, days);
  };
  const shared = new SharedRead({
    database,
    prepare: query => sumUp(query, [wholeDay, ...filterIds]),
    keepMs: reuse.milliseconds,
    later: reuse.later,
  });
  const isLarge = async () => {
    const days = (await database.query(daysToRoll, [endOfTime])).map(row => String(row.day));
    return (await suggestionsOf(database, days)) >= reuse.fromSuggestions;
  };

  return {
    engine: database.engine,
    timeZone,
    ingest: submission =>
      new Promise((resolve, reject) => {
        waiting.push({ submission, resolve, reject });
        writing ??= writeAll();
      }),
    async addAnswers(answers) {
      const kept = await readSetting(database, expiredBefore);
      const recent = kept === null ? answers : answers.filter(({ served_at }) => day(served_at) >= kept);
      if (recent.length === 0) return 0;
      return database.write(async transaction => {
        const list = answerColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
        const names = answerColumns.map(({ name }) => name).join(', ');
        await transaction.query(`CREATE TEMPORARY TABLE IF NOT EXISTS answer_delta (${list})`);
        await transaction.query('DELETE FROM answer_delta');
        const unique = [...new Map(recent.map(answer => [answer.audit_id, answer])).values()];
        await transaction.load(
          'answer_delta',
          answerColumns,
          unique.map(answer =>
            answerColumns.map(({ name }) => (name === 'day' ? day(answer.served_at) : answer[name])),
          ),
        );
        const [count] = await transaction.query(`SELECT count(*) AS fresh FROM answer_delta
          WHERE NOT EXISTS (SELECT 1 FROM answer WHERE answer.audit_id = answer_delta.audit_id)`);
        // Its suggestions learn of weights and template: they are of its day, or of the days around it.
        await transaction.query(`DELETE FROM rolled_day WHERE day IN (SELECT day FROM answer_delta)
          OR day IN (SELECT day + 1 FROM answer_delta) OR day IN (SELECT day - 1 FROM answer_delta)`);
        await transaction.query(`INSERT INTO answer (${names}) SELECT ${names} FROM answer_delta
          WHERE NOT EXISTS (SELECT 1 FROM answer WHERE answer.audit_id = answer_delta.audit_id)`);
        return Number(count?.fresh);
      });
    },
    async rollUp(before) {
      const days = (await database.query(daysToRoll, [before])).map(row => String(row.day));
      for (let at = 0; at < days.length; at += daysAtOnce) {
        await onDays(database, days.slice(at, at + daysAtOnce), rollDays, async (transaction, rolled) => {
          for (const day of rolled) {
            const shown = await decideShown(transaction.query, 'daily_rolled', day);
            await transaction.load('shown_rolled', shownColumns, shown);
          }
        });
      }
      shared.forget();
      return days.length;
    },
    async expire(before, personLevel) {
      const days = (await database.query(daysToExpire, [before])).map(row => String(row.day));
      if (days.length === 0) return 0;
      // First: from here on nothing is taken that belongs there.
      await writeSetting(database, expiredBefore, before);
      for (let at = 0; at < days.length; at += daysAtOnce) {
        await onDays(database, days.slice(at, at + daysAtOnce), expireRows(personLevel));
      }
      await database.write(transaction =>
        transaction.query('DELETE FROM client_session WHERE last_at < $1', [Date.parse(before)]),
      );
      return days.length;
    },
    async erase(user) {
      await database.write(async transaction => {
        for (const statement of erasePerson) await transaction.query(statement, [user]);
      });
      // Nobody who is erased stands in a page that is asked for afterwards.
      shared.forget();
    },
    query: (sql, parameters) => database.query(sql, parameters),
    async read(asked, work) {
      if (shared.kept || (await isLarge())) return shared.read(work);
      return database.read(async query => {
        await sumUp(query, asked);
        return work(query);
      });
    },
    setting: name => readSetting(database, name),
    setSetting: (name, value) => writeSetting(database, name, value),
    async close() {
      while (writing) await writing;
      await shared.close();
      await database.close();
    },
  };
}

/** How many suggestions there are of these days, ascending. */
async function suggestionsOf(database: Database, days: readonly string[]): Promise<number> {
  if (days.length === 0) return 0;
  // The bounds are what lets a database skip whole blocks of rows.
  const [row] = await database.query(
    `SELECT count(*) AS n FROM suggestion WHERE day BETWEEN CAST($1 AS date) AND CAST($2 AS date)
  AND day IN (${days.map((_, at) => `CAST($${at + 3} AS date)`).join(', ')})`,
    [days[0]!, days.at(-1)!, ...days],
  );
  return Number(row?.n);
}

/** Of the newest days that are not at rest, what may be shown as they are now. */
async function showLiveDays(query: Transaction['query'], days: readonly string[]): Promise<void> {
  const shown: string[][] = [];
  for (const day of days.slice(-mostLiveDays)) shown.push(...(await decideShown(query, 'daily_now', day)));
  for (const statement of shownOnce(shown)) await query(statement);
}

async function onDays(
  database: Database,
  days: readonly string[],
  statements: readonly string[],
  then: (transaction: Transaction, days: readonly string[]) => Promise<void> = async () => undefined,
): Promise<void> {
  await database.write(async transaction => {
    await transaction.query('CREATE TEMPORARY TABLE IF NOT EXISTS roll_delta (day date)');
    await transaction.query('DELETE FROM roll_delta');
    await transaction.load(
      'roll_delta',
      [dayColumn],
      days.map(rolled => [rolled]),
    );
    for (const statement of statements) await transaction.query(statement);
    await then(transaction, days);
  });
}

async function readSetting(database: Database, name: string): Promise<string | null> {
  const [row] = await database.query('SELECT value FROM setting WHERE name = $1', [name]);
  return row ? String(row.value) : null;
}

async function writeSetting(database: Database, name: string, value: string): Promise<void> {
  await database.write(async transaction => {
    await transaction.query('DELETE FROM setting WHERE name = $1', [name]);
    await transaction.query('INSERT INTO setting (name, value) VALUES ($1, $2)', [name, value]);
  });
}

async function keepTimeZone(database: Database, wanted: string): Promise<string> {
  const kept = await readSetting(database, 'time_zone');
  if (kept !== null) return kept;
  await writeSetting(database, 'time_zone', wanted);
  return wanted;
}
