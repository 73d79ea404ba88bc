/** The one cookie of the console. */

const name = 'intramural_session';

export function readSessionCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name && /^[\w-]{43}$/.test(value?.trim() ?? '')) return value?.trim();
  }
  return undefined;
}

/** Scripts can't read it, other sites can't send it, and it goes to the console alone. */
export function sessionCookie(secret: string, seconds: number, secure: boolean): string {
  return `${name}=${secret}; Path=/console; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

export function expiredCookie(secure: boolean): string {
  return sessionCookie('', 0, secure);
}
