import * as tls from 'node:tls';

/** The authorities that Node trusts, with those of the system where this Node can read them (22.15 and newer). */
export function rootCertificates(): readonly string[] {
  const read = (tls as { getCACertificates?: (kind: string) => string[] }).getCACertificates;
  return read ? [...new Set([...read('default'), ...read('system')])] : tls.rootCertificates;
}
