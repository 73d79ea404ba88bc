import { writeSync } from 'node:fs';
import { type AuditLogOptions, openAuditLog } from '../../server/audit/log.ts';
import { endDraft, keys, readDraft, startDraft } from '../unit/audit/samples.ts';

/** A process that only writes audit records, until it is killed; says on standard output which were acknowledged. */

const [directory, segment] = process.argv.slice(2) as [string, string];
const options: AuditLogOptions = {
  directory,
  keys,
  software: '0.1.0',
  recordsPerSegment: Number(segment),
  checkpointMs: 15,
  maintenanceMs: 20,
};
const log = await openAuditLog(options);

let written = 0;
async function write(): Promise<void> {
  for (;;) {
    const draft = [startDraft(), endDraft(), readDraft][written++ % 3]!;
    const { id } = await log.append(draft);
    writeSync(1, `${id}\n`);
  }
}
await Promise.all(Array.from({ length: 16 }, write));
