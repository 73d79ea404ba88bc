import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { OidcConfig } from '../identity/config.ts';
import type { Authenticate } from '../identity/identity.ts';
import type { OidcVerifier } from '../identity/oidc.ts';
import { readSessionCookie, sessionCookie } from './cookie.ts';
import { refuse } from './errors.ts';
import type { ReadLog } from './read-log.ts';
import { type Sessions, sessionSeconds } from './sessions.ts';

/** Signing a browser in at the bank's single sign-on: authorization code with PKCE, bound to the browser that began it. */

export interface BankSignIn {
  config: OidcConfig;
  verifier: OidcVerifier;
  /** The one way out. */
  fetch: typeof fetch;
}

export interface BankSignInOptions extends BankSignIn {
  publicOrigin: string;
  authenticate: Authenticate;
  sessions: Sessions;
  readLog: ReadLog;
}

const limits = {
  /** Sign-ins begun and not ended, and milliseconds for each. */
  begun: 1_000,
  patience: 600_000,
  /** Milliseconds for the provider's answer. */
  answer: 5_000,
} as const;

const path = '/console/sign-in/bank';

interface Begun {
  verifier: string;
  nonce: string;
}

export function addBankSignIn(app: FastifyInstance, options: BankSignInOptions): void {
  const { config, verifier, publicOrigin, authenticate, sessions, readLog } = options;
  const begun = new LRUCache<string, Begun>({ max: limits.begun, ttl: limits.patience });
  const redirectUri = `${publicOrigin}${path}/callback`;
  const secure = publicOrigin.startsWith('https:');
  // As for the session's cookie: over TLS no neighbour under the same domain can set it.
  const [cookieName, place] = secure
    ? ['__Host-intramural_sign_in', 'Path=/; Secure']
    : ['intramural_sign_in', `Path=${path}`];
  const cookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; ${place}; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
  const away = (reply: FastifyReply) =>
    refuse(reply, 503, 'sign_in_unavailable', 'The single sign-on can not be asked now. Try again in a moment.');
  const refused = async (reply: FastifyReply) => {
    await readLog.signIn(null, 'oidc');
    return refuse(reply, 401, 'wrong_credential', 'The single sign-on did not let you in, or you have no role here.');
  };

  app.get(path, async (_request, reply) => {
    let endpoint: string;
    try {
      endpoint = (await verifier.discover()).authorization_endpoint;
    } catch {
      return away(reply);
    }
    const [state, nonce, secret] = [32, 32, 48].map(bytes => randomBytes(bytes).toString('base64url')) as [
      string,
      string,
      string,
    ];
    begun.set(state, { verifier: secret, nonce });
    const url = new URL(endpoint);
    const query = {
      client_id: config.client_id,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: config.scopes.filter(scope => scope !== 'offline_access').join(' '),
      state,
      nonce,
      code_challenge: createHash('sha256').update(secret).digest('base64url'),
      code_challenge_method: 'S256',
      ...(config.resource === undefined ? {} : { resource: config.resource }),
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return reply.header('set-cookie', cookie(state, limits.patience / 1000)).redirect(url.href, 303);
  });

  app.get<{ Querystring: Record<string, unknown> }>(`${path}/callback`, async (request, reply) => {
    reply.header('set-cookie', cookie('', 0));
    const { state, code } = request.query;
    const started = typeof state === 'string' ? begun.get(state) : undefined;
    // Else anybody could sign somebody else's browser in as themselves.
    const same = new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1] === state;
    if (started === undefined || !same || typeof code !== 'string') return refused(reply);
    begun.delete(state as string);
    let tokens: Record<string, unknown> | null;
    try {
      tokens = await redeem(code, started);
    } catch {
      return away(reply);
    }
    const token = tokens?.[config.audience === undefined ? 'id_token' : 'access_token'];
    if (typeof token !== 'string') return refused(reply);
    if (config.audience === undefined && nonceOf(token) !== started.nonce) return refused(reply);
    const identity = await authenticate(`Bearer ${token}`);
    if (identity === null) return refused(reply);
    await readLog.signIn(identity);
    sessions.end(readSessionCookie(request.headers.cookie, secure));
    const session = sessionCookie(sessions.start(identity), sessionSeconds, secure);
    return reply.header('set-cookie', [cookie('', 0), session]).redirect('/console', 303);
  });

  /** Null where the provider takes the code for none of its own. */
  async function redeem(code: string, { verifier: secret }: Begun): Promise<Record<string, unknown> | null> {
    const { token_endpoint: endpoint } = await verifier.discover();
    const form = {
      grant_type: 'authorization_code',
      client_id: config.client_id,
      code,
      redirect_uri: redirectUri,
      code_verifier: secret,
      ...(config.resource === undefined ? {} : { resource: config.resource }),
    };
    const answer = await options.fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(limits.answer),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    return answer.ok ? body : null;
  }
}

/** Not verified here: the token came from the provider itself, and is verified next. */
function nonceOf(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { nonce?: unknown })
      .nonce;
  } catch {
    return undefined;
  }
}
