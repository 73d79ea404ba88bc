import { createHash, createHmac, randomBytes as systemRandom } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './files.ts';
import {
  formatSigner,
  formatVerifier,
  makeSigner,
  parseSigner,
  parseVerifier,
  type SignerKey,
  type VerifierKey,
} from './note.ts';

/** What a writer needs besides its log: kept apart from it, so that whoever holds the log holds no key. */
export interface AuditKeys {
  /** Signs checkpoints. Its name is the origin of the log. */
  signing: SignerKey;
  /** Keys the digests of paths, repositories, prompts and outputs. Shared by all writers of one proxy. */
  digest: Buffer;
  /** Public keys under the same name that have signed before: what they signed is still believed. */
  former?: VerifierKey[];
}

const digestKeyBytes = 32;

/** Writes a secret file whole or not at all; false where another process was first. */
async function createSecret(path: string, content: string, mode: number): Promise<boolean> {
  const draft = `${path}.${systemRandom(6).toString('hex')}`;
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readOrCreate(path: string, make: () => string, mode: number): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const content = make();
  return (await createSecret(path, content, mode)) ? content : await readFile(path, 'utf8');
}

/**
 * Loads the keys of one writer, and makes them (mode 0600) at the first start. Beside the signing key stands its public
 * half, `audit-<writer>.vkey`: the file that `audit verify --key` takes.
 * @param directory for keys; `<data>/keys`.
 * @param writer `gateway` or `console`.
 */
export async function loadAuditKeys(
  directory: string,
  writer: string,
  random: (bytes: number) => Buffer = systemRandom,
): Promise<AuditKeys> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const makeSigning = () => {
    const origin = `intramural/audit/${writer}/${random(8).toString('hex')}`;
    return `${formatSigner(makeSigner(origin, random(32)))}\n`;
  };
  const makeDigest = () => `${random(digestKeyBytes).toString('base64')}\n`;
  const signing = parseSigner(await readOrCreate(join(directory, `audit-${writer}.key`), makeSigning, 0o600));
  const known = await readOrCreate(publicFile(directory, writer), () => `${formatVerifier(signing)}\n`, 0o644);
  const digest = Buffer.from(await readOrCreate(join(directory, 'audit-digest.key'), makeDigest, 0o600), 'base64');
  if (digest.length !== digestKeyBytes) throw new Error('audit-digest.key holds no key of 32 bytes');
  const former = known
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(parseVerifier)
    .filter(({ id, name }) => id !== signing.id && name === signing.name);
  return { signing, digest, former };
}

function publicFile(directory: string, writer: string): string {
  return join(directory, `audit-${writer}.vkey`);
}

/**
 * Puts another signing key in the place of one, under the same name. The file of public keys then holds both, the new one
 * first: whoever verifies the whole log needs both.
 * @param next made by `makeSigner` with the name of the key in force.
 */
export async function replaceSigningKey(directory: string, writer: string, next: SignerKey): Promise<void> {
  const path = publicFile(directory, writer);
  const before = await readFile(path, 'utf8');
  await replaceFile(path, `${formatVerifier(next)}\n${before}`, { mode: 0o644, durable: true });
  await replaceFile(join(directory, `audit-${writer}.key`), `${formatSigner(next)}\n`, { mode: 0o600, durable: true });
}

/** Names a digest key without telling anything of it. */
export function digestKeyId(digest: Buffer): string {
  return createHash('sha256').update('intramural digest key\n').update(digest).digest('hex').slice(0, 8);
}

/** What is digested; the same text under two of these gives unrelated digests. */
export type DigestField = 'repository' | 'path' | 'prompt' | 'output';

/** HMAC-SHA-256, base64url: equal for equal text, and without the key nobody can try guesses. */
export function keyedDigest(key: Buffer, field: DigestField, text: string): string {
  return createHmac('sha256', key).update(`${field}\n`).update(text).digest('base64url');
}
