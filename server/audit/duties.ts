import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP, type LookupFunction } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { allowedNetworks } from '../upstream/networks.ts';
import type { Fetch } from './answer.ts';
import type { AuditConfig } from './config.ts';
import type { AuditLog } from './contract.ts';
import { Distribution, fileKeeper, httpsKeeper } from './distribution.ts';
import { Exporter } from './export/exporter.ts';
import { fileSink, httpsSink, type Sink, syslogSink } from './export/sinks.ts';
import type { MaintenanceOptions } from './maintenance.ts';
import { parseVerifier } from './note.ts';

/** What the configuration asks of a log beside being written: retention, witnesses, a second party, exports. */

/** @param writer `gateway` or `console`: each has an archive folder of its own. */
export function maintenanceOf(config: AuditConfig, writer: string): MaintenanceOptions {
  return {
    retentionDays: config.retention_days,
    ...(config.archive_dir !== undefined && { archive: join(config.archive_dir, writer) }),
    ...(config.budget_bytes !== undefined && { budgetBytes: config.budget_bytes }),
  };
}

export interface Duty {
  /** Lets what is under way finish. To be called after the log was closed. */
  stop(): Promise<void>;
}

/** Sends checkpoints to witnesses and to the second party, where there are any. */
export function startDistribution(log: AuditLog, directory: string, config: AuditConfig, fetch: Fetch): Duty {
  const { file, url } = config.second_party;
  const keepers = [
    ...(file === undefined ? [] : [fileKeeper(file)]),
    ...(url === undefined ? [] : [httpsKeeper(url, fetch)]),
  ];
  const witnesses = config.witnesses.map(({ url: address, key }) => ({ url: address, key: parseVerifier(key) }));
  if (keepers.length === 0 && witnesses.length === 0) return { stop: async () => undefined };
  return new Distribution(log, { directory, witnesses, keepers, fetch });
}

export interface ExportDuties {
  /** `<data>`. */
  dataDirectory: string;
  config: AuditConfig;
  fetch: Fetch;
  /** Networks that may be dialled. */
  allow: readonly string[];
  /** Version of Intramural. */
  software: string;
  /** The log of the process that exports: it records when a sink fails and when it is back. */
  log: AuditLog;
  /** Logs to export. */
  writers: readonly string[];
}

/** Runs every configured export of every log. */
export async function startExports(duties: ExportDuties): Promise<Duty> {
  const { config, dataDirectory, log, software } = duties;
  const stop = new AbortController();
  const running: Promise<void>[] = [];
  for (const { name, format, sink: configured } of config.exports) {
    for (const writer of duties.writers) {
      const sink = await openSink(configured, duties);
      const exporter = new Exporter({
        directory: join(dataDirectory, 'audit', writer),
        cursor: join(dataDirectory, 'audit-exports', `${name}-${writer}.json`),
        format,
        context: { software },
        sink,
        onState: (state, cursor) => {
          log.append({ kind: 'export.state', sink: sink.kind, state, cursor }).catch(() => undefined);
        },
      });
      running.push(exporter.run(stop.signal));
    }
  }
  return {
    async stop() {
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}

async function openSink(configured: AuditConfig['exports'][number]['sink'], duties: ExportDuties): Promise<Sink> {
  switch (configured.to) {
    case 'file':
      return fileSink(configured.path);
    case 'https':
      return httpsSink(configured.url, duties.fetch);
    case 'syslog': {
      const { host, port, ca_file } = configured;
      const ca = ca_file === undefined ? undefined : await readFile(ca_file);
      return syslogSink({ host, port, ...(ca && { ca }) }, dialWithin(duties.allow));
    }
  }
}

/** `tls.connect` that dials no address outside the allowed networks: it is given none by its resolver. */
export function dialWithin(allow: readonly string[]): (options: ConnectionOptions) => TLSSocket {
  const networks = allowedNetworks(allow);
  const refused = () =>
    Object.assign(new Error('the address lies outside the allowed networks'), { code: 'EGRESS_REFUSED' });
  const checked: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { all: true }).then(
      addresses => {
        const allowed = addresses.filter(({ address }) => networks.allows(address));
        const first = allowed[0];
        if (!first) callback(refused(), []);
        else if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
  return options => {
    const host = options.host ?? '';
    // An address is dialled as it is, without asking a resolver.
    if (isIP(host) !== 0 && !networks.allows(host)) throw refused();
    return connect({ ...options, lookup: checked } as ConnectionOptions);
  };
}
