import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';

/** Beside the telemetry store's own. */
const memoryLimit = '512MB';

/** The database of the audit index. It is made from the logs: one that cannot be read is made again. */
export async function openSearchDatabase(dataDirectory: string): Promise<Database> {
  const folder = join(dataDirectory, 'audit-search');
  const open = () => openDuckDB({ file: join(folder, 'index.duckdb'), memoryLimit });
  try {
    return await open();
  } catch (error) {
    // Another process has it open: that is no damage.
    if (/lock/i.test(String(error))) throw error;
    await rm(folder, { recursive: true, force: true });
    return open();
  }
}
