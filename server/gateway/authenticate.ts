import type { Authenticate, Identity } from '../identity/identity.ts';
import { Refusal } from './refusal.ts';

/** Who asks. @throws {Refusal} 401 where nobody can tell. */
export function authenticate(header: string | undefined, check: Authenticate): Identity {
  const identity = check(header);
  if (identity !== null) return identity;
  if (header === undefined || header === '') {
    throw new Refusal('token_missing', 'Sign in: send the header "Authorization: Bearer" with your token.', {
      errorClass: 'identity',
    });
  }
  throw new Refusal(
    'token_unknown',
    'This token is not known here. Sign in again, or take the token from the data folder of the proxy that you ask.',
    { errorClass: 'identity' },
  );
}
