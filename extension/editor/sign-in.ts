import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { dataDirectory } from '../../server/data.ts';
import type { Address } from './address.ts';
import type { SingleSignOn } from './single-sign-on.ts';

type Proxy = Extract<Address, { kind: 'ok' }>;

/**
 * The token of each proxy, in the editor's secret storage under the proxy's origin: it is never sent to another. A proxy
 * on this machine leaves its token in a file that only the same person can read; nobody need type it.
 */
export class SignIn {
  readonly #secrets: vscode.SecretStorage;
  readonly #memory: vscode.Memento;
  readonly #sso: SingleSignOn;

  constructor(secrets: vscode.SecretStorage, memory: vscode.Memento, sso: SingleSignOn) {
    this.#secrets = secrets;
    this.#memory = memory;
    this.#sso = sso;
  }

  async token(proxy: Proxy): Promise<string | undefined> {
    if (this.hasSignedOut(proxy)) return undefined;
    const ofSession = await this.#sso.token(proxy.origin);
    if (ofSession !== undefined) return ofSession;
    const stored = await this.#secrets.get(secretKey(proxy));
    const local = proxy.loopback ? await readLocalToken() : undefined;
    // The proxy's file is newer than what was stored when it last was read.
    if (local !== undefined && local !== stored) await this.#secrets.store(secretKey(proxy), local);
    return local ?? stored;
  }

  /** When the token that was given last is to be fetched anew: milliseconds since 1970. */
  renewalDue({ origin }: Proxy): number {
    return this.#sso.renewalDue(origin);
  }

  /** Whether the person wants to be signed out here; else a missing token is one that is not there yet. */
  hasSignedOut(proxy: Proxy): boolean {
    return this.#memory.get(signedOutKey(proxy), false);
  }

  async signIn(proxy: Proxy, token: string): Promise<void> {
    await this.#secrets.store(secretKey(proxy), token);
    await this.#memory.update(signedOutKey(proxy), undefined);
  }

  /** Whether signing in needs no question: a proxy on this machine, and its token file. */
  async signInLocally(proxy: Proxy): Promise<boolean> {
    const local = proxy.loopback ? await readLocalToken() : undefined;
    if (local === undefined) return false;
    await this.signIn(proxy, local);
    return true;
  }

  /** At the bank's single sign-on, where the proxy has one. False where it has none. */
  async signInAtBank(proxy: Proxy): Promise<boolean> {
    const ways = await this.#sso.ways(proxy.origin).catch(() => undefined);
    if (!ways?.oidc) return false;
    await this.#sso.signIn(proxy.origin);
    await this.#memory.update(signedOutKey(proxy), undefined);
    return true;
  }

  async signOut(proxy: Proxy): Promise<void> {
    // Known first: whoever notices that the token is gone would take the one that lies ready on this machine.
    await this.#memory.update(signedOutKey(proxy), true);
    await this.#secrets.delete(secretKey(proxy));
    await this.#sso.signOut(proxy.origin);
  }
}

function secretKey({ origin }: Proxy): string {
  return `token ${origin}`;
}

function signedOutKey({ origin }: Proxy): string {
  return `signed out ${origin}`;
}

async function readLocalToken(): Promise<string | undefined> {
  try {
    const text = (await readFile(join(dataDirectory(), 'local-token'), 'utf8')).trim();
    return /^imt_[\w-]{32}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
