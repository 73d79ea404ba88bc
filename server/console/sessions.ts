import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../identity/identity.ts';

/** Signed-in browsers and one-time links. In memory: a restart signs everybody out. */

const limits = {
  /** Milliseconds a session lives at most, and may lie unused: a working day, and a long lunch. */
  life: 12 * 3_600_000,
  idle: 2 * 3_600_000,
  sessions: 10_000,
  /** Milliseconds within which a sign-in link must be opened. */
  link: 60_000,
  links: 1_000,
} as const;

export const sessionSeconds = limits.life / 1000;

export interface Session {
  identity: Identity;
  /** Sent back in a header with everything that changes something. */
  csrf: string;
  startedAt: number;
  usedAt: number;
}

/** Secrets are looked up by their digest, so that neither timing nor a memory dump of the map gives one away. */
function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

const newSecret = () => randomBytes(32).toString('base64url');

export class Sessions {
  readonly #sessions: LRUCache<string, Session>;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#sessions = new LRUCache({ max: limits.sessions });
  }

  /** Returns the secret for the cookie. */
  start(identity: Identity): string {
    const secret = newSecret();
    const now = this.#now();
    this.#sessions.set(digest(secret), { identity, csrf: newSecret(), startedAt: now, usedAt: now });
    return secret;
  }

  find(secret: string | undefined): Session | null {
    if (secret === undefined) return null;
    const key = digest(secret);
    const session = this.#sessions.get(key);
    if (!session) return null;
    const now = this.#now();
    if (now - session.startedAt > limits.life || now - session.usedAt > limits.idle) {
      this.#sessions.delete(key);
      return null;
    }
    session.usedAt = now;
    return session;
  }

  end(secret: string | undefined): void {
    if (secret !== undefined) this.#sessions.delete(digest(secret));
  }
}

/** Codes that sign a browser in once, for whoever could already prove who they are. */
export class SignInCodes {
  readonly #codes: LRUCache<string, { identity: Identity; until: number }>;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#codes = new LRUCache({ max: limits.links });
  }

  issue(identity: Identity): string {
    const code = newSecret();
    this.#codes.set(digest(code), { identity, until: this.#now() + limits.link });
    return code;
  }

  redeem(code: string): Identity | null {
    const key = digest(code);
    const found = this.#codes.get(key);
    this.#codes.delete(key);
    return found && this.#now() <= found.until ? found.identity : null;
  }
}
