import type { Logger } from 'pino';
import * as field from '../audit/fields.ts';
import type { AuditDraft } from '../audit/records.ts';
import type { Destination, EgressListener, EgressReason } from '../upstream/egress.ts';
import type { Metrics } from './metrics.ts';

export interface EgressListenerOptions {
  log: Logger;
  metrics: Pick<Metrics, 'egressRefused'>;
  note(draft: AuditDraft): void;
  /** Milliseconds, steady. */
  now(): number;
  /** What these connections are for; `model` where it is not said. */
  purpose?: 'model' | 'checkpoint' | 'identity' | 'shared';
}

/** Milliseconds in which the same refusal is recorded once: a probe that asks each second must not fill the audit log. */
const period = 60_000;

/** Every address dialled for the first time and every one refused: logged, counted, recorded. */
export function egressListener({ log, metrics, note, now, purpose = 'model' }: EgressListenerOptions): EgressListener {
  const recordedAt = new Map<string, number>();

  const recorded = ({ host, port, address }: Destination) => ({
    ...(field.hostName.safeParse(host.toLowerCase()).success ? { host: host.toLowerCase() } : {}),
    ...(address === undefined ? {} : { address }),
    port,
    purpose,
  });

  return {
    refused: (destination: Destination, reason: EgressReason) => {
      metrics.egressRefused(reason);
      log.error({ ...destination, reason }, 'connection refused by the egress rules');
      const key = JSON.stringify([destination, reason]);
      if (now() - (recordedAt.get(key) ?? Number.NEGATIVE_INFINITY) < period) return;
      recordedAt.set(key, now());
      note({ kind: 'egress.refused', ...recorded(destination), reason });
    },
    dialled: (destination: Destination) => {
      log.info({ ...destination }, 'connected for the first time');
      note({ kind: 'egress.dialled', ...recorded(destination) });
    },
  };
}
