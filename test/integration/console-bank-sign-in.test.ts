import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { after, before, describe, it } from 'mocha';
import { addBankSignIn } from '../../server/console/bank-sign-in.ts';
import { Sessions } from '../../server/console/sessions.ts';
import { createAuthenticator } from '../../server/identity/authenticator.ts';
import { identityConfigSchema } from '../../server/identity/config.ts';
import type { Identity } from '../../server/identity/identity.ts';
import { startProvider, type TestProvider } from '../support/oidc/provider.ts';
import { TestBrowser } from '../support/oidc/test-browser.ts';

describe('the console at the bank’s single sign-on', function () {
  this.timeout(60_000);
  let provider: TestProvider;
  let app: FastifyInstance;
  let origin: string;
  const sessions = new Sessions(Date.now);
  const signedIn: (Identity | null)[] = [];

  before(async () => {
    provider = await startProvider({ people: { sam: ['audit'], eve: ['visitors'] } });
    const config = identityConfigSchema.parse({
      oidc: { issuer: provider.issuer, client_id: 'intramural', roles: { audit: ['security'] } },
    });
    const { authenticate, oidc } = createAuthenticator({
      config,
      localToken: null,
      fetch,
      now: Date.now,
      onRefused: () => undefined,
      onFault: () => undefined,
    });
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    free.close();
    await once(free, 'close');
    origin = `http://127.0.0.1:${port}`;
    app = fastify();
    const readLog = { signIn: async (identity: Identity | null) => void signedIn.push(identity) };
    addBankSignIn(app, {
      config: config.oidc!,
      verifier: oidc!,
      fetch,
      publicOrigin: origin,
      authenticate,
      sessions,
      readLog: readLog as unknown as Parameters<typeof addBankSignIn>[1]['readLog'],
    });
    await app.listen({ host: '127.0.0.1', port });
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });

  /** Until the provider sends the browser back to us. */
  async function begin(person: string): Promise<{ cookie: string; callback: string }> {
    const first = await fetch(`${origin}/console/sign-in/bank`, { redirect: 'manual' });
    assert.equal(first.status, 303);
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
    return { cookie, callback: await new TestBrowser(person).open(first.headers.get('location')!) };
  }
  const back = (callback: string, cookie: string) => fetch(callback, { redirect: 'manual', headers: { cookie } });

  it('signs in who has a role, with a session of our own', async () => {
    const { cookie, callback } = await begin('sam');
    const answer = await back(callback, cookie);
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/console']);
    const session = /intramural_session=([\w-]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
    const found = sessions.find(session);
    assert.deepEqual([found?.identity.subject, found?.identity.roles], ['oidc:sam', ['security']]);
    assert.equal(signedIn.at(-1)?.subject, 'oidc:sam');
    assert.equal((await back(callback, cookie)).status, 401, 'an answer is good for once');
  });

  it('signs in nobody without a role, in another browser, or with an answer that nobody asked for', async () => {
    const visitor = await begin('eve');
    assert.equal((await back(visitor.callback, visitor.cookie)).status, 401);
    const { callback } = await begin('sam');
    assert.equal((await back(callback, 'intramural_sign_in=other')).status, 401);
    assert.equal((await back(callback, '')).status, 401);
    assert.equal(
      (await back(`${origin}/console/sign-in/bank/callback?code=x&state=y`, 'intramural_sign_in=y')).status,
      401,
    );
    assert.deepEqual(signedIn.slice(-4), [null, null, null, null]);
  });
});
