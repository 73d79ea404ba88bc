import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type * as vscode from 'vscode';
import { followSessions } from '../../../extension/editor/follow-sessions.ts';
import { SignIn } from '../../../extension/editor/sign-in.ts';
import type { SingleSignOn } from '../../../extension/editor/single-sign-on.ts';

type Listener = (event: vscode.SecretStorageChangeEvent) => Promise<void>;

class FakeSecrets {
  readonly #kept = new Map<string, string>();
  readonly #listeners: Listener[] = [];
  readonly onDidChange = (listener: (event: vscode.SecretStorageChangeEvent) => unknown): vscode.Disposable => {
    this.#listeners.push(listener as Listener);
    return { dispose: () => void this.#listeners.splice(0) };
  };

  async get(key: string): Promise<string | undefined> {
    return this.#kept.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.#kept.set(key, value);
    for (const listener of this.#listeners) await listener({ key });
  }

  async delete(key: string): Promise<void> {
    this.#kept.delete(key);
    for (const listener of this.#listeners) await listener({ key });
  }
}

const proxy = { kind: 'ok', origin: 'https://proxy.bank.example', loopback: false } as const;

describe('sessions of other windows', () => {
  it('a token that is gone is used no longer; one that is renewed changes nothing; one that comes is used', async () => {
    const secrets = new FakeSecrets();
    let changes = 0;
    let isSignedOut = false;
    followSessions({
      secrets: secrets as unknown as vscode.SecretStorage,
      isToken: key => key === 'token ours',
      isSignedOut: () => isSignedOut,
      changed: async () => void changes++,
    });
    await secrets.store('token ours', 'renewed');
    await secrets.delete('index key');
    assert.equal(changes, 0);
    await secrets.delete('token ours');
    assert.equal(changes, 1);
    isSignedOut = true;
    await secrets.store('token ours', 'come back');
    assert.equal(changes, 2);
  });
});

describe('signing out', () => {
  it('is known before the token is gone, so that nobody who notices signs in again', async () => {
    const secrets = new FakeSecrets();
    const kept = new Map<string, unknown>();
    const memory = {
      get: (key: string, otherwise: unknown) => kept.get(key) ?? otherwise,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    } as unknown as vscode.Memento;
    const sso = { token: async () => undefined, signOut: async () => undefined } as unknown as SingleSignOn;
    const signIn = new SignIn(secrets as unknown as vscode.SecretStorage, memory, sso);
    await signIn.signIn(proxy, 'secret');
    const seen: boolean[] = [];
    secrets.onDidChange(async () => void seen.push(signIn.hasSignedOut(proxy)));
    await signIn.signOut(proxy);
    assert.deepEqual(seen, [true]);
    assert.equal(await signIn.token(proxy), undefined);
  });
});
