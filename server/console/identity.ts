import type { Logger } from 'pino';
import type { AuditLog } from '../audit/log.ts';
import type { Config } from '../config/schema.ts';
import { egressListener } from '../gateway/egress-listener.ts';
import { type Authenticator, createAuthenticator } from '../identity/authenticator.ts';
import { ensureLocalToken } from '../identity/local-token.ts';
import { identityFetch } from '../identity/way-out.ts';
import type { BankSignIn } from './bank-sign-in.ts';

export interface ConsoleIdentityOptions {
  config: Config;
  dataDirectory: string;
  log: Logger;
  /** What this process records. */
  audit: Pick<AuditLog, 'append'>;
}

/** Who signs in to the console: as at the gateway, by a way out of this process's own. @throws {CommandError} */
export function consoleIdentity({ config, dataDirectory, log, audit }: ConsoleIdentityOptions): Authenticator & {
  bank: BankSignIn | null;
  close(): Promise<void>;
} {
  const wayOut = identityFetch(config, {
    listener: egressListener({
      log,
      metrics: { egressRefused: () => undefined },
      note: draft => void audit.append(draft).catch(() => undefined),
      now: () => performance.now(),
      purpose: 'identity',
    }),
  });
  const authenticator = createAuthenticator({
    config: config.identity,
    localToken: ensureLocalToken(dataDirectory),
    fetch: wayOut.fetch,
    now: Date.now,
    onRefused: reason => log.info({ reason }, 'a token was refused'),
    onFault: () => log.error('the file of tokens can not be read; the tokens read before stay in force'),
  });
  const { oidc: verifier } = authenticator;
  const { oidc } = config.identity;
  const bank = verifier === null || oidc === undefined ? null : { config: oidc, verifier, fetch: wayOut.fetch };
  return { ...authenticator, bank, close: wayOut.close };
}
