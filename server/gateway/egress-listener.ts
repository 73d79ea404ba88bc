import type { Logger } from 'pino';
import * as field from '../audit/fields.ts';
import type { AuditDraft } from '../audit/records.ts';
import type { Destination, EgressListener, EgressReason } from '../upstream/egress.ts';
import type { Metrics } from './metrics.ts';

/** Every address dialled for the first time and every one refused: logged, counted, recorded. */
export function egressListener(log: Logger, metrics: Metrics, note: (draft: AuditDraft) => void): EgressListener {
  const recorded = ({ host, port, address }: Destination) => ({
    ...(field.hostName.safeParse(host.toLowerCase()).success ? { host: host.toLowerCase() } : {}),
    ...(address === undefined ? {} : { address }),
    port,
    purpose: 'model' as const,
  });
  return {
    refused: (destination: Destination, reason: EgressReason) => {
      metrics.egressRefused(reason);
      log.error({ ...destination, reason }, 'connection refused by the egress rules');
      note({ kind: 'egress.refused', ...recorded(destination), reason });
    },
    dialled: (destination: Destination) => {
      log.info({ ...destination }, 'connected for the first time');
      note({ kind: 'egress.dialled', ...recorded(destination) });
    },
  };
}
