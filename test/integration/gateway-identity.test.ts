import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { after, afterEach, before, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { makeToken } from '../../server/identity/token-file.ts';
import type { SignInWays } from '../../server/wire/sign-in.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { providerKey, startProvider, type TestProvider } from '../support/oidc/provider.ts';
import { until } from '../support/until.ts';

const people = { ana: ['dev', 'risk'], leo: ['leads', 'dev'], sam: ['audit'], eve: ['visitors'] };

describe('who asks', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let provider: TestProvider;
  let gateway: TestGateway | undefined;

  before(async () => {
    model = await startModelServer({ script: { pieces: ['return 1;\n'] } });
    provider = await startProvider({ people });
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
  });
  after(async () => {
    await provider.stop();
    await model.close();
  });

  async function open(identity: object = {}, over: object = {}): Promise<TestGateway> {
    gateway = await startGateway({
      config: {
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
        identity: { oidc: { ...oidc(), ...identity } },
        ...over,
      },
    });
    return gateway;
  }
  const oidc = () => ({
    issuer: provider.issuer,
    client_id: 'intramural',
    roles: { dev: ['developer'], leads: ['lead'], audit: ['security'] },
    teams: [{ group: 'risk', team: 'Risk' }],
    default_team: 'Core',
  });

  async function ask(token: string): Promise<{ status: number; code: string }> {
    const answer = await gateway!.post({ model: 'm', prompt: 'x' }, { headers: { authorization: `Bearer ${token}` } });
    const body = (await answer.json()) as { error?: { code: string } };
    return { status: answer.status, code: body.error?.code ?? '' };
  }

  it('is told by a token of the single sign-on, with role and team by group', async () => {
    await open();
    for (const person of ['ana', 'leo'] as const) {
      assert.equal((await ask((await provider.signIn(person)).id_token)).status, 200, person);
    }
    assert.deepEqual(await ask((await provider.signIn('sam')).id_token), { status: 403, code: 'role_missing' });
    assert.deepEqual(await ask((await provider.signIn('eve')).id_token), { status: 401, code: 'token_unknown' });
    const starts = (await gateway!.records()).filter(record => record.kind === 'inference.start');
    assert.deepEqual(
      starts.map(({ subject, decisions }) => [subject.by, subject.team, decisions[0]?.reason]),
      [
        ['oidc', 'Risk', 'oidc'],
        ['oidc', 'Core', 'oidc'],
      ],
    );
  });

  it('is nobody with a token that is forged, changed, for another, or of another kind', async () => {
    await open();
    const { id_token: token, access_token: opaque } = await provider.signIn('ana');
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from('intramural-intramural-intramural'));
    const wrong = {
      changed: `${head}.${part({ ...claims, sub: 'leo' })}.${signature}`,
      unsigned: `${part({ alg: 'none' })}.${body}.`,
      forged,
      opaque,
      empty: '..',
      garbled: 'a.b.c',
      local: gateway!.token,
    };
    for (const [name, one] of Object.entries(wrong)) assert.equal((await ask(one)).status, 401, name);
    assert.equal((await ask(token)).status, 200);
    const page = await (await fetch(`${gateway!.origin}/metrics`)).text();
    for (const reason of ['token_wrong_signature', 'token_wrong_algorithm']) {
      assert.match(page, new RegExp(`^intramural_tokens_refused_total\\{reason="${reason}"\\} \\d`, 'm'));
    }
    assert.equal(gateway!.log().includes(token.slice(0, 40)), false);

    await gateway!.stop();
    await open({ audience: 'https://other.example' });
    assert.equal((await ask(token)).status, 401);
  });

  it('is nobody any more once the token has expired, skew included', async () => {
    const short = await startProvider({ people, tokenSeconds: 1 });
    try {
      await open({ issuer: short.issuer, clock_skew_s: 1 });
      const { id_token: token } = await short.signIn('ana');
      assert.equal((await ask(token)).status, 200);
      await until(async () => (await ask(token)).status === 401);
    } finally {
      await short.stop();
    }
  });

  it('is known by new keys when the provider has changed them, and while it is away by those known', async () => {
    let own = await startProvider({ people });
    try {
      await open({ issuer: own.issuer });
      const before = await own.signIn('ana');
      assert.equal((await ask(before.id_token)).status, 200);
      const other = await own.signIn('leo');
      // Of somebody else: two tokens of one person, made within a second, are the same to the byte.
      const unseen = await own.signIn('sam');
      const { port } = own;
      await own.stop();
      assert.equal((await ask(other.id_token)).status, 200, 'its keys are kept');
      own = await startProvider({ people, port, keys: [await providerKey('second')] });
      const anew = await own.signIn('leo');
      // The gateway that runs asks for keys again, though not at once: an unknown key must not make it ask all the time.
      await until(async () => (await ask(anew.id_token)).status === 200);
      assert.equal((await ask(unseen.id_token)).status, 401, 'signed with a key that is withdrawn');
      await gateway!.stop();
      await open({ issuer: own.issuer });
      assert.equal((await ask((await own.signIn('ana')).id_token)).status, 200);
      assert.equal((await ask(before.id_token)).status, 401, 'signed with a key that is withdrawn');
    } finally {
      await own.stop();
    }
  });

  it('is asked through the dialer alone', async () => {
    await open({}, { egress: { allow: ['10.0.0.0/8'] } });
    const token = (await provider.signIn('ana')).id_token;
    assert.deepEqual(await ask(token), { status: 503, code: 'sign_in_unavailable' });
    const ways = await fetch(`${gateway!.origin}/v1/sign-in`);
    assert.equal(ways.status, 503);
    const refused = (await gateway!.records()).filter(record => record.kind === 'egress.refused');
    assert.deepEqual(
      refused.map(({ purpose }) => purpose),
      ['identity'],
    );
  });

  it('learns how to sign in without being signed in', async () => {
    await open();
    const ways = (await (await fetch(`${gateway!.origin}/v1/sign-in`)).json()) as SignInWays;
    assert.equal(ways.local_token, false);
    assert.equal(ways.oidc?.token, 'id_token');
    assert.equal(ways.oidc?.authorization_endpoint, `${provider.issuer}/auth`);
    assert.ok(ways.oidc?.device_authorization_endpoint);
  });

  it('may be a program with a token of its own, of which only the digest is kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'intramural-tokens-'));
    try {
      const file = join(folder, 'tokens.yaml');
      const [live, old, struck] = [makeToken(), makeToken(), makeToken()];
      const entry = (digest: string, over: object = {}) => ({
        digest,
        subject: 'service:ci',
        team: 'Build',
        expires: '2999-01-01T00:00:00Z',
        ...over,
      });
      const write = (...tokens: object[]) => writeFileSync(file, stringify({ tokens }));
      write(entry(live.digest), entry(old.digest, { expires: '2020-01-01T00:00:00Z' }), entry(struck.digest));
      await open({}, { identity: { tokens_file: file } });
      assert.deepEqual(
        await Promise.all([live, old, struck, makeToken()].map(async ({ token }) => (await ask(token)).status)),
        [200, 401, 200, 401],
      );
      write(entry(live.digest));
      await until(async () => (await ask(struck.token)).status === 401);
      assert.equal((await ask(live.token)).status, 200);
      const start = (await gateway!.records()).find(record => record.kind === 'inference.start');
      assert.deepEqual([start?.subject.by, start?.subject.team], ['personal_token', 'Build']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
