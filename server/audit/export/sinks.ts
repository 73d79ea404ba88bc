import { open } from 'node:fs/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { type Fetch, post } from '../answer.ts';
import { frame } from './syslog.ts';

/** Where exported lines go. */
export interface Sink {
  readonly kind: 'file' | 'syslog' | 'https';
  /** Resolves when the other side has them; rejects where it may not have. */
  send(lines: string[]): Promise<void>;
  close(): Promise<void>;
}

const timeoutMs = 10_000;

export function fileSink(path: string): Sink {
  return {
    kind: 'file',
    async send(lines) {
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(lines.map(line => `${line}\n`).join(''));
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    close: async () => undefined,
  };
}

export function httpsSink(url: string, fetch: Fetch): Sink {
  return {
    kind: 'https',
    send: lines => post(fetch, url, 'application/x-ndjson', lines.map(line => `${line}\n`).join(''), timeoutMs),
    close: async () => undefined,
  };
}

/**
 * Syslog over TLS (RFC 5425). The protocol has no acknowledgement: `send` resolves when the operating system has taken the
 * bytes, and the batch under way when a connection breaks is sent again.
 * @param dial opens the connection; in the proxy the one that obeys the egress law.
 */
export function syslogSink(
  options: ConnectionOptions,
  dial: (options: ConnectionOptions) => TLSSocket = connect,
): Sink {
  let socket: TLSSocket | null = null;

  const connected = async (): Promise<TLSSocket> => {
    if (socket && !socket.destroyed) return socket;
    const dialled = dial({ minVersion: 'TLSv1.2', ...options });
    dialled.setTimeout(timeoutMs, () => dialled.destroy(new Error('timed out')));
    await new Promise<void>((resolve, reject) => {
      dialled.once('secureConnect', resolve);
      dialled.once('error', reject);
      dialled.once('close', () => reject(new Error('closed')));
    });
    dialled.setTimeout(0);
    // From here on a failure shows in the next write.
    dialled.on('error', () => undefined);
    socket = dialled;
    return dialled;
  };

  return {
    kind: 'syslog',
    async send(lines) {
      const open = await connected();
      const bytes = Buffer.concat(lines.map(frame));
      await new Promise<void>((resolve, reject) => {
        const failed = () => reject(new Error('the connection broke'));
        open.once('close', failed);
        open.write(bytes, error => {
          open.off('close', failed);
          if (error) reject(error);
          else resolve();
        });
      });
    },
    async close() {
      socket?.end();
      socket = null;
    },
  };
}
