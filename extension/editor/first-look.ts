import * as vscode from 'vscode';
import { isCompletable } from './place.ts';

/**
 * Asks for the proxy's rules once somebody has a file before them: the status bar says what is wrong before the first key,
 * and the first suggestion need not wait for them. Nothing of the file is sent.
 */
export class FirstLook implements vscode.Disposable {
  readonly #isWanted: (document: vscode.TextDocument) => boolean;
  readonly #ask: () => Promise<void>;
  readonly #subscriptions: vscode.Disposable[];

  constructor(isWanted: (document: vscode.TextDocument) => boolean, ask: () => Promise<void>) {
    this.#isWanted = isWanted;
    this.#ask = ask;
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => this.#look()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#look()),
    ];
    this.#look();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  #look(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !vscode.workspace.isTrusted || !isCompletable(document) || !this.#isWanted(document)) return;
    this.dispose();
    void this.#ask();
  }
}
