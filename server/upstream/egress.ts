import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { allowedNetworks, plainAddress } from './networks.ts';

/**
 * The one place through which the proxy connects to anything. The address is checked when the connection is made, on the very
 * answer of the resolver that is then dialled, so that no second answer can slip in between. There are no redirects (nothing
 * here follows one) and no proxies (environment variables are not read).
 */

/** Why a connection was not made. */
export type EgressReason = 'address_not_allowed' | 'redirect';

export class EgressRefused extends Error {
  readonly code = 'EGRESS_REFUSED';
  readonly reason: EgressReason;
  constructor(reason: EgressReason) {
    super(
      reason === 'redirect'
        ? 'the server answered with a redirect, and none is followed'
        : 'the address lies outside the allowed networks (egress.allow in the configuration)',
    );
    this.name = 'EgressRefused';
    this.reason = reason;
  }
}

export interface Destination {
  host: string;
  port: number;
  /** Absent where the connection never got as far. */
  address?: string;
}

export interface EgressListener {
  refused(destination: Destination, reason: EgressReason): void;
  /** The first connection to this address since the start. */
  dialled(destination: Destination & { address: string }): void;
}

export interface EgressOptions {
  /** Networks such as `10.0.0.0/8`. */
  allow: readonly string[];
  listener: EgressListener;
  resolve?: (hostname: string) => Promise<LookupAddress[]>;
}

export interface Egress {
  /** A dispatcher whose every connection is checked. `ca` (PEM) replaces the system's authorities. */
  dispatcher(options?: { ca?: string; connections?: number }): Dispatcher;
  refusedRedirect(url: URL): EgressRefused;
}

const timeouts = {
  /** Milliseconds for the connection, TLS included. */
  connect: 3_000,
  /** Milliseconds that an idle connection is kept; servers of the uvicorn family close theirs after 5 s. */
  keepAlive: 4_000,
} as const;

export function openEgress(options: EgressOptions): Egress {
  const networks = allowedNetworks(options.allow);
  const resolve = options.resolve ?? (hostname => systemLookup(hostname, { all: true }));
  const { listener } = options;
  const known = new Set<string>();

  const refuse = (destination: Destination): EgressRefused => {
    listener.refused(destination, 'address_not_allowed');
    return new EgressRefused('address_not_allowed');
  };

  /** Only hands on what may be dialled: `net.connect` dials nothing but what its resolver gave. */
  const checkedLookup =
    (host: string, port: number): LookupFunction =>
    (hostname, lookupOptions, callback) => {
      resolve(hostname).then(
        addresses => {
          const allowed = addresses.filter(({ address }) => networks.allows(address));
          const first = allowed[0];
          if (first === undefined) {
            const address = plainAddress(addresses[0]?.address ?? '');
            callback(refuse({ host, port, ...(address === null ? {} : { address }) }), []);
          } else if (lookupOptions.all) callback(null, allowed);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, []),
      );
    };

  const connector = (ca: string | undefined): buildConnector.connector => {
    // One for each name and port, kept for its TLS sessions. There are as many as there are configured servers.
    const connectors = new Map<string, buildConnector.connector>();
    const connectorFor = (host: string, port: number): buildConnector.connector => {
      const key = `${host} ${port}`;
      let base = connectors.get(key);
      if (base === undefined) {
        base = buildConnector({
          // Said here, so that no environment variable can unsay it.
          rejectUnauthorized: true,
          minVersion: 'TLSv1.2',
          timeout: timeouts.connect,
          lookup: checkedLookup(host, port),
          ...(ca === undefined ? {} : { ca }),
        } as buildConnector.BuildOptions);
        connectors.set(key, base);
      }
      return base;
    };

    return (target, callback) => {
      const host = target.hostname.replace(/^\[|\]$/g, '');
      const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
      if (isIP(host) !== 0 && !networks.allows(host)) {
        const address = plainAddress(host);
        callback(refuse({ host, port, ...(address === null ? {} : { address }) }), null);
        return;
      }
      connectorFor(host, port)(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        const address = plainAddress(socket.remoteAddress ?? '');
        // Belt and braces: what was dialled is what was checked.
        if (address === null || !networks.allows(address)) {
          (socket as Socket).destroy();
          return callback(refuse({ host, port, ...(address === null ? {} : { address }) }), null);
        }
        const key = `${host} ${address} ${port}`;
        if (!known.has(key)) {
          known.add(key);
          listener.dialled({ host, port, address });
        }
        callback(null, socket);
      });
    };
  };

  return {
    dispatcher: ({ ca, connections } = {}) =>
      new Agent({
        connect: connector(ca),
        pipelining: 1,
        keepAliveTimeout: timeouts.keepAlive,
        // Every request has a deadline of its own.
        headersTimeout: 0,
        bodyTimeout: 0,
        ...(connections === undefined ? {} : { connections }),
      }),
    refusedRedirect: url => {
      listener.refused(
        { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) },
        'redirect',
      );
      return new EgressRefused('redirect');
    },
  };
}
