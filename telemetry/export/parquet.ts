import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Value } from '../store/database.ts';

const numbers: ReadonlySet<string> = new Set(['value', 'numerator', 'denominator']);
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The records of an export as one Parquet file: numbers as doubles, everything else as text. */
export async function toParquet(header: readonly string[], rows: readonly (readonly Value[])[]): Promise<Buffer> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = await mkdtemp(join(tmpdir(), 'intramural-parquet-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const columns = header.map(name => `"${name}" ${numbers.has(name) ? 'DOUBLE' : 'VARCHAR'}`);
    await connection.run(`CREATE TABLE record (${columns.join(', ')})`);
    const appender = await connection.createAppender('record');
    for (const row of rows) {
      for (const [at, name] of header.entries()) {
        const value = row[at] ?? null;
        if (value === null) appender.appendNull();
        else if (numbers.has(name)) appender.appendDouble(Number(value));
        else appender.appendVarchar(String(value));
      }
      appender.endRow();
    }
    appender.closeSync();
    const target = join(folder, 'record.parquet');
    await connection.run(`COPY record TO ${quoted(target)} (FORMAT parquet, COMPRESSION zstd)`);
    return await readFile(target);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
