import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/**
 * C2SP signed notes (c2sp.org/signed-note): text signed by one or more Ed25519 keys. Keys are written as Go's
 * `golang.org/x/mod/sumdb/note` writes them, so that its tools read ours.
 */

/** Signature types of the specification. */
export const algorithms = { ed25519: 0x01, cosignature: 0x04 } as const;
export type Algorithm = (typeof algorithms)[keyof typeof algorithms];

const seedBytes = 32;
const keyIdBytes = 4;
const signatureBytes = 64;
/** A note may carry this many signatures before it is refused unread; the specification asks for at least 16. */
const mostSignatures = 64;

// DER around a raw Ed25519 key (RFC 8410), for node:crypto, which takes no raw keys.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export interface VerifierKey {
  name: string;
  /** First four bytes of SHA-256(name ‖ newline ‖ algorithm ‖ public key), in hexadecimal. */
  id: string;
  algorithm: Algorithm;
  publicKey: Buffer;
}

export interface SignerKey extends VerifierKey {
  seed: Buffer;
}

export class NoteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoteError';
  }
}

function keyId(name: string, algorithm: number, publicKey: Buffer): string {
  const hash = createHash('sha256').update(name).update('\n').update(Buffer.of(algorithm)).update(publicKey);
  return hash.digest().toString('hex', 0, keyIdBytes);
}

function checkName(name: string): void {
  if (name === '' || /[\s+\p{White_Space}]/u.test(name)) throw new NoteError('a key name has no spaces and no plus');
}

function privateKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyObject(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
}

/** @param seed 32 random bytes. */
export function makeSigner(name: string, seed: Buffer, algorithm: Algorithm = algorithms.ed25519): SignerKey {
  checkName(name);
  if (seed.length !== seedBytes) throw new NoteError('an Ed25519 seed has 32 bytes');
  const der = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
  const publicKey = Buffer.from(der.subarray(spkiPrefix.length));
  return { name, id: keyId(name, algorithm, publicKey), algorithm, publicKey, seed };
}

/** `PRIVATE+KEY+name+id+base64`: the secret half, for a file of mode 0600. */
export function formatSigner(key: SignerKey): string {
  return `PRIVATE+KEY+${key.name}+${key.id}+${Buffer.concat([Buffer.of(key.algorithm), key.seed]).toString('base64')}`;
}

/** `name+id+base64`: the public half, to give away. */
export function formatVerifier(key: VerifierKey): string {
  const material = Buffer.concat([Buffer.of(key.algorithm), key.publicKey]);
  return `${key.name}+${key.id}+${material.toString('base64')}`;
}

function strictBase64(text: string): Buffer {
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text) throw new NoteError('not base64');
  return decoded;
}

function knownAlgorithm(byte: number | undefined): Algorithm {
  if (byte === algorithms.ed25519 || byte === algorithms.cosignature) return byte;
  throw new NoteError('unknown key algorithm');
}

/** Reads a public key; base64 may itself hold a plus, so only the first two separate. @throws NoteError */
export function parseVerifier(text: string): VerifierKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  if (!match) throw new NoteError('not a verifier key (name+id+base64)');
  const [, name, id, encoded] = match as unknown as [string, string, string, string];
  const material = strictBase64(encoded);
  const algorithm = knownAlgorithm(material[0]);
  const publicKey = material.subarray(1);
  if (publicKey.length !== seedBytes) throw new NoteError('an Ed25519 public key has 32 bytes');
  if (keyId(name, algorithm, publicKey) !== id) throw new NoteError('the key id does not belong to this key');
  return { name, id, algorithm, publicKey };
}

/** An Ed25519 public key as other tools keep it, under the name that it signs with. @throws NoteError */
export function verifierFromPem(name: string, pem: string): VerifierKey {
  checkName(name);
  let der: Buffer;
  try {
    der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
  } catch {
    throw new NoteError('not a public key');
  }
  if (!der.subarray(0, spkiPrefix.length).equals(spkiPrefix)) throw new NoteError('not an Ed25519 key');
  const publicKey = Buffer.from(der.subarray(spkiPrefix.length));
  return { name, id: keyId(name, algorithms.ed25519, publicKey), algorithm: algorithms.ed25519, publicKey };
}

/** @throws NoteError */
export function parseSigner(text: string): SignerKey {
  const match = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  if (!match) throw new NoteError('not a signer key (PRIVATE+KEY+name+id+base64)');
  const [, name, id, encoded] = match as unknown as [string, string, string, string];
  const material = strictBase64(encoded);
  const key = makeSigner(name, material.subarray(1), knownAlgorithm(material[0]));
  if (key.id !== id) throw new NoteError('the key id does not belong to this key');
  return key;
}

/** The bytes an Ed25519 witness signs, for a cosignature made at `seconds` (c2sp.org/tlog-cosignature). */
function cosignedMessage(text: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

function signatureLine(key: VerifierKey, signature: Buffer): string {
  return `— ${key.name} ${Buffer.concat([Buffer.from(key.id, 'hex'), signature]).toString('base64')}\n`;
}

/**
 * One signature line over `text`, which ends in a newline.
 * @param seconds POSIX time of a cosignature; needed for keys of that type only.
 */
export function signatureOf(text: string, key: SignerKey, seconds?: number): string {
  if (!text.endsWith('\n')) throw new NoteError('the text of a note ends in a newline');
  if (key.algorithm === algorithms.ed25519) {
    return signatureLine(key, sign(null, Buffer.from(text), privateKey(key.seed)));
  }
  if (seconds === undefined) throw new NoteError('a cosignature needs its time');
  const timestamp = Buffer.alloc(8);
  timestamp.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, cosignedMessage(text, BigInt(seconds)), privateKey(key.seed));
  return signatureLine(key, Buffer.concat([timestamp, signature]));
}

export function signNote(text: string, keys: SignerKey[], seconds?: number): string {
  return `${text}\n${keys.map(key => signatureOf(text, key, seconds)).join('')}`;
}

export interface NoteSignature {
  name: string;
  id: string;
  /** After the key id. */
  signature: Buffer;
  /** The whole line, with its newline. */
  line: string;
}

export interface ParsedNote {
  /** With its final newline. */
  text: string;
  signatures: NoteSignature[];
}

function parseSignatureLine(line: string): NoteSignature {
  const match = /^— ([^+\s]+) (\S+)$/.exec(line);
  if (!match) throw new NoteError('a line that is no signature');
  const [, name, encoded] = match as unknown as [string, string, string];
  const bytes = strictBase64(encoded);
  if (bytes.length <= keyIdBytes) throw new NoteError('a signature without bytes');
  return {
    name,
    id: bytes.toString('hex', 0, keyIdBytes),
    signature: bytes.subarray(keyIdBytes),
    line: `${line}\n`,
  };
}

/** @throws NoteError */
export function parseSignatures(lines: string): NoteSignature[] {
  if (lines === '' || !lines.endsWith('\n')) throw new NoteError('signatures end in a newline');
  const split = lines.slice(0, -1).split('\n');
  if (split.length > mostSignatures) throw new NoteError('too many signatures');
  return split.map(parseSignatureLine);
}

/** Takes a note apart without believing it. @throws NoteError */
export function parseNote(note: string | Buffer): ParsedNote {
  const whole =
    typeof note === 'string' ? note : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(note);
  for (let at = 0; at < whole.length; at++) {
    const unit = whole.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) throw new NoteError('a control character');
  }
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) throw new NoteError('no blank line before the signatures');
  return { text: whole.slice(0, split + 1), signatures: parseSignatures(whole.slice(split + 2)) };
}

function verifies(text: string, signature: Buffer, key: VerifierKey): boolean {
  if (key.algorithm === algorithms.ed25519) {
    return (
      signature.length === signatureBytes && verify(null, Buffer.from(text), publicKeyObject(key.publicKey), signature)
    );
  }
  if (signature.length !== 8 + signatureBytes) return false;
  const message = cosignedMessage(text, signature.readBigUInt64BE(0));
  return verify(null, message, publicKeyObject(key.publicKey), signature.subarray(8));
}

export interface VerifiedSignature {
  key: VerifierKey;
  line: string;
  /** POSIX seconds; of cosignatures only. */
  time: number | null;
}

/**
 * The signatures of `note` made by one of `keys`. Others are ignored, as the specification demands.
 * @throws NoteError where a signature of a known key does not verify.
 */
export function verifiedSignatures(note: ParsedNote, keys: VerifierKey[]): VerifiedSignature[] {
  const verified: VerifiedSignature[] = [];
  for (const { name, id, signature, line } of note.signatures) {
    const key = keys.find(candidate => candidate.name === name && candidate.id === id);
    if (!key) continue;
    if (!verifies(note.text, signature, key)) throw new NoteError(`the signature by ${name} does not verify`);
    const time = key.algorithm === algorithms.cosignature ? Number(signature.readBigUInt64BE(0)) : null;
    verified.push({ key, line, time });
  }
  return verified;
}
