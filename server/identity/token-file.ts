import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { z } from 'zod';
import { readYaml } from '../config/yaml.ts';
import { type Identity, roles } from './identity.ts';

/** Personal and service tokens, for programs that can't sign in. The file holds only digests: nobody who reads it can ask. */

const entrySchema = z.strictObject({
  /** SHA-256 of the token, in hexadecimal. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, { error: 'is not a digest: intramural token prints one' }),
  /** Who asks with it: a person's name in the directory, or `service:` and a name. */
  subject: z.string().min(1).max(200),
  team: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._&/-]{0,63}$/u)
    .default('none'),
  roles: z.array(z.enum(roles)).min(1).default(['developer']),
  expires: z.iso.datetime({ offset: true, error: 'is not a moment such as 2027-03-31T00:00:00Z' }),
});

const fileSchema = z.strictObject({ tokens: z.array(entrySchema).max(10_000).default([]) });
export type TokenEntry = z.infer<typeof entrySchema>;

/** `imp_` for people's programs and services alike; 32 random bytes, so that a plain digest can't be guessed back. */
const pattern = /^imp_[\w-]{43}$/;

export function makeToken(): { token: string; digest: string } {
  const token = `imp_${randomBytes(32).toString('base64url')}`;
  return { token, digest: digestOf(token) };
}

/** @throws {CommandError} naming line and field. */
export function readTokens(file: string): Map<string, TokenEntry> {
  return new Map(readYaml(file, fileSchema).tokens.map(entry => [entry.digest, entry]));
}

export interface TokenFileOptions {
  file: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** The file can't be read any more: the tokens read before stay in force. */
  onFault(error: unknown): void;
}

/** Milliseconds between two looks at the file: a token that is struck out stops opening within them. */
const lookEvery = 2_000;

/** Null for what is no token of this kind, is not in the file, or has expired. @throws {CommandError} at the first reading. */
export function tokenFile({ file, now, onFault }: TokenFileOptions): (token: string) => Identity | null {
  // Looked at first: a change while it is read is noticed later.
  let changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  let tokens = readTokens(file);
  let lookedAt = now();

  const look = () => {
    if (now() - lookedAt < lookEvery) return;
    lookedAt = now();
    try {
      const { mtimeMs } = statSync(file);
      if (mtimeMs === changedAt) return;
      tokens = readTokens(file);
      changedAt = mtimeMs;
    } catch (error) {
      onFault(error);
    }
  };

  return token => {
    if (!pattern.test(token)) return null;
    look();
    const entry = tokens.get(digestOf(token));
    if (entry === undefined || now() >= Date.parse(entry.expires)) return null;
    const { subject, team, roles: held } = entry;
    return { subject, method: 'personal_token', team, roles: held };
  };
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
