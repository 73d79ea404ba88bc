import { type Duty, startExports } from '../audit/duties.ts';
import type { AuditLog } from '../audit/log.ts';
import type { ConsoleSettings } from '../serve/messages.ts';
import { type Destination, openEgress } from '../upstream/egress.ts';
import { fetchThrough } from '../upstream/fetch.ts';
import { softwareVersion } from '../version.ts';

/** The continuous exports of both audit logs: here, so that no completion ever waits for a SIEM. */
export async function startConfiguredExports(settings: ConsoleSettings, log: AuditLog): Promise<Duty> {
  const { config, dataDirectory } = settings;
  const place = ({ address, port }: Destination) => ({ ...(address !== undefined && { address }), port });
  const note = (draft: Parameters<AuditLog['append']>[0]) => {
    log.append(draft).catch(() => undefined);
  };
  const egress = openEgress({
    allow: config.egress.allow,
    listener: {
      dialled: to => note({ kind: 'egress.dialled', ...place(to), purpose: 'export' }),
      refused: (to, reason) => note({ kind: 'egress.refused', ...place(to), purpose: 'export', reason }),
    },
  });
  const dispatcher = egress.dispatcher({ connections: 2 });
  const exports = await startExports({
    dataDirectory,
    config: config.audit,
    fetch: fetchThrough(dispatcher, egress),
    allow: config.egress.allow,
    software: softwareVersion,
    log,
    writers: ['gateway', 'console'],
  });
  return {
    async stop() {
      await exports.stop();
      await dispatcher.destroy();
    },
  };
}
