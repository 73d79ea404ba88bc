import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Authenticate, Identity } from '../identity/identity.ts';
import type { FindSession, RequireSession } from './access.ts';
import type { Attempts } from './attempts.ts';
import { expiredCookie, readSessionCookie, sessionCookie } from './cookie.ts';
import { refuse } from './errors.ts';
import type { ReadLog } from './read-log.ts';
import { requireSameOrigin } from './security.ts';
import { type Sessions, type SignInCodes, sessionSeconds } from './sessions.ts';

export interface SignInOptions {
  publicOrigin: string;
  authenticate: Authenticate;
  sessions: Sessions;
  codes: SignInCodes;
  attempts: Attempts;
  readLog: ReadLog;
  findSession: FindSession;
  requireSession: RequireSession;
}

/** A token of the bank's single sign-on with many groups in it has some thousand characters. */
const secret = z.string().trim().min(1).max(8_000);
const credential = z.union([z.strictObject({ token: secret }), z.strictObject({ code: secret })]);
type Credential = z.infer<typeof credential>;

/** Sign-in with the local token or with a one-time link, and sign-out. */
export function addSignIn(app: FastifyInstance, options: SignInOptions): void {
  const { publicOrigin, authenticate, sessions, codes, attempts, readLog } = options;
  const secure = publicOrigin.startsWith('https:');

  /**
   * The person, or null with the answer given. After too many failures tokens are refused unseen; a link, which nobody
   * can guess within its minute, still opens.
   */
  async function identify(given: Credential, reply: FastifyReply): Promise<Identity | null> {
    const wait = attempts.waitSeconds;
    const mayTry = wait === 0 || 'code' in given;
    const identity = !mayTry
      ? null
      : 'code' in given
        ? codes.redeem(given.code)
        : await authenticate(`Bearer ${given.token}`);
    if (!identity && wait > 0) {
      reply.header('retry-after', wait);
      refuse(reply, 429, 'too_many_attempts', `Too many wrong tokens. Try again in ${wait} s, or use a sign-in link.`);
      return null;
    }
    await readLog.signIn(identity);
    if (identity) return identity;
    attempts.failed();
    refuse(
      reply,
      401,
      'wrong_credential',
      'token' in given
        ? 'This is not the token of this proxy.'
        : 'This link has been used or is older than a minute. Ask for a new one.',
    );
    return null;
  }

  /** A new session; the one that this browser had before is over. */
  function begin(request: FastifyRequest, reply: FastifyReply, identity: Identity): void {
    sessions.end(readSessionCookie(request.headers.cookie, secure));
    reply.header('set-cookie', sessionCookie(sessions.start(identity), sessionSeconds, secure));
  }

  app.post('/console/api/session', async (request, reply) => {
    if (!requireSameOrigin(request, reply)) return reply;
    const parsed = credential.safeParse(request.body);
    if (!parsed.success) return refuse(reply, 400, 'bad_request', 'Send {"token": …} or {"code": …}.');
    const identity = await identify(parsed.data, reply);
    if (!identity) return reply;
    begin(request, reply, identity);
    return reply.code(204).send();
  });

  // The form of the page without JavaScript.
  app.post('/console/sign-in', async (request, reply) => {
    if (!requireSameOrigin(request, reply)) return reply;
    const parsed = credential.safeParse(request.body);
    if (!parsed.success) return refuse(reply, 400, 'bad_request', 'Paste the token into the form.');
    const identity = await identify(parsed.data, reply);
    if (!identity) return reply;
    begin(request, reply, identity);
    return reply.redirect('/console/plain', 303);
  });

  app.get('/console/api/session', async request => {
    const session = options.findSession(request);
    if (!session) return null;
    const { subject, team, roles, method } = session.identity;
    return { subject, team, roles, method, csrf: session.csrf };
  });

  app.delete('/console/api/session', async (request, reply) => {
    const session = options.requireSession(request, reply, null);
    if (!session) return reply;
    sessions.end(readSessionCookie(request.headers.cookie, secure));
    await readLog.signOut(session.identity);
    return reply.header('set-cookie', expiredCookie(secure)).code(204).send();
  });

  // For programs that hold the token (the editor, `npm start`): a link that signs a browser in, once.
  app.post('/console/api/sign-in-links', async (request, reply) => {
    const identity = await authenticate(request.headers.authorization);
    if (!identity) return refuse(reply, 401, 'wrong_credential', 'Send the token of this proxy as a bearer token.');
    // The code stands in the fragment, which no server, log or referrer sees.
    return reply.code(201).send({ url: `${publicOrigin}/console/sign-in#${codes.issue(identity)}` });
  });
}
