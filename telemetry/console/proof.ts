/**
 * Checks in the page that one record is in a signed log (c2sp.org/tlog-proof, RFC 6962, signed notes with Ed25519), with what
 * the browser brings. The same check as `audit check-proof`, written a second time on purpose: the page believes no server.
 */

export type ProofFault = 'no_crypto' | 'malformed' | 'record' | 'path' | 'signature';

export type ProofResult =
  | { ok: true; size: number; key: string; signature: 'checked' | 'unsupported' }
  | { ok: false; fault: ProofFault };

const hashBytes = 32;
const keyIdBytes = 4;
const ed25519 = 1;

interface Proof {
  index: number;
  path: Uint8Array[];
  record: Uint8Array<ArrayBuffer>;
  /** The three lines that are signed. */
  signed: string;
  size: number;
  root: Uint8Array;
  signatures: { name: string; id: string; bytes: Uint8Array<ArrayBuffer> }[];
}

class Malformed extends Error {}

/** Strictly: the last character has bits to spare, and only one spelling is taken. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new Malformed();
  const bytes = atob(base64);
  if (btoa(bytes) !== base64) throw new Malformed();
  return Uint8Array.from(bytes, character => character.charCodeAt(0));
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function wholeNumber(text: string | undefined): number {
  if (text === undefined || !/^(0|[1-9]\d{0,15})$/.test(text)) throw new Malformed();
  return Number(text);
}

function parse(text: string): Proof {
  const blank = text.indexOf('\n\n');
  const [first, extra, index, ...path] = text.slice(0, blank).split('\n');
  if (blank < 0 || first !== 'c2sp.org/tlog-proof@v1' || !extra?.startsWith('extra ')) throw new Malformed();
  const checkpoint = text.slice(blank + 2);
  const end = checkpoint.lastIndexOf('\n\n');
  const signed = checkpoint.slice(0, end + 1);
  const [origin, size, root] = signed.split('\n');
  if (end < 0 || !origin || root === undefined || !index?.startsWith('index ')) throw new Malformed();
  return {
    index: wholeNumber(index.slice('index '.length)),
    path: path.map(bytesOf),
    record: bytesOf(extra.slice('extra '.length)),
    signed,
    size: wholeNumber(size),
    root: bytesOf(root),
    signatures: checkpoint
      .slice(end + 2)
      .split('\n')
      .filter(line => line !== '')
      .map(signatureOf),
  };
}

function signatureOf(line: string): Proof['signatures'][number] {
  const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  if (name === undefined || encoded === undefined) throw new Malformed();
  const bytes = bytesOf(encoded);
  return { name, id: hexOf(bytes.subarray(0, keyIdBytes)), bytes: bytes.slice(keyIdBytes) };
}

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The root that the path leads to (RFC 9162, 2.1.3.2); null where its length fits no tree of that size. */
async function rootOf({ index, size, path, record }: Proof): Promise<Uint8Array | null> {
  if (index >= size || path.some(hash => hash.length !== hashBytes)) return null;
  let hash = await sha256(leafPrefix, record);
  let node = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hash = await sha256(nodePrefix, sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await sha256(nodePrefix, hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}

interface Key {
  name: string;
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** `name+id+base64`, as Go's sumdb writes it; the id must be the key's own. */
async function keyOf(text: string): Promise<Key> {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw new Malformed();
  const material = bytesOf(encoded);
  if (material[0] !== ed25519 || material.length !== hashBytes + 1) throw new Malformed();
  const own = await sha256(new TextEncoder().encode(`${name}\n`), material);
  if (hexOf(own.subarray(0, keyIdBytes)) !== id) throw new Malformed();
  return { name, id, bytes: material.slice(1) };
}

async function signatureHolds(key: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>, text: string) {
  let imported: Awaited<ReturnType<typeof crypto.subtle.importKey>>;
  try {
    imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
  } catch {
    return 'unsupported' as const;
  }
  const holds = await crypto.subtle.verify('Ed25519', imported, signature, new TextEncoder().encode(text));
  return holds ? ('checked' as const) : ('wrong' as const);
}

/**
 * @param proofText as c2sp.org/tlog-proof writes it, carrying the record.
 * @param keyText the log's public keys, one a line: more than one where the key was changed.
 * @param record the record as the page shows it.
 */
export async function checkProof(proofText: string, keyText: string, record: unknown): Promise<ProofResult> {
  if (globalThis.crypto?.subtle === undefined) return { ok: false, fault: 'no_crypto' };
  try {
    const proof = parse(proofText);
    const shown = new TextEncoder().encode(JSON.stringify(record));
    if (!equal(proof.record, shown) || (record as { index?: unknown }).index !== proof.index) {
      return { ok: false, fault: 'record' };
    }
    const root = await rootOf(proof);
    if (root === null || !equal(root, proof.root)) return { ok: false, fault: 'path' };
    const keys = await Promise.all(keyText.trim().split('\n').map(keyOf));
    const signed = ({ name, id }: Key) => proof.signatures.find(one => one.name === name && one.id === id);
    const key = keys.find(one => proof.signed.split('\n')[0] === one.name && signed(one) !== undefined);
    const mine = key && signed(key);
    if (!mine) return { ok: false, fault: 'signature' };
    const signature = await signatureHolds(key.bytes, mine.bytes, proof.signed);
    if (signature === 'wrong') return { ok: false, fault: 'signature' };
    return { ok: true, size: proof.size, key: `${key.name}+${key.id}`, signature };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, fault: 'malformed' };
    throw error;
  }
}
