import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { TestBrowser } from './test-browser.ts';

/** A real OpenID provider in a process of its own, with people who sign in. */
export interface TestProvider {
  issuer: string;
  port: number;
  /** What it was asked at its addresses for tokens and for revocation, and what it answered, in order. */
  seen: readonly Exchange[];
  /** Signs in as an editor does: authorization code with PKCE. */
  signIn(person: string): Promise<Tokens>;
  stop(): Promise<void>;
}

export interface Exchange {
  route: 'token' | 'revocation';
  grant: string | null;
  status: number;
  body: Partial<Tokens>;
}

export interface Tokens {
  id_token: string;
  access_token: string;
  refresh_token?: string;
}

export interface TestProviderOptions {
  /** Groups by person. */
  people: Record<string, string[]>;
  port?: number;
  keys?: JWK[];
  tokenSeconds?: number;
  /** Whether it gives codes for other devices; true where absent. */
  deviceFlow?: boolean;
}

export async function providerKey(id: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: id, use: 'sig', alg: 'RS256' };
}

export async function startProvider(options: TestProviderOptions): Promise<TestProvider> {
  const child = fork(join(import.meta.dirname, 'provider.mjs'), [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const { people, port: wanted = 0, tokenSeconds = 300, deviceFlow = true } = options;
  const keys = options.keys ?? [await providerKey('first')];
  child.send({ port: wanted, keys, people, tokenSeconds, deviceFlow });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const issuer = `http://127.0.0.1:${port}`;
  const seen: Exchange[] = [];
  child.on('message', (message: { seen?: Exchange }) => {
    if (message.seen !== undefined) seen.push(message.seen);
  });
  return {
    issuer,
    port,
    seen,
    signIn: async person => {
      const verifier = randomBytes(32).toString('base64url');
      const redirect = 'http://127.0.0.1/callback';
      const query = new URLSearchParams({
        client_id: 'intramural',
        response_type: 'code',
        redirect_uri: redirect,
        scope: 'openid offline_access',
        prompt: 'consent',
        state: 's',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const end = await new TestBrowser(person).open(`${issuer}/auth?${query}`);
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'intramural',
          code: new URL(end).searchParams.get('code') ?? '',
          redirect_uri: redirect,
          code_verifier: verifier,
        }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()) as Tokens;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
