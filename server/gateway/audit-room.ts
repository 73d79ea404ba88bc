import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { AuditLog } from '../audit/log.ts';
import { watchRoom } from '../audit/room.ts';

/** The alarm before the audit log's disk or budget is full: in the log, in the metrics, and a record of the audit log. */
export function watchAuditRoom(audit: AuditLog, log: Logger, registry: Registry): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const used = gauge('intramural_audit_log_bytes', 'Bytes that the segments of the audit log take on this machine.');
  const free = gauge('intramural_audit_disk_free_bytes', 'Bytes free where the audit log lies.');
  const low = gauge('intramural_audit_room_low', '1 from nine tenths of the budget or of the disk on: make room.');
  return watchRoom({
    log: audit,
    onLook: (disk, changed) => {
      used.set(disk.used);
      free.set(disk.free);
      low.set(disk.state === 'low' ? 1 : 0);
      if (!changed) return;
      const { used: bytes, free: left } = disk;
      if (disk.state === 'low') log.error({ bytes, free: left }, 'the audit log is running out of room: make some');
      else log.info({ bytes, free: left }, 'the audit log has room again');
    },
  });
}
