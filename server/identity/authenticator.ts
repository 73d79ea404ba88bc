import type { IdentityConfig } from './config.ts';
import { type Authenticate, bearerToken, type Identity } from './identity.ts';
import { authenticateLocally } from './local-token.ts';
import { type OidcVerifier, oidcVerifier } from './oidc.ts';
import { tokenFile } from './token-file.ts';

/** Every way of signing in that is configured, behind one question. */
export interface Authenticator {
  authenticate: Authenticate;
  /** Null where there is no single sign-on. */
  oidc: OidcVerifier | null;
}

export interface AuthenticatorOptions {
  config: IdentityConfig;
  /** Null: this process knows none. */
  localToken: string | null;
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  onRefused(reason: string): void;
  onFault(error: unknown): void;
}

/** The local token is for one person on one machine: any other way in closes it, unless it is said to stay. */
export function localTokenOpens({ oidc, tokens_file, local_token }: IdentityConfig): boolean {
  return local_token ?? (oidc === undefined && tokens_file === undefined);
}

/** @throws {CommandError} where the file of tokens can't be used. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { config, localToken, now, onRefused, onFault } = options;
  const local =
    localToken !== null && localTokenOpens(config) ? authenticateLocally(localToken) : (): Identity | null => null;
  const fromFile =
    config.tokens_file === undefined ? () => null : tokenFile({ file: config.tokens_file, now, onFault });
  const oidc =
    config.oidc === undefined ? null : oidcVerifier({ config: config.oidc, fetch: options.fetch, now, onRefused });
  return {
    oidc,
    authenticate: header => {
      const token = bearerToken(header);
      if (token === null) return null;
      const atOnce = local(header) ?? fromFile(token);
      // Three parts between dots: only such a token is worth asking the provider's keys about.
      if (atOnce !== null || oidc === null || token.split('.').length !== 3) return atOnce;
      return oidc.verify(token);
    },
  };
}
