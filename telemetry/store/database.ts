/**
 * What the telemetry store asks of a database. The SQL is PostgreSQL's dialect, as far as DuckDB speaks it too:
 * parameters are `$1`, identifiers lower case. DuckDB stands behind it on one machine, PostgreSQL where several share.
 */

export type Value = string | number | boolean | null;
/** Dates come as `YYYY-MM-DD`, UUIDs as text, integers as numbers. */
export type Row = Record<string, Value>;

export type ColumnType = 'uuid' | 'text' | 'date' | 'integer' | 'bigint' | 'double precision' | 'boolean';
export interface Column {
  name: string;
  type: ColumnType;
}

/** One transaction under way. */
export interface Transaction {
  query(sql: string, parameters?: readonly Value[]): Promise<Row[]>;
  /** Puts many rows into a table quickly (DuckDB's appender, PostgreSQL's COPY). Values stand in the columns' order. */
  load(table: string, columns: readonly Column[], rows: readonly (readonly Value[])[]): Promise<void>;
}

export interface Database {
  readonly engine: 'duckdb' | 'postgresql';
  /** Reads from one consistent state. */
  query(sql: string, parameters?: readonly Value[]): Promise<Row[]>;
  /**
   * Many questions to one consistent state, one after the other. Temporary tables and views that the work makes are gone
   * afterwards; it must change nothing else.
   */
  read<T>(work: (query: Transaction['query']) => Promise<T>): Promise<T>;
  /** One writer at a time. When this resolves, what was written survives a crash of process and machine. */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
