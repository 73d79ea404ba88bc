import assert from 'node:assert/strict';
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { before, describe, it } from 'mocha';
import { identityConfigSchema } from '../../../server/identity/config.ts';
import { oidcVerifier, ProviderAway } from '../../../server/identity/oidc.ts';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

describe('a token of the single sign-on', () => {
  const issuer = 'https://sso.bank.example';
  const now = Date.parse('2026-11-24T09:00:00Z');
  let first: Keys;
  let second: Keys;

  before(async () => {
    [first, second] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  });

  /** What is asked of it comes out of memory. */
  function fakeProvider(metadata: object = {}): typeof fetch {
    return async input => {
      if (!String(input).endsWith('/.well-known/openid-configuration')) {
        const keys = await Promise.all(
          [first, second].map(async ({ publicKey }, index) => ({
            ...(await exportJWK(publicKey)),
            kid: `key-${index}`,
          })),
        );
        return Response.json({ keys });
      }
      const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
      return Response.json({ issuer, jwks_uri: `${issuer}/keys`, ...endpoints, ...metadata });
    };
  }

  function open(provider: typeof fetch, config: object = {}) {
    const reasons: string[] = [];
    const oidc = identityConfigSchema.parse({
      oidc: { issuer, client_id: 'intramural', roles: { dev: ['developer'] }, ...config },
    }).oidc!;
    const verifier = oidcVerifier({
      config: oidc,
      fetch: provider,
      now: () => now,
      onRefused: reason => reasons.push(reason),
    });
    return { verifier, reasons };
  }

  const claims = { iss: issuer, aud: 'intramural', sub: 'ana', groups: ['dev'], exp: now / 1000 + 60 };
  const signed = (payload: JWTPayload, header: object = { kid: 'key-0' }, key = first.privateKey) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...header }).sign(key);

  /** With an extension that whoever verifies must know. */
  const critical = () =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', kid: 'key-0', crit: ['bank'], bank: true })
      .sign(first.privateKey, { crit: { bank: true } });

  it('opens where it was made for this client', async () => {
    const { verifier } = open(fakeProvider());
    for (const more of [{}, { azp: 'intramural' }, { aud: ['intramural', 'other'], azp: 'intramural' }]) {
      assert.equal((await verifier.verify(await signed({ ...claims, ...more })))?.subject, 'oidc:ana');
    }
  });

  it('opens nothing where it was made for another, is of another, or by another key', async () => {
    const { verifier, reasons } = open(fakeProvider());
    const spki = new TextEncoder().encode(await exportSPKI(first.publicKey));
    const wrong: [reason: string, token: string][] = [
      ['token_wrong_audience', await signed({ ...claims, aud: 'other' })],
      ['token_of_another_client', await signed({ ...claims, aud: ['intramural', 'other'], azp: 'other' })],
      ['token_wrong_issuer', await signed({ ...claims, iss: `${issuer}/realms/other` })],
      ['token_wrong_signature', await signed(claims, { kid: 'key-0' }, second.privateKey)],
      ['token_unknown_key', await signed(claims, {})],
      ['token_malformed', await critical()],
      ['token_expired', await signed({ ...claims, exp: now / 1000 - 31 })],
      ['token_not_yet_valid', await signed({ ...claims, nbf: now / 1000 + 31 })],
      [
        'token_wrong_algorithm',
        await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'key-0' }).sign(spki),
      ],
      ['no_role', await signed({ ...claims, groups: ['__proto__', 'constructor'] })],
      ['token_without_subject', await signed({ ...claims, sub: '' })],
    ];
    for (const [reason, token] of wrong) {
      assert.equal(await verifier.verify(token), null, reason);
      assert.equal(reasons.pop(), reason);
    }
  });

  it('is good for whoever asks for access tokens of an audience, whichever client fetched it', async () => {
    const { verifier } = open(fakeProvider(), { audience: 'https://proxy.bank.example' });
    const token = await signed({ ...claims, aud: 'https://proxy.bank.example', azp: 'another' });
    assert.equal((await verifier.verify(token))?.subject, 'oidc:ana');
  });

  it('is not verified with keys that came without TLS, nor under another name of the provider', async () => {
    for (const metadata of [{ jwks_uri: 'http://sso.bank.example/keys' }, { issuer: 'https://evil.example' }]) {
      const { verifier } = open(fakeProvider(metadata));
      await assert.rejects(verifier.verify(await signed(claims)), ProviderAway);
    }
  });
});
