import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { bearerToken, type Identity, roles } from './identity.ts';

/**
 * The embedded default: one person on loopback, who holds every role, known by a token made on first start. The file is
 * readable by its owner alone; the extension and the command line of the same person read it from there.
 */
export function localTokenFile(dataDirectory: string): string {
  return join(dataDirectory, 'local-token');
}

/** Returns the token, made on first use. @throws when the file exists and does not hold a token. */
export function ensureLocalToken(dataDirectory: string): string {
  const file = localTokenFile(dataDirectory);
  if (!existsSync(file)) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    try {
      // wx: of two processes that start at once, one makes the token and both read it.
      writeFileSync(file, `imt_${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const token = readFileSync(file, 'utf8').trim();
  if (!/^imt_[\w-]{32}$/.test(token)) {
    throw new Error(`${file} does not hold an Intramural token. Delete the file; the next start makes a new token.`);
  }
  return token;
}

export function authenticateLocally(token: string): (header: string | undefined) => Identity | null {
  const digest = sha256(token);
  const identity: Identity = { subject: localSubject(), method: 'local_token', team: 'local', roles };
  return header => {
    const given = bearerToken(header);
    if (given === null || !timingSafeEqual(sha256(given), digest)) return null;
    return identity;
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function localSubject(): string {
  try {
    return `local:${userInfo().username}`;
  } catch {
    return 'local:user';
  }
}
