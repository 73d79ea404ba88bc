import { readFileSync } from 'node:fs';
import { CommandError } from '../cli/command.ts';
import type { Config } from '../config/schema.ts';
import { type EgressOptions, openEgress } from '../upstream/egress.ts';
import { fetchThrough } from '../upstream/fetch.ts';

/** The way to the bank's single sign-on: through the one dialer, with the bank's authority. */
export interface IdentityWayOut {
  fetch: typeof fetch;
  close(): Promise<void>;
}

/** @throws {CommandError} where the authority can't be read. */
export function identityFetch(
  { egress: { allow }, identity: { oidc } }: Pick<Config, 'egress' | 'identity'>,
  options: Pick<EgressOptions, 'listener' | 'resolve'>,
): IdentityWayOut {
  const egress = openEgress({ allow, ...options });
  const ca = oidc?.ca_file === undefined ? undefined : readAuthority(oidc.ca_file);
  const dispatcher = egress.dispatcher({ connections: 4, ...(ca === undefined ? {} : { ca }) });
  return { fetch: fetchThrough(dispatcher, egress), close: () => dispatcher.destroy() };
}

function readAuthority(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch {
    // Said below, in the same words as for a file that holds something else.
  }
  throw new CommandError(`The certificate authority of the single sign-on can't be read from ${file}.`, {
    mend: 'Name a PEM file with at least one certificate in identity.oidc.ca_file.',
  });
}
