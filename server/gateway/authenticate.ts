import type { Authenticate, Identity } from '../identity/identity.ts';
import { ProviderAway } from '../identity/oidc.ts';
import { Refusal } from './refusal.ts';

/** Who asks. @throws {Refusal} 401 where it is nobody, 503 where nobody can tell now. */
export async function authenticate(header: string | undefined, check: Authenticate): Promise<Identity> {
  const identity = await asked(header, check);
  if (identity !== null) return identity;
  if (header === undefined || header === '') {
    throw new Refusal('token_missing', 'Sign in: send the header "Authorization: Bearer" with your token.', {
      errorClass: 'identity',
    });
  }
  throw new Refusal(
    'token_unknown',
    'This token is not known here, or not any more. Sign in again, or take the token from the data folder of the proxy that you ask.',
    { errorClass: 'identity' },
  );
}

/** @throws {Refusal} 403 where whoever is signed in may not ask for completions. */
export function requireDeveloper({ roles }: Identity): void {
  if (roles.includes('developer')) return;
  throw new Refusal('role_missing', 'Completions are for people with the role developer. An administrator gives it.', {
    errorClass: 'identity',
  });
}

async function asked(header: string | undefined, check: Authenticate): Promise<Identity | null> {
  try {
    return await check(header);
  } catch (error) {
    if (error instanceof ProviderAway) throw signInUnavailable();
    throw error;
  }
}

export function signInUnavailable(): Refusal {
  return new Refusal('sign_in_unavailable', 'The single sign-on of the bank can not be asked now.', {
    retryAfter: 5,
    errorClass: 'identity',
  });
}
