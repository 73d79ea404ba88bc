import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditReader } from '../read.ts';
import type { AuditRecord } from '../records.ts';

/** Records as a Parquet file: the fields that every analysis asks for as columns, and the whole record as JSON. */

const batchRecords = 5_000;

const columns = {
  index: 'BIGINT',
  time: 'BIGINT',
  id: 'VARCHAR',
  kind: 'VARCHAR',
  audit_id: 'VARCHAR',
  pseudonym: 'VARCHAR',
  team: 'VARCHAR',
  model: 'VARCHAR',
  tier: 'VARCHAR',
  language: 'VARCHAR',
  redactions: 'BIGINT',
  result: 'VARCHAR',
  record: 'VARCHAR',
} as const;

type Row = Partial<Record<keyof typeof columns, string | number | undefined>>;

function rowOf(record: AuditRecord, entry: Buffer): Row {
  const row: Row = {
    index: record.index,
    time: record.time,
    id: record.id,
    kind: record.kind,
    record: entry.toString(),
  };
  if ('audit_id' in record) row.audit_id = record.audit_id;
  if ('subject' in record && record.subject) {
    row.pseudonym = record.subject.pseudonym;
    row.team = record.subject.team;
  }
  if (record.kind === 'inference.start') {
    row.model = record.model?.name;
    row.tier = record.model?.tier;
    row.language = record.document?.language;
    row.redactions = record.redactions.length;
  }
  if (record.kind === 'inference.end') row.result = record.result;
  return row;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * @param from first index.
 * @param to first index after it.
 * @returns how many records were written.
 */
export async function writeParquet(directory: string, target: string, from: number, to: number): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'intramural-export-'));
  try {
    const rows = join(scratch, 'rows.jsonl');
    const file = await open(rows, 'wx', 0o600);
    let written = 0;
    try {
      const reader = new AuditReader(directory);
      await reader.refresh();
      for (let at = Math.max(from, reader.oldest); at < to; at += batchRecords) {
        const entries = await reader.entries(at, Math.min(to, at + batchRecords));
        const lines = entries.map(entry => JSON.stringify(rowOf(JSON.parse(entry.toString()) as AuditRecord, entry)));
        await file.appendFile(lines.map(line => `${line}\n`).join(''));
        written += entries.length;
      }
    } finally {
      await file.close();
    }
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`);
      await connection.run(
        `COPY (SELECT * FROM read_json(${quoted(rows)}, format = 'newline_delimited', columns = {${types.join(', ')}}))
         TO ${quoted(target)} (FORMAT parquet, COMPRESSION zstd)`,
      );
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    return written;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
