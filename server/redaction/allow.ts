/** Findings that a team has allowed, with a reason, an author and a day on which that ends. */
import { createHmac } from 'node:crypto';
import type { Finding } from './redaction.ts';
import type { Hit } from './scan/hit.ts';
import type { Section } from './sections.ts';

export interface AllowedFinding {
  /** What `intramural redact --digests` prints for the value under the tenant's key. Either this or rule and path. */
  digest?: string | undefined;
  rule?: string | undefined;
  /** A path of a file, or a folder that ends with `/`, relative to the workspace. */
  path?: string | undefined;
  reason: string;
  author: string;
  /** The last day on which it holds, as YYYY-MM-DD. */
  expires: string;
}

/** One use of an entry: what was found and left as it stands. */
export interface AllowedUse extends Finding {
  reason: string;
  author: string;
  expires: string;
}

/** Names a value to who has the key, and tells nothing to anyone else: 32 hexadecimal digits of HMAC-SHA-256. */
export const digestOf = (key: Buffer, value: string): string =>
  createHmac('sha256', key).update('allowed finding\0').update(value, 'utf16le').digest('hex').slice(0, 32);

export interface AllowList {
  /** The entry that allows a hit today, or null. */
  find(section: Section, hit: Hit): AllowedFinding | null;
}

/** @param today YYYY-MM-DD. */
export function createAllowList(entries: readonly AllowedFinding[], key: Buffer, today: () => string): AllowList {
  const byDigest = new Map<string, AllowedFinding>();
  const byPlace: AllowedFinding[] = [];
  for (const entry of entries) {
    if (entry.digest !== undefined) byDigest.set(entry.digest, entry);
    else if (entry.rule !== undefined && entry.path !== undefined) byPlace.push(entry);
  }
  return {
    find(section, hit) {
      if (entries.length === 0) return null;
      const entry =
        (byDigest.size > 0 ? byDigest.get(digestOf(key, section.text.slice(hit.start, hit.end))) : undefined) ??
        byPlace.find(one => one.rule === hit.rule && isIn(section.path, one.path!)) ??
        null;
      return entry !== null && today() <= entry.expires ? entry : null;
    },
  };
}

const isIn = (path: string, allowed: string): boolean =>
  allowed.endsWith('/') ? path.startsWith(allowed) : path === allowed;
