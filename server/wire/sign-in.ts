/** `GET /v1/sign-in`, for whoever is not signed in yet: the ways to do so. Nothing in it is secret. */
export interface SignInWays {
  /** The token in the proxy's data folder opens it. */
  local_token: boolean;
  /** Personal and service tokens open it. */
  personal_token: boolean;
  /** The bank's single sign-on; null where there is none. */
  oidc: OidcSignIn | null;
}

export interface OidcSignIn {
  issuer: string;
  client_id: string;
  scopes: string[];
  /** To be named in every request for a token, where present (RFC 8707). */
  resource: string | null;
  /** Which of the provider's tokens the proxy takes. */
  token: 'id_token' | 'access_token';
  authorization_endpoint: string;
  token_endpoint: string;
  /** Null where the provider has none. */
  device_authorization_endpoint: string | null;
  revocation_endpoint: string | null;
}
