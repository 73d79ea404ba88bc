/** The one cookie of the console. */

const name = 'intramural_session';

/**
 * Over TLS a name that browsers take only from this very host, over TLS, for all its paths: no neighbour under the same
 * domain can put another session in its place.
 */
const nameOf = (secure: boolean) => (secure ? `__Host-${name}` : name);

/** @param secure whether the console is reached over TLS. */
export function readSessionCookie(header: string | undefined, secure: boolean): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === nameOf(secure) && /^[\w-]{43}$/.test(value?.trim() ?? '')) return value?.trim();
  }
  return undefined;
}

/** Scripts can't read it, other sites can't send it; without TLS it goes to the console alone. */
export function sessionCookie(secret: string, seconds: number, secure: boolean): string {
  const place = secure ? 'Path=/; Secure' : 'Path=/console';
  return `${nameOf(secure)}=${secret}; ${place}; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
}

export function expiredCookie(secure: boolean): string {
  return sessionCookie('', 0, secure);
}
