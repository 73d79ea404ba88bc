import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBInstance,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Column, ColumnType, Database, Row, Transaction, Value } from './database.ts';

/**
 * DuckDB in a file of its own. Durability: COMMIT writes the transaction to the write-ahead log and calls fsync on it
 * before it returns (seen with strace; `test/integration/telemetry-durability.test.ts` kills the process to prove it).
 * Only one process may have the file open.
 */

const settings = [
  'SET threads = 2',
  // No SQL may read or write other files, load an extension, or reach a network.
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET enable_external_access = false',
  'SET lock_configuration = true',
] as const;

/** Beyond it DuckDB spills into the folder beside the file. */
const defaultMemoryLimit = '1GB';

export interface DuckDBOptions {
  /** `:memory:` keeps nothing. */
  file: string;
  memoryLimit?: string;
}

export async function openDuckDB(options: DuckDBOptions): Promise<Database> {
  const { file } = options;
  const inMemory = file === ':memory:';
  if (!inMemory) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(file, {
    memory_limit: options.memoryLimit ?? defaultMemoryLimit,
    ...(inMemory ? {} : { temp_directory: join(dirname(file), 'spill') }),
  });
  const writer = await instance.connect();
  for (const setting of settings) await writer.run(setting);

  let last: Promise<unknown> = Promise.resolve();
  /** Runs one after the other: a connection has one transaction. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  const readers: DuckDBConnection[] = [];
  return {
    engine: 'duckdb',
    async query(sql, parameters) {
      const reader = readers.pop() ?? (await instance.connect());
      try {
        return await runQuery(reader, sql, parameters);
      } finally {
        readers.push(reader);
      }
    },
    async read(work) {
      const reader = readers.pop() ?? (await instance.connect());
      await reader.run('BEGIN');
      try {
        return await work((sql, parameters) => runQuery(reader, sql, parameters));
      } finally {
        // A question that failed has rolled back by itself.
        await reader.run('ROLLBACK').catch(() => undefined);
        readers.push(reader);
      }
    },
    write: work => inTurn(() => transact(writer, work)),
    close: () =>
      inTurn(async () => {
        for (const reader of readers.splice(0)) reader.closeSync();
        // Folds the write-ahead log into the file, so that the next start is quick.
        if (!inMemory) await writer.run('CHECKPOINT');
        writer.closeSync();
        instance.closeSync();
      }),
  };
}

async function transact<T>(connection: DuckDBConnection, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work({
      query: (sql, parameters) => runQuery(connection, sql, parameters),
      load: (table, columns, rows) => append(connection, table, columns, rows),
    });
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has rolled back by itself; a second ROLLBACK then only says so.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function runQuery(connection: DuckDBConnection, sql: string, parameters?: readonly Value[]): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, parameters ? [...parameters] : undefined);
  return reader.getRowObjects().map(row => {
    const plain: Row = {};
    for (const [name, value] of Object.entries(row)) plain[name] = toPlain(value);
    return plain;
  });
}

function toPlain(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'bigint') return Number(value);
  // Decimals (sums of integers) have an exact text; dates and UUIDs are text to the rest of the house.
  const text = String(value);
  return value instanceof DuckDBUUIDValue || value instanceof DuckDBDateValue ? text : Number(text);
}

const appendAs: Record<ColumnType, (appender: DuckDBAppender, value: Value) => void> = {
  uuid: (appender, value) =>
    appender.appendUUID(DuckDBUUIDValue.fromUint128(BigInt(`0x${String(value).replaceAll('-', '')}`))),
  text: (appender, value) => appender.appendVarchar(String(value)),
  date: (appender, value) =>
    appender.appendDate(new DuckDBDateValue(Math.round(Date.parse(`${value}T00:00:00Z`) / 86_400_000))),
  integer: (appender, value) => appender.appendInteger(Number(value)),
  bigint: (appender, value) => appender.appendBigInt(BigInt(Math.round(Number(value)))),
  'double precision': (appender, value) => appender.appendDouble(Number(value)),
  boolean: (appender, value) => appender.appendBoolean(value === true),
};

async function append(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const appender = await connection.createAppender(table);
  for (const row of rows) {
    for (const [position, column] of columns.entries()) {
      const value = row[position] ?? null;
      if (value === null) appender.appendNull();
      else appendAs[column.type](appender, value);
    }
    appender.endRow();
  }
  appender.closeSync();
}
