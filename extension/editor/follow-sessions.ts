import type * as vscode from 'vscode';

export interface SessionParts {
  secrets: Pick<vscode.SecretStorage, 'get' | 'onDidChange'>;
  /** Whether a secret is a token of the proxy that the settings name. */
  isToken: (key: string) => boolean;
  isSignedOut: () => boolean;
  changed: () => Promise<void>;
}

/**
 * Other windows sign in and out too, and so does VS Code's own list of accounts: a token that is gone is used no longer, and
 * one that has come is used at once where there was none.
 */
export function followSessions({ secrets, isToken, isSignedOut, changed }: SessionParts): vscode.Disposable {
  return secrets.onDidChange(async ({ key }) => {
    if (!isToken(key)) return;
    const isGone = (await secrets.get(key)) === undefined;
    if (isGone || isSignedOut()) await changed();
  });
}
