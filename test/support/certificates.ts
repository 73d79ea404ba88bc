import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates for tests, made with openssl: `<name>.pem` and `<name>.key` in a folder. */

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(folder: string, parameters: string[]): void {
  execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
}

/** One that signs others and itself. */
export function makeAuthority(folder: string, name: string): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl(folder, ['req', '-x509', ...newKey, '-days', '2', ...files, '-subj', `/CN=${name}`]);
}

export interface CertificateOptions {
  /** The authority that signs it. */
  by: string;
  /** For whom it is, as openssl writes it; this machine where absent. */
  names?: string;
  /** Days until its end; -1: it ended yesterday. */
  days?: number;
}

export function makeCertificate(folder: string, name: string, { by, names, days = 90 }: CertificateOptions): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
  openssl(folder, ['req', ...newKey, ...files, '-subj', `/CN=${name}`]);
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names ?? 'DNS:localhost,IP:127.0.0.1'}\n`);
  const sign = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', `${name}.ext`];
  const out = ['-in', `${name}.csr`, '-out', `${name}.pem`];
  openssl(folder, ['x509', '-req', ...out, ...sign, '-days', String(days)]);
}
