import * as vscode from 'vscode';
import type { OidcSignIn, SignInWays } from '../../server/wire/sign-in.ts';
import {
  finishSignIn,
  mustRenew,
  refreshSession,
  renewalDue,
  revokeSession,
  SignInFailed,
  type SsoSession,
  type Started,
  signInByDevice,
  startSignIn,
} from '../engine/single-sign-on.ts';
import { readAddress } from './address.ts';
import { settings } from './settings.ts';

const { t } = vscode.l10n;

/** Id of our provider in VS Code's accounts. */
export const authenticationId = 'intramural';

/** Milliseconds for which the person may take their time in the browser. */
const patience = 300_000;

type Parts = ReturnType<typeof import('../engine/sso-parts.ts').ssoParts>;

/**
 * The bank's single sign-on as a provider of VS Code's authentication: its sessions stand under Accounts, in the secret
 * storage. A session belongs to one proxy; its origin is the session's only scope.
 */
export class SingleSignOn implements vscode.AuthenticationProvider, vscode.UriHandler, vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #parts: () => Promise<Parts>;
  readonly #redirectUri: string;
  readonly #changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  readonly #remember: (origins: string[]) => void;
  readonly #waiting = new Map<string, (query: URLSearchParams) => void>();
  /** One renewal at a time for each proxy: a refresh token may be good for one use. */
  readonly #renewals = new Map<string, Promise<string | undefined>>();
  readonly #due = new Map<string, number>();
  #known: string[];

  constructor(context: vscode.ExtensionContext, parts: () => Promise<Parts>) {
    this.#secrets = context.secrets;
    this.#parts = parts;
    this.#known = context.globalState.get<string[]>(knownKey, []);
    this.#redirectUri = `${vscode.env.uriScheme}://${context.extension.id}/sign-in`;
    this.#remember = origins => {
      this.#known = origins;
      void context.globalState.update(knownKey, origins);
    };
    this.#subscriptions = [
      vscode.authentication.registerAuthenticationProvider(authenticationId, 'Intramural', this),
      vscode.window.registerUriHandler(this),
      this.#changed,
    ];
  }

  /** How one signs in at a proxy; undefined where it does not say, as older ones. */
  async ways(origin: string): Promise<SignInWays | undefined> {
    const said = (await (await this.#parts()).get(`${origin}/v1/sign-in`)) as Partial<SignInWays>;
    return 'oidc' in said ? (said as SignInWays) : undefined;
  }

  /** The token for a proxy, renewed where it has expired; undefined where nobody has signed in there, or not any more. */
  async token(origin: string): Promise<string | undefined> {
    const session = await this.#read(origin);
    if (session === undefined) {
      this.#due.delete(origin);
      return undefined;
    }
    this.#due.set(origin, renewalDue(session.expiresAt, Date.now()));
    if (!mustRenew(session, Date.now())) return session.token;
    let renewal = this.#renewals.get(origin);
    if (renewal === undefined) {
      renewal = this.#renew(origin, session).finally(() => this.#renewals.delete(origin));
      this.#renewals.set(origin, renewal);
    }
    return renewal;
  }

  /** When the token that was given last is to be renewed (milliseconds since 1970); Infinity where nobody has signed in. */
  renewalDue(origin: string): number {
    return this.#due.get(origin) ?? Number.POSITIVE_INFINITY;
  }

  /** Asks the person, by VS Code's own dialogue. */
  async signIn(origin: string): Promise<void> {
    await vscode.authentication.getSession(authenticationId, [origin], { forceNewSession: true });
  }

  async signOut(origin: string): Promise<void> {
    await this.removeSession(origin);
  }

  async getSessions(scopes?: readonly string[]): Promise<vscode.AuthenticationSession[]> {
    const origins = scopes === undefined || scopes.length === 0 ? this.#known : scopes;
    const sessions = await Promise.all(origins.map(origin => this.#read(origin)));
    return sessions.flatMap((session, index) => (session ? [asSession(origins[index]!, session)] : []));
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const [origin] = scopes;
    // Whoever asks: people sign in at the proxy that the machine's settings name, and nowhere else.
    const address = readAddress(settings.proxyUrl());
    const ours = origin !== undefined && address.kind === 'ok' && address.origin === origin;
    const provider = ours ? (await this.ways(origin))?.oidc : undefined;
    if (!ours || !provider) throw new Error(t('This proxy has no single sign-on.'));
    const session = await this.#signInAt(provider);
    await this.#write(origin, session);
    const created = asSession(origin, session);
    this.#changed.fire({ added: [created], removed: [], changed: [] });
    return created;
  }

  async removeSession(origin: string): Promise<void> {
    const session = await this.#read(origin);
    if (session === undefined) return;
    await this.#forget(origin);
    this.#changed.fire({ added: [], removed: [asSession(origin, session)], changed: [] });
    await revokeSession(session, await this.#parts());
  }

  handleUri(uri: vscode.Uri): void {
    const query = new URLSearchParams(uri.query);
    if (uri.path === '/sign-in') this.#waiting.get(query.get('state') ?? '')?.(query);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #signInAt(provider: OidcSignIn): Promise<SsoSession> {
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: t('Signing in…') };
    return Promise.resolve(
      vscode.window.withProgress(options, async (progress, cancelled) => {
        const parts = await this.#parts();
        const control = new AbortController();
        cancelled.onCancellationRequested(() => control.abort());
        // A browser on another machine may have no way back to this editor.
        const remote = vscode.env.remoteName !== undefined && provider.device_authorization_endpoint !== null;
        if (!remote) {
          const started = startSignIn(provider, this.#redirectUri, parts);
          const answered = this.#callback(started, control.signal);
          if (await vscode.env.openExternal(vscode.Uri.parse(started.url, true))) {
            return finishSignIn(provider, started, await answered, parts);
          }
          control.abort();
          await answered.catch(() => undefined);
          if (provider.device_authorization_endpoint === null) throw new SignInFailed(t('No browser could be opened.'));
        }
        const waiting = new AbortController();
        cancelled.onCancellationRequested(() => waiting.abort());
        return signInByDevice(
          provider,
          parts,
          ({ userCode, address, completeAddress }) => {
            progress.report({ message: t('Type the code {0} at {1}', userCode, address) });
            void vscode.env.clipboard.writeText(userCode);
            void vscode.env.openExternal(vscode.Uri.parse(completeAddress ?? address, true));
          },
          waiting.signal,
        );
      }),
    );
  }

  #callback({ state }: Started, signal: AbortSignal): Promise<URLSearchParams> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(state);
      };
      const giveUp = () => {
        end();
        reject(new SignInFailed(t('The sign-in was given up.')));
      };
      const timer = setTimeout(giveUp, patience);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.set(state, query => {
        end();
        resolve(query);
      });
    });
  }

  async #renew(origin: string, session: SsoSession): Promise<string | undefined> {
    try {
      const next = await refreshSession(session, await this.#parts());
      await this.#write(origin, next);
      this.#due.set(origin, renewalDue(next.expiresAt, Date.now()));
      return next.token;
    } catch (error) {
      // Another window may have used the refresh token meanwhile.
      const now = await this.#read(origin);
      if (now !== undefined && now.token !== session.token) return now.token;
      if (error instanceof SignInFailed) {
        await this.#forget(origin);
        this.#changed.fire({ added: [], removed: [asSession(origin, session)], changed: [] });
        return undefined;
      }
      // The provider is away: the proxy's clock may still take the old token.
      return session.token;
    }
  }

  async #read(origin: string): Promise<SsoSession | undefined> {
    const text = await this.#secrets.get(secretKey(origin));
    return text === undefined ? undefined : (JSON.parse(text) as SsoSession);
  }

  async #write(origin: string, session: SsoSession): Promise<void> {
    await this.#secrets.store(secretKey(origin), JSON.stringify(session));
    if (!this.#known.includes(origin)) this.#remember([...this.#known, origin]);
  }

  async #forget(origin: string): Promise<void> {
    await this.#secrets.delete(secretKey(origin));
    this.#remember(this.#known.filter(known => known !== origin));
  }
}

const knownKey = 'single sign-on';

function secretKey(origin: string): string {
  return `single sign-on ${origin}`;
}

function asSession(origin: string, { token, person, personId }: SsoSession): vscode.AuthenticationSession {
  return { id: origin, accessToken: token, account: { id: personId, label: person }, scopes: [origin] };
}
