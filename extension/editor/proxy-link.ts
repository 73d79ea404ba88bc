import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { PolicyDocument } from '../../server/policy/schema.ts';
import type { CompletionRequest } from '../../server/wire/completion.ts';
import type { TelemetryBatch, TelemetryReceipt } from '../../telemetry/schema/event.ts';
import type { ProxyTransport } from '../engine/proxy-transport.ts';
import { type AnswerStream, type Transport, TransportError } from '../engine/transport.ts';
import { readAddress } from './address.ts';
import { settings } from './settings.ts';
import type { SignIn } from './sign-in.ts';

const { t } = vscode.l10n;
const longestConsoleWait = 5_000;
/** Milliseconds for which answers under way may still come on a way that has been replaced. */
const leave = 30_000;

/** The way to the proxy that the settings name, with the token of whoever is signed in there. Made when first needed. */
export class ProxyLink implements Transport, vscode.Disposable {
  readonly #signIn: SignIn;
  readonly #version: string;
  #transport: Promise<ProxyTransport> | undefined;
  /** When its token is to be renewed: milliseconds since 1970. */
  #renewalDue = Number.POSITIVE_INFINITY;

  constructor(signIn: SignIn, version: string) {
    this.#signIn = signIn;
    this.#version = version;
  }

  /** Why there can be no way at all, in words; undefined where the address is sound. */
  get fault(): string | undefined {
    const address = readAddress(settings.proxyUrl(), t);
    return address.kind === 'wrong' ? address.why : undefined;
  }

  /** Whether a secret of this extension is a token of the proxy. */
  isToken(key: string): boolean {
    const address = readAddress(settings.proxyUrl(), t);
    return address.kind === 'ok' && key.endsWith(` ${address.origin}`);
  }

  /** Where the console's pages are; they ask for a sign-in of their own. */
  get consoleAddress(): string {
    const address = readAddress(settings.proxyUrl(), t);
    return address.kind === 'ok' ? `${address.origin}/console` : '';
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<AnswerStream> {
    return this.#withFreshToken(transport => transport.complete(request, signal));
  }

  async policy(signal: AbortSignal): Promise<PolicyDocument> {
    return this.#withFreshToken(transport => transport.policy(signal));
  }

  async models(signal: AbortSignal): Promise<string[]> {
    return this.#withFreshToken(transport => transport.models(signal));
  }

  async telemetry(batch: TelemetryBatch, signal: AbortSignal): Promise<TelemetryReceipt> {
    return this.#withFreshToken(transport => transport.telemetry(batch, signal));
  }

  /** Forgets the way: the next question finds a new one. */
  async reconnect(): Promise<void> {
    const old = this.#transport;
    this.#transport = undefined;
    await old?.then(
      transport => transport.dispose(),
      () => undefined,
    );
  }

  /** Asks for a token where none lies ready. False where the person has thought better of it. */
  async signIn(): Promise<boolean> {
    const address = this.#address();
    if (await this.#signIn.signInAtBank(address)) return true;
    if (await this.#signIn.signInLocally(address)) return true;
    const token = await vscode.window.showInputBox({
      title: t('Sign in at {0}', address.origin),
      prompt: t('The token is kept in the secret storage of the editor and sent to {0} only.', address.origin),
      password: true,
      ignoreFocusOut: true,
      validateInput: value => (/^\S+$/.test(value.trim()) ? undefined : t('A token has no spaces.')),
    });
    if (token === undefined) return false;
    await this.#signIn.signIn(address, token.trim());
    return true;
  }

  async signOut(): Promise<void> {
    await this.#signIn.signOut(this.#address());
  }

  /** Opens the console in the browser, signed in where the proxy gives a link for it. */
  async openConsole(): Promise<void> {
    const { origin } = this.#address();
    let target = `${origin}/console`;
    try {
      const way = await this.#way();
      const { url } = await way.post<{ url?: unknown }>(
        '/console/api/sign-in-links',
        {},
        AbortSignal.timeout(longestConsoleWait),
      );
      // Only the proxy's own pages are opened, whatever the answer says.
      const link = typeof url === 'string' ? new URL(url, origin) : undefined;
      if (link?.origin === origin) target = link.href;
    } catch {
      // The page itself asks whoever is not signed in.
    }
    await vscode.env.openExternal(vscode.Uri.parse(target, true));
  }

  dispose(): void {
    void this.reconnect();
  }

  /**
   * A proxy on this machine may have made a new token since: it is read once more before anybody is asked. Of several requests
   * that are refused at once the first reconnects, which cuts the others off; they are asked anew on its way.
   */
  async #withFreshToken<T>(ask: (transport: ProxyTransport) => Promise<T>): Promise<T> {
    const way = this.#way();
    try {
      return await ask(await way);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      const replaced = this.#transport !== undefined && this.#transport !== way;
      if (error.kind !== 'signed-out' && !(replaced && error.kind === 'unreachable')) throw error;
      if (!replaced) await this.reconnect();
      return ask(await this.#way());
    }
  }

  #address() {
    const address = readAddress(settings.proxyUrl(), t);
    if (address.kind === 'wrong') throw new TransportError('unreachable', address.why);
    return address;
  }

  #way(): Promise<ProxyTransport> {
    if (Date.now() >= this.#renewalDue) this.#replace();
    this.#transport ??= this.#connect();
    return this.#transport;
  }

  /** The next question goes with a new token; answers under way end as they began. */
  #replace(): void {
    const old = this.#transport;
    this.#transport = undefined;
    setTimeout(() => void old?.then(transport => transport.dispose()).catch(() => undefined), leave).unref();
  }

  async #connect(): Promise<ProxyTransport> {
    this.#renewalDue = Number.POSITIVE_INFINITY;
    try {
      const address = this.#address();
      const [token, ca] = await Promise.all([this.#signIn.token(address), readCa()]);
      this.#renewalDue = this.#signIn.renewalDue(address);
      if (token === undefined && address.loopback && !this.#signIn.hasSignedOut(address)) {
        throw new TransportError('unreachable', t('No proxy has been started on this machine yet.'));
      }
      // Loaded here, not at the start: an editor that never completes anything need not pay for it.
      const { ProxyTransport } = await import('../engine/proxy-transport.ts');
      return new ProxyTransport({ origin: address.origin, token, ca, clientVersion: this.#version, translate: t });
    } catch (error) {
      this.#transport = undefined;
      throw error;
    }
  }
}

export async function readCa(): Promise<string | undefined> {
  const file = settings.caFile();
  if (file === '') return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new TransportError('certificate', t('intramural.caFile names {0}, which cannot be read ({1}).', file, code));
  }
}
