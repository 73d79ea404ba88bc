import { createHash } from 'node:crypto';
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { OidcConfig } from './config.ts';
import type { Identity } from './identity.ts';
import { identityOf } from './mapping.ts';

/** The provider can't be asked for its keys: nobody can say whether a token is good. */
export class ProviderAway extends Error {
  constructor() {
    super('the single sign-on can not be asked');
    this.name = 'ProviderAway';
  }
}

/** Tokens of the bank's single sign-on, verified with the keys that it publishes. */
export interface OidcVerifier {
  /** Null where the token is none of this provider's, has expired, or its owner has no role here. @throws {ProviderAway} */
  verify(token: string): Promise<Identity | null>;
  /** Where editors sign in. @throws where the provider can't be asked or says something else than it should. */
  discover(): Promise<ProviderMetadata>;
}

const endpoint = z.url({ protocol: /^https?$/ });
const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  device_authorization_endpoint: endpoint.optional(),
  revocation_endpoint: endpoint.optional(),
  end_session_endpoint: endpoint.optional(),
});
export type ProviderMetadata = z.infer<typeof metadataSchema>;

export interface OidcOptions {
  config: OidcConfig;
  /** The one way out. */
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** Told why a token was refused, as a word without any of its content; and when the provider can't be asked. */
  onRefused(reason: string): void;
}

const limits = {
  /** Milliseconds for which keys are kept, and after which an unknown key id makes them be fetched again. */
  keysFor: 600_000,
  keysCooldown: 5_000,
  /** Milliseconds for one question to the provider. */
  patience: 5_000,
  /** Milliseconds until a provider that could not be asked is asked again. */
  again: 5_000,
  /** Verified tokens that are remembered, and for how long (ms): a key that is withdrawn stops opening within it. */
  remembered: 20_000,
  rememberedFor: 60_000,
} as const;

/** Signatures with a public key. Anything else (none, shared secrets) would let whoever reads the configuration sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

export function oidcVerifier({ config, fetch: ask, now, onRefused }: OidcOptions): OidcVerifier {
  let discovered: { at: number; metadata: Promise<ProviderMetadata> } | null = null;
  let keys: { uri: string; set: ReturnType<typeof createRemoteJWKSet> } | null = null;
  const known = new LRUCache<string, { identity: Identity; until: number }>({ max: limits.remembered });

  const discover = (): Promise<ProviderMetadata> => {
    if (discovered !== null && now() - discovered.at < limits.keysFor) return discovered.metadata;
    const metadata = fetchMetadata(config.issuer, ask);
    const asked = { at: now(), metadata };
    discovered = asked;
    metadata.catch(() => {
      // Kept for a moment all the same: a provider that is away must not be asked for each request.
      asked.at = now() - limits.keysFor + limits.again;
    });
    return metadata;
  };

  const keySet = async () => {
    const { jwks_uri: uri } = await discover();
    if (keys?.uri !== uri) {
      keys = {
        uri,
        set: createRemoteJWKSet(new URL(uri), {
          cacheMaxAge: limits.keysFor,
          cooldownDuration: limits.keysCooldown,
          timeoutDuration: limits.patience,
          [customFetch]: ask,
        }),
      };
    }
    return keys.set;
  };

  const verify = async (token: string): Promise<Identity | null> => {
    // The digest: a token that somebody finds in a dump of the memory must not be one of the cache.
    const digest = createHash('sha256').update(token).digest('base64url');
    const before = known.get(digest);
    if (before !== undefined && now() < before.until) return before.identity;
    let payload: JWTPayload;
    try {
      decodeProtectedHeader(token);
      ({ payload } = await jwtVerify(token, await keySet(), {
        issuer: config.issuer,
        audience: config.audience ?? config.client_id,
        algorithms,
        clockTolerance: config.clock_skew_s,
        currentDate: new Date(now()),
        requiredClaims: ['exp'],
      }));
    } catch (error) {
      const reason = refusalOf(error);
      onRefused(reason);
      if (reason === 'provider_away') throw new ProviderAway();
      return null;
    }
    // OpenID Connect Core 1.0, section 3.1.3.7: made for several, an ID token is still one client's, and only ours opens.
    if (config.audience === undefined && payload.azp !== undefined && payload.azp !== config.client_id) {
      onRefused('token_of_another_client');
      return null;
    }
    const identity = identityOf(payload, config);
    if (typeof identity === 'string') {
      onRefused(identity);
      return null;
    }
    const until = Math.min(now() + limits.rememberedFor, (payload.exp! + config.clock_skew_s) * 1000);
    known.set(digest, { identity, until });
    return identity;
  };

  return { verify, discover };
}

async function fetchMetadata(issuer: string, ask: typeof fetch): Promise<ProviderMetadata> {
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const answer = await ask(url, { signal: AbortSignal.timeout(limits.patience) });
  const metadata = metadataSchema.parse(await answer.json());
  // OpenID Connect Discovery 1.0, section 4.3: else one provider could speak for another.
  if (metadata.issuer !== issuer) throw new Error('the provider calls itself by another name than the configuration');
  // Whoever sits between could hand out keys of their own.
  const secure = issuer.startsWith('https:');
  if (secure && [metadata.jwks_uri, metadata.token_endpoint].some(address => !address.startsWith('https:'))) {
    throw new Error('the provider names an address without TLS');
  }
  return metadata;
}

/** A word for metrics and audit; the library's messages may quote the token. */
function refusalOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'token_expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'token_wrong_audience';
    if (error.claim === 'iss') return 'token_wrong_issuer';
    return error.claim === 'nbf' || error.claim === 'iat' ? 'token_not_yet_valid' : 'token_wrong_claim';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'token_wrong_signature';
  if (error instanceof errors.JWKSNoMatchingKey) return 'token_unknown_key';
  // A token that does not say which of several keys has signed it.
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'token_unknown_key';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'token_wrong_algorithm';
  if (error instanceof errors.JWKSTimeout) return 'provider_away';
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'token_malformed';
  // Such as an extension that it calls critical and nobody here knows.
  if (error instanceof errors.JOSENotSupported) return 'token_malformed';
  return error instanceof TypeError ? 'token_malformed' : 'provider_away';
}
