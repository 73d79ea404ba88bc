import { localTokenOpens } from '../identity/authenticator.ts';
import type { IdentityConfig } from '../identity/config.ts';
import type { OidcVerifier } from '../identity/oidc.ts';
import type { OidcSignIn, SignInWays } from '../wire/sign-in.ts';
import { signInUnavailable } from './authenticate.ts';

/** @throws {Refusal} while the single sign-on can't be asked where it signs people in. */
export async function signInWays(config: IdentityConfig, verifier: OidcVerifier | null): Promise<SignInWays> {
  return {
    local_token: localTokenOpens(config),
    personal_token: config.tokens_file !== undefined,
    oidc: verifier === null || config.oidc === undefined ? null : await oidcSignIn(config.oidc, verifier),
  };
}

async function oidcSignIn(config: NonNullable<IdentityConfig['oidc']>, verifier: OidcVerifier): Promise<OidcSignIn> {
  try {
    const metadata = await verifier.discover();
    return {
      issuer: config.issuer,
      client_id: config.client_id,
      scopes: config.scopes,
      resource: config.resource ?? null,
      // Made for the client alone, an ID token is what proves who signed in; for an audience of its own there are access tokens.
      token: config.audience === undefined ? 'id_token' : 'access_token',
      authorization_endpoint: metadata.authorization_endpoint,
      token_endpoint: metadata.token_endpoint,
      device_authorization_endpoint: metadata.device_authorization_endpoint ?? null,
      revocation_endpoint: metadata.revocation_endpoint ?? null,
    };
  } catch {
    throw signInUnavailable();
  }
}
