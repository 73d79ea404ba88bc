import { createHmac } from 'node:crypto';

/** What telemetry calls a person. Equal for one subject, and without the key nobody can try names. */
export type Pseudonym = (subject: string) => string;

/** @param key 32 random bytes, kept outside the store. */
export function pseudonyms(key: Buffer): Pseudonym {
  if (key.length !== 32) throw new Error('a pseudonym key has 32 bytes');
  return subject => createHmac('sha256', key).update('telemetry user\n').update(subject).digest('base64url');
}
