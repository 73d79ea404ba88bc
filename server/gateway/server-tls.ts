import { readFileSync } from 'node:fs';
import { CommandError } from '../cli/command.ts';
import type { Config } from '../config/schema.ts';

/** What the gateway shows to its clients, and what it asks of them. */
export interface ServerTls {
  cert: string;
  key: string;
  minVersion: 'TLSv1.2';
  /** With an authority for clients, nobody is let in without a certificate of theirs. */
  ca?: string;
  requestCert?: true;
  rejectUnauthorized?: true;
}

/** @throws {CommandError} where a file can't be used. */
export function readServerTls(listen: Config['listen']): ServerTls | null {
  const { tls } = listen;
  if (tls === undefined) return null;
  const cert = readPem(tls.cert_file, 'CERTIFICATE', 'listen.tls.cert_file');
  return {
    cert,
    key: readPem(tls.key_file, 'PRIVATE KEY', 'listen.tls.key_file'),
    minVersion: 'TLSv1.2',
    ...(tls.client_ca_file === undefined
      ? {}
      : {
          ca: readPem(tls.client_ca_file, 'CERTIFICATE', 'listen.tls.client_ca_file'),
          requestCert: true,
          rejectUnauthorized: true,
        }),
  };
}

function readPem(file: string, kind: string, field: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes(`${kind}-----`)) return pem;
  } catch {
    // Said below, in the same words as for a file that holds something else.
  }
  throw new CommandError(`${file} (${field}) can't be read, or is no PEM file with a ${kind.toLowerCase()}.`, {
    mend: 'Check the path and its permissions.',
  });
}
