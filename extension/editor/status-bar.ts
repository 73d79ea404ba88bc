import * as vscode from 'vscode';
import type { ConnectionState } from '../engine/connection.ts';
import type { Result } from '../engine/result.ts';
import { reasonInWords } from './words.ts';

const { t } = vscode.l10n;

export type StatusKind = 'ready' | 'thinking' | 'quiet' | 'off' | 'signed-out' | 'offline' | 'blocked';

export interface Status {
  kind: StatusKind;
  /** A sentence for the tooltip and the screen reader. */
  detail: string;
}

const icons: Record<StatusKind, string> = {
  ready: '$(sparkle)',
  thinking: '$(loading~spin)',
  quiet: '$(circle-outline)',
  off: '$(circle-slash)',
  'signed-out': '$(account)',
  offline: '$(debug-disconnect)',
  blocked: '$(shield)',
};

/** From so many files to read on, the status bar counts them off: fewer are read in a moment. */
const manyFiles = 200;

/** Says in one place what Intramural does and why; a click offers what to do. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #thinking = 0;
  #indexing = '';
  #share = '';
  #connection: ConnectionState = { kind: 'ready' };
  #last: Result | undefined;
  #off: string | undefined;
  #fault: string | undefined;
  status: Status = { kind: 'ready', detail: '' };

  constructor(menuCommand: string) {
    this.#item = vscode.window.createStatusBarItem('intramural.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Intramural';
    this.#item.command = menuCommand;
    this.#draw();
    this.#item.show();
  }

  /** The extension as a whole is off, for a reason in words. */
  off(why: string | undefined): void {
    if (why === undefined) this.#last = undefined;
    this.#off = why;
    this.#draw();
  }

  /** Something that only a person can mend (an address that is none). */
  fault(why: string | undefined): void {
    this.#fault = why;
    this.#draw();
  }

  connection(state: ConnectionState): void {
    // What was said while the proxy was away is over with it.
    if (state.kind === 'ready' && this.#connection.kind !== 'ready') this.#last = undefined;
    this.#connection = state;
    this.#draw();
  }

  calling(call: Promise<Result>): void {
    this.#thinking++;
    this.#draw();
    void call.then(result => {
      this.#thinking--;
      if (result.kind !== 'cancelled') this.#last = result;
      this.#draw();
    });
  }

  /** Files of the workspace that have been read for context; nothing to say where none waits, little where few do. */
  indexing(done: number, all: number): void {
    this.#share = all < manyFiles ? '' : ` ${Math.floor((100 * done) / all)} %`;
    this.#indexing = all === 0 ? '' : ` · ${t('reading the workspace: {0} of {1}', done, all)}`;
    this.#draw();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #draw(): void {
    this.status = this.#current();
    const { kind, detail } = this.status;
    this.#item.text = `${icons[kind]} Intramural${this.#share}`;
    this.#item.tooltip = `Intramural: ${detail}${this.#indexing}`;
    this.#item.accessibilityInformation = { label: `Intramural: ${detail}`, role: 'button' };
    const warn = kind === 'offline' || kind === 'signed-out';
    this.#item.backgroundColor = warn ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }

  #current(): Status {
    if (this.#off !== undefined) return { kind: 'off', detail: this.#off };
    if (this.#fault !== undefined) return { kind: 'offline', detail: this.#fault };
    const state = this.#connection;
    if (state.kind === 'signed-out') {
      return { kind: 'signed-out', detail: t('{0} Sign in to get suggestions.', state.message) };
    }
    if (state.kind === 'offline' || state.kind === 'throttled') {
      const time = new Date(state.retryAt).toLocaleTimeString();
      return { kind: 'offline', detail: t('{0} Next try at {1}.', state.message, time) };
    }
    if (this.#thinking > 0) return { kind: 'thinking', detail: t('thinking') };
    const last = this.#last;
    if (last?.kind === 'nothing') {
      const blocked = ['policy-path', 'policy-language', 'policy-unknown', 'untrusted-workspace'].includes(last.reason);
      return { kind: blocked ? 'blocked' : 'quiet', detail: reasonInWords(last.reason) };
    }
    if (last?.kind === 'failed')
      return { kind: last.reason === 'forbidden' ? 'blocked' : 'quiet', detail: last.message };
    return { kind: 'ready', detail: t('ready') };
  }
}
