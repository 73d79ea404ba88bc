import pg from 'pg';
import type { Column, Database, Row, Transaction, Value } from './database.ts';

/**
 * PostgreSQL, where several consoles share one store. Durability: COMMIT returns once the write-ahead log is on disk; a
 * server that was told otherwise (`synchronous_commit = off`, `fsync = off`) is refused.
 */

/** Rows of one INSERT: arrays of this length are sent at once. */
const rowsAtOnce = 5_000;
/** Any number, the same for every console: who holds it is the one writer. */
const writerLock = 7_411_001;

export interface PostgreSQLOptions {
  /** As `pg` takes it: a connection string, or its parts. */
  connection: pg.PoolConfig;
}

/** Numbers come as numbers, dates as `YYYY-MM-DD`. Figures of this store stay far below 2^53. */
const parsers = new Map<number, (text: string) => Value>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.NUMERIC, Number],
  [pg.types.builtins.DATE, text => text],
]);
const types = {
  getTypeParser: (oid: number, format: 'text' | 'binary') =>
    parsers.get(oid) ??
    (pg.types.getTypeParser as (oid: number, format: string) => (text: string) => Value)(oid, format),
};

/** @throws where the server can't be reached or does not keep what it acknowledges. */
export async function openPostgreSQL(options: PostgreSQLOptions): Promise<Database> {
  const pool = new pg.Pool({ max: 4, types: types as pg.CustomTypesConfig, ...options.connection });
  // An idle connection that breaks is replaced; the next query says if there is none to be had.
  pool.on('error', () => undefined);
  try {
    await refuseForgetful(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    engine: 'postgresql',
    query: (sql, parameters) => runQuery(pool, sql, parameters),
    async read(work) {
      const client = await pool.connect();
      let broken = true;
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
        const result = await work((sql, parameters) => runQuery(client, sql, parameters));
        await client.query('ROLLBACK');
        broken = false;
        return result;
      } finally {
        // Closing the connection ends its transaction, too.
        client.release(broken);
      }
    },
    async write(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT pg_advisory_xact_lock($1)', [writerLock]);
        const result = await work({
          query: (sql, parameters) => runQuery(client, sql, parameters),
          load: (table, columns, rows) => load(client, table, columns, rows),
        } satisfies Transaction);
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

async function refuseForgetful(pool: pg.Pool): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit']) {
    const { rows } = await pool.query(`SELECT current_setting('${setting}') AS value`);
    if (rows[0]?.value === 'off') {
      throw new Error(`The PostgreSQL server runs with ${setting} = off: a crash would lose what it acknowledged.`);
    }
  }
}

type Client = Pick<pg.Pool, 'query'> | pg.PoolClient;

async function runQuery(client: Client, sql: string, parameters: readonly Value[] = []): Promise<Row[]> {
  const { rows } = await (client as pg.Pool).query<Row>(sql, [...parameters]);
  return rows;
}

/** One array a column: one statement whatever the number of rows. */
async function load(
  client: Client,
  table: string,
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const names = columns.map(({ name }) => name).join(', ');
  const arrays = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ');
  const sql = `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${arrays})`;
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    const values = columns.map(({ type }, at) => part.map(row => valueFor(type, row[at] ?? null)));
    await (client as pg.Pool).query(sql, values);
  }
}

/** Whole-number columns take the rounded value, as DuckDB's appender does. */
function valueFor(type: Column['type'], value: Value): Value {
  return typeof value === 'number' && (type === 'bigint' || type === 'integer') ? Math.round(value) : value;
}
