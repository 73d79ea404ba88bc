import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity, Role } from '../identity/identity.ts';
import { readSessionCookie } from './cookie.ts';
import { refuse } from './errors.ts';
import { requireSameOrigin } from './security.ts';
import type { Session, Sessions } from './sessions.ts';

export type FindSession = (request: FastifyRequest) => Session | null;

/** @param secure whether the console is reached over TLS. */
export function findSession(sessions: Sessions, secure: boolean): FindSession {
  return request => sessions.find(readSessionCookie(request.headers.cookie, secure));
}

export type RequireSession = (request: FastifyRequest, reply: FastifyReply, role: Role | null) => Session | null;

/**
 * The session behind a request, if it is signed in and holds the role; else answers and returns null. What changes
 * something must also come from our own page and carry the session's token.
 * @param onRefused told of those who are signed in and lack the role.
 */
export function requireSession(find: FindSession, onRefused: (identity: Identity) => void): RequireSession {
  return (request, reply, role) => {
    const session = find(request);
    if (!session) {
      refuse(reply, 401, 'not_signed_in', 'Sign in to the console first.');
      return null;
    }
    if (request.method !== 'GET' && !(requireSameOrigin(request, reply) && hasToken(request, reply, session))) {
      return null;
    }
    if (role !== null && !session.identity.roles.includes(role)) {
      onRefused(session.identity);
      refuse(reply, 403, 'role_missing', `This page is for people with the role ${role}.`);
      return null;
    }
    return session;
  };
}

function hasToken(request: FastifyRequest, reply: FastifyReply, session: Session): boolean {
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  const expected = Buffer.from(session.csrf);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return true;
  refuse(reply, 403, 'csrf', 'The page is out of date. Reload it and try again.');
  return false;
}
