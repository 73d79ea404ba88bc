import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import * as field from '../fields.ts';

/**
 * Captures as JWE (RFC 7516): encrypted to a public key whose private half never comes near the proxy. Who and what it is
 * about stands in the protected header, which anybody can read and nobody can change unnoticed.
 */

const contentEncryption = 'A256GCM';
const leastRsaBits = 3072;

/** Where the prompt that left, and the answer as the guard let it through, stand. */
export interface CaptureContent {
  capture: string;
  audit_id: string;
  /** Redacted, rendered for the model. */
  prompt: string;
  /** After the guard, before the user's own values are put back. */
  output: string;
}

export const captureHeader = z.object({
  kid: field.keyId,
  capture: field.uuid,
  audit_id: field.uuid,
  /** Milliseconds since 1970: when it was captured, and when it will be deleted. */
  at: field.time,
  until: field.time,
});
export type CaptureHeader = z.infer<typeof captureHeader>;

function publicKeyOf(pem: string): KeyObject {
  // A private key would yield its public half without a word; it must not lie where the proxy reads.
  if (/PRIVATE KEY/.test(pem)) throw new Error('this is a private key: keep it with the security team');
  try {
    return createPublicKey(pem);
  } catch {
    throw new Error('this is no public key (PEM)');
  }
}

function algorithmOf(key: KeyObject): 'ECDH-ES' | 'RSA-OAEP-256' {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'x25519') return 'ECDH-ES';
  if (type === 'ec' && ['prime256v1', 'secp384r1', 'secp521r1'].includes(details?.namedCurve ?? '')) return 'ECDH-ES';
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= leastRsaBits) return 'RSA-OAEP-256';
  throw new Error(`the key is none of X25519, P-256, P-384, P-521, RSA from ${leastRsaBits} bits`);
}

/** Names a public key in records. @throws Error where it is none that captures can be encrypted to. */
export function keyIdOf(pem: string): string {
  const key = publicKeyOf(pem);
  algorithmOf(key);
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 8);
}

/** The capture as compact JWE. */
export async function seal(
  content: CaptureContent,
  pem: string,
  times: Pick<CaptureHeader, 'at' | 'until'>,
): Promise<string> {
  const { CompactEncrypt } = await import('jose');
  const key = publicKeyOf(pem);
  const { capture, audit_id } = content;
  return new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({
      alg: algorithmOf(key),
      enc: contentEncryption,
      kid: keyIdOf(pem),
      capture,
      audit_id,
      ...times,
    })
    .encrypt(key);
}

/** What anybody may know of a capture; null for what is none. */
export function headerOf(jwe: string): CaptureHeader | null {
  try {
    return captureHeader.parse(JSON.parse(Buffer.from(jwe.slice(0, jwe.indexOf('.')), 'base64url').toString()));
  } catch {
    return null;
  }
}

/** Done by the security team, where the private key is. @throws where the key is another, or anything was changed. */
export async function open(jwe: string, privateKeyPem: string): Promise<CaptureContent> {
  const { compactDecrypt } = await import('jose');
  const { plaintext } = await compactDecrypt(jwe.trim(), createPrivateKey(privateKeyPem), {
    contentEncryptionAlgorithms: [contentEncryption],
  });
  return JSON.parse(Buffer.from(plaintext).toString()) as CaptureContent;
}
