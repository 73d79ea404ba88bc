import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandError } from '../cli/command.ts';

/**
 * A policy is signed in its own file, so that text and signature can't come apart: the last line is a comment with the id
 * of the key and an Ed25519 signature over every byte before it.
 */
const signatureLine = /^# intramural-signature: ([0-9a-f]{8}) ([A-Za-z0-9+/]{86}==)\r?\n?$/;
/** Keeps a signature made for a policy from being one of anything else. */
const purpose = Buffer.from('intramural policy v1\n');

export interface PolicyKey {
  /** First 8 hexadecimal digits of the SHA-256 of the public key. */
  id: string;
  key: KeyObject;
}

export type SignatureCheck =
  | { kind: 'signed'; by: string }
  | { kind: 'unsigned' }
  | { kind: 'wrong'; why: 'unknown_key' | 'bytes_changed' };

export function checkSignature(text: string, keys: readonly PolicyKey[]): SignatureCheck {
  const { body, line } = split(text);
  const match = signatureLine.exec(line);
  if (match === null) return { kind: 'unsigned' };
  const key = keys.find(({ id }) => id === match[1]);
  if (key === undefined) return { kind: 'wrong', why: 'unknown_key' };
  const sound = verify(null, Buffer.concat([purpose, Buffer.from(body)]), key.key, Buffer.from(match[2]!, 'base64'));
  return sound ? { kind: 'signed', by: key.id } : { kind: 'wrong', why: 'bytes_changed' };
}

/** The text with its signature; one that it had is replaced. */
export function signPolicy(text: string, privateKey: KeyObject): string {
  const parts = split(text);
  const unsigned = signatureLine.test(parts.line) ? parts.body : text;
  const body = unsigned.endsWith('\n') ? unsigned : `${unsigned}\n`;
  const signature = sign(null, Buffer.concat([purpose, Buffer.from(body)]), privateKey).toString('base64');
  return `${body}# intramural-signature: ${keyId(createPublicKey(privateKey))} ${signature}\n`;
}

/** @throws {CommandError} where the file holds no Ed25519 key of that kind. */
export function readPolicyKey(file: string): PolicyKey {
  const key = readKey(file, 'public');
  return { id: keyId(key), key };
}

/** @throws {CommandError} */
export function readSigningKey(file: string): KeyObject {
  return readKey(file, 'private');
}

function readKey(file: string, kind: 'public' | 'private'): KeyObject {
  try {
    const pem = readFileSync(file, 'utf8');
    // A public key can be made of a private one, which has no business where policies are only checked.
    if (kind === 'public' && pem.includes('PRIVATE KEY')) throw new Error('a private key');
    const key = kind === 'public' ? createPublicKey(pem) : createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below: the library's own words may quote the file.
  }
  const make =
    'openssl genpkey -algorithm ed25519 -out policy.key && openssl pkey -in policy.key -pubout -out policy.pub';
  throw new CommandError(`${file} holds no ${kind} Ed25519 key in PEM.`, { mend: `Make a pair: ${make}` });
}

function keyId(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 8);
}

function split(text: string): { body: string; line: string } {
  const at = text.lastIndexOf('\n', text.length - 2) + 1;
  return { body: text.slice(0, at), line: text.slice(at) };
}
