import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import {
  finishSignIn,
  mustRenew,
  refreshSession,
  renewalDue,
  revokeSession,
  SignInFailed,
  signInByDevice,
  startSignIn,
} from '../../extension/engine/single-sign-on.ts';
import { ssoParts } from '../../extension/engine/sso-parts.ts';
import type { SignInWays } from '../../server/wire/sign-in.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { startProvider, type TestProvider } from '../support/oidc/provider.ts';
import { TestBrowser } from '../support/oidc/test-browser.ts';

const redirect = 'vscode://intramural.intramural/sign-in';

describe('signing in as the editor does, at a real provider', function () {
  this.timeout(20_000);
  let provider: TestProvider;
  let model: ModelServer;
  let gateway: TestGateway;
  let ways: NonNullable<SignInWays['oidc']>;
  const parts = {
    ...ssoParts(undefined),
    sleep: (_ms: number) => new Promise<void>(resolve => setTimeout(resolve, 20)),
  };

  before(async () => {
    provider = await startProvider({ people: { ana: ['dev'] } });
    model = await startModelServer();
    gateway = await startGateway({
      config: {
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
        identity: { oidc: { issuer: provider.issuer, client_id: 'intramural', roles: { dev: ['developer'] } } },
      },
    });
    ways = ((await parts.get(`${gateway.origin}/v1/sign-in`)) as unknown as SignInWays).oidc!;
  });
  after(async () => {
    await gateway.stop();
    await model.close();
    await provider.stop();
  });

  const served = async (token: string) =>
    (await gateway.post({ model: 'm', prompt: 'x' }, { headers: { authorization: `Bearer ${token}` } })).status;

  async function signIn() {
    const started = startSignIn(ways, redirect, parts);
    const end = await new TestBrowser('ana').open(started.url);
    assert.ok(end.startsWith(`${redirect}?`), end);
    return { started, query: new URL(end).searchParams };
  }

  it('takes a code with its verifier for a token that the proxy serves, and renews it', async () => {
    const { started, query } = await signIn();
    const session = await finishSignIn(ways, started, query, parts);
    assert.equal(session.person, 'ana');
    assert.ok(session.expiresAt > Date.now());
    assert.equal(await served(session.token), 200);
    const next = await refreshSession(session, parts);
    assert.ok(next.refreshToken);
    assert.equal(await served(next.token), 200);
  });

  it('takes no answer that belongs to another sign-in', async () => {
    const { started, query } = await signIn();
    const other = startSignIn(ways, redirect, parts);
    await assert.rejects(finishSignIn(ways, other, query, parts), SignInFailed);
    const stolen = { ...other, state: started.state };
    await assert.rejects(finishSignIn(ways, stolen, query, parts), { code: 'invalid_grant' });
    const denied = new URLSearchParams({ state: started.state, error: 'access_denied' });
    await assert.rejects(finishSignIn(ways, started, denied, parts), { code: 'access_denied' });
  });

  it('takes a code typed on another device', async () => {
    let typed: Promise<string> | undefined;
    const session = await signInByDevice(
      ways,
      parts,
      ({ completeAddress }) => {
        typed = new TestBrowser('ana').open(completeAddress!);
      },
      new AbortController().signal,
    );
    assert.match((await typed)!, /success/i);
    assert.equal(await served(session.token), 200);
  });

  it('ends at the provider too: what was revoked is not renewed', async () => {
    const { started, query } = await signIn();
    const session = await finishSignIn(ways, started, query, parts);
    await revokeSession(session, parts);
    await assert.rejects(refreshSession(session, parts), { code: 'invalid_grant' });
  });

  it('is renewed before its end, and no more often than each ten seconds', () => {
    const now = 1_000_000;
    assert.equal(renewalDue(now + 300_000, now), now + 270_000);
    assert.equal(renewalDue(now + 5_000, now), now + 10_000);
    assert.deepEqual(
      [mustRenew({ expiresAt: now + 31_000 }, now), mustRenew({ expiresAt: now + 30_000 }, now)],
      [false, true],
    );
  });

  it('is not over because the provider is away for a while', async () => {
    const { started, query } = await signIn();
    const session = await finishSignIn(ways, started, query, parts);
    for (const body of [{}, { error: 'temporarily_unavailable' }, { error: { code: 503 } }]) {
      const away = { ...parts, post: async () => ({ ok: false, body }) };
      await assert.rejects(refreshSession(session, away), error => !(error instanceof SignInFailed));
    }
    assert.equal(await served((await refreshSession(session, parts)).token), 200);
  });

  it('sends nothing to an address without TLS on another machine', async () => {
    const plain = { ...ways, token_endpoint: 'http://sso.bank.example/token' };
    const { started, query } = await signIn();
    await assert.rejects(finishSignIn(plain, started, query, parts), /without TLS/);
  });
});
