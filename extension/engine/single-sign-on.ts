import type { OidcSignIn } from '../../server/wire/sign-in.ts';

/** Signing in at the bank's provider: authorization code with PKCE (RFC 7636), or a code for another device (RFC 8628). */

/** What a person's sign-in leaves: the token for the proxy, and the way to its next one. */
export interface SsoSession {
  token: string;
  /** Null where the provider gives none: the person signs in again. */
  refreshToken: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** As the provider calls the person; for the eye. */
  person: string;
  personId: string;
  provider: OidcSignIn;
}

/** Milliseconds before its end at which a token is renewed, and between two tries at it. */
const renewal = { early: 30_000, again: 10_000 } as const;

/** When a token is to be renewed, so that nobody is refused with one that has just ended: milliseconds since 1970, as both given. */
export function renewalDue(expiresAt: number, now: number): number {
  return Math.max(expiresAt - renewal.early, now + renewal.again);
}

export function mustRenew({ expiresAt }: Pick<SsoSession, 'expiresAt'>, now: number): boolean {
  return now >= expiresAt - renewal.early;
}

export interface SsoParts {
  /** Sends a form and returns the answer's JSON, whatever its status. */
  post(url: string, form: Record<string, string>): Promise<{ ok: boolean; body: Record<string, unknown> }>;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** So many random characters of base64url. */
  random(length: number): string;
  /** SHA-256 in base64url. */
  digest(text: string): string;
}

/** Says why in words without any token. */
export class SignInFailed extends Error {
  /** The provider's own word for it, such as `access_denied`; undefined where it said none. */
  readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.name = 'SignInFailed';
    this.code = code;
  }
}

export interface Started {
  /** To be opened in the system's browser. */
  url: string;
  state: string;
  nonce: string;
  verifier: string;
  redirectUri: string;
}

export function startSignIn(provider: OidcSignIn, redirectUri: string, { random, digest }: SsoParts): Started {
  const [state, nonce, verifier] = [random(32), random(32), random(64)] as const;
  const url = new URL(safe(provider.authorization_endpoint));
  const query = {
    client_id: provider.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: provider.scopes.join(' '),
    state,
    nonce,
    code_challenge: digest(verifier),
    code_challenge_method: 'S256',
    // Some providers give a refresh token only to those who have just agreed to it.
    ...(provider.scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
    ...resourceOf(provider),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, state, nonce, verifier, redirectUri };
}

/** @param query what the provider sent back with the browser. @throws {SignInFailed} */
export async function finishSignIn(
  provider: OidcSignIn,
  started: Started,
  query: URLSearchParams,
  parts: SsoParts,
): Promise<SsoSession> {
  if (query.get('state') !== started.state) throw new SignInFailed('This answer belongs to another sign-in.');
  const code = query.get('code');
  if (code === null) throw refused(query.get('error') ?? undefined);
  return tokensFrom(provider, parts, started.nonce, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: started.redirectUri,
    code_verifier: started.verifier,
  });
}

/** @throws {SignInFailed} where the person must sign in again; other errors where the provider can't be asked now. */
export async function refreshSession(session: SsoSession, parts: SsoParts): Promise<SsoSession> {
  if (session.refreshToken === null) throw new SignInFailed('The sign-in has expired.');
  const next = await tokensFrom(session.provider, parts, null, {
    grant_type: 'refresh_token',
    refresh_token: session.refreshToken,
  });
  // OpenID Connect Core 1.0, section 12.2: it is about the same person.
  if (next.personId !== session.personId) throw new SignInFailed('The provider answered for another person.');
  return { ...next, refreshToken: next.refreshToken ?? session.refreshToken };
}

/** Ends the session at the provider as well, where it has a way to say so. Never fails: the person wants to be signed out. */
export async function revokeSession({ provider, refreshToken }: SsoSession, { post }: SsoParts): Promise<void> {
  if (provider.revocation_endpoint === null || refreshToken === null) return;
  await post(safe(provider.revocation_endpoint), {
    client_id: provider.client_id,
    token: refreshToken,
    token_type_hint: 'refresh_token',
  }).catch(() => undefined);
}

export interface DeviceCode {
  /** What the person types at the address. */
  userCode: string;
  address: string;
  /** The address with the code in it; null where the provider gives none. */
  completeAddress: string | null;
}

/** Seconds between two questions, where the provider says nothing else (RFC 8628, section 3.2), and by how many more when told to slow down. */
const pollSeconds = 5;

/** Shows a code and waits until it has been typed elsewhere. @throws {SignInFailed} */
export async function signInByDevice(
  provider: OidcSignIn,
  parts: SsoParts,
  show: (code: DeviceCode) => void,
  signal: AbortSignal,
): Promise<SsoSession> {
  if (provider.device_authorization_endpoint === null) throw new SignInFailed('The provider has no codes for devices.');
  const { ok, body } = await parts.post(safe(provider.device_authorization_endpoint), {
    client_id: provider.client_id,
    scope: provider.scopes.join(' '),
    ...resourceOf(provider),
  });
  if (!ok) throw refused(body.error);
  const { device_code: deviceCode, user_code: userCode, verification_uri: address } = body;
  if (typeof deviceCode !== 'string' || typeof userCode !== 'string' || typeof address !== 'string') {
    throw new SignInFailed('The answer of the provider can not be read.');
  }
  const complete = body.verification_uri_complete;
  show({ userCode, address: safe(address), completeAddress: typeof complete === 'string' ? safe(complete) : null });

  let interval = Number(body.interval ?? pollSeconds) * 1000;
  const until = parts.now() + Number(body.expires_in ?? 600) * 1000;
  while (parts.now() < until) {
    await parts.sleep(interval, signal);
    if (signal.aborted) throw new SignInFailed('The sign-in was given up.');
    try {
      return await tokensFrom(provider, parts, null, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: deviceCode,
      });
    } catch (error) {
      // Whoever is away for a while is asked again as well, more slowly (RFC 8628, section 3.5).
      if (!(error instanceof SignInFailed) || error.code === 'slow_down') interval += pollSeconds * 1000;
      else if (error.code !== 'authorization_pending') throw error;
    }
  }
  throw new SignInFailed('The code has expired.');
}

/** @param nonce that an ID token must repeat; null where none was sent. */
async function tokensFrom(
  provider: OidcSignIn,
  parts: SsoParts,
  nonce: string | null,
  grant: Record<string, string>,
): Promise<SsoSession> {
  const { ok, body } = await parts.post(safe(provider.token_endpoint), {
    client_id: provider.client_id,
    ...grant,
    ...resourceOf(provider),
  });
  if (!ok) {
    if (isForNow(body.error)) throw new Error('the provider can not be asked now');
    throw refused(body.error);
  }
  const token = body[provider.token];
  if (typeof token !== 'string') throw new SignInFailed('The provider gave no token of the kind that the proxy takes.');
  // Not verified here: it came straight from the provider, over TLS, and the proxy verifies it.
  const claims = claimsOf(typeof body.id_token === 'string' ? body.id_token : token);
  if (nonce !== null && typeof body.id_token === 'string' && claims.nonce !== nonce) {
    throw new SignInFailed('This answer belongs to another sign-in.');
  }
  const expires = claimsOf(token).exp;
  const seconds = typeof expires === 'number' ? expires : parts.now() / 1000 + Number(body.expires_in ?? 300);
  const personId = String(claims.sub ?? '');
  const named = [claims.name, claims.preferred_username, claims.email].find(name => typeof name === 'string');
  return {
    token,
    refreshToken: typeof body.refresh_token === 'string' ? body.refresh_token : null,
    expiresAt: seconds * 1000,
    person: (named as string | undefined) ?? personId,
    personId,
    provider,
  };
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** No word of OAuth's, as of a server before it that has nobody to ask, or one that says itself that it is for a while (RFC 6749, section 4.1.2.1). */
function isForNow(code: unknown): boolean {
  return typeof code !== 'string' || code === 'temporarily_unavailable' || code === 'server_error';
}

function refused(code: unknown): SignInFailed {
  const word = typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : undefined;
  return new SignInFailed(`The provider has refused the sign-in (${word ?? 'without a reason'}).`, word);
}

function resourceOf({ resource }: OidcSignIn): Record<string, string> {
  return resource === null ? {} : { resource };
}

/** Passwords and tokens go over TLS, or stay on this machine. */
function safe(address: string): string {
  const { protocol, hostname } = new URL(address);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return address;
  throw new SignInFailed('The provider has an address without TLS.');
}
