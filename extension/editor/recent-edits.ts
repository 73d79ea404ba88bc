import * as vscode from 'vscode';
import type { RecentEdit } from '../context/types.ts';
import { workspacePath } from './workspace-files.ts';

const mostEdits = 8;
/** Lines shown around an edit, and how near two edits are one. */
const linesBefore = 1;
const linesAfter = 2;
const sameEdit = 4;
const longestText = 600;

/** The lines that were changed last, newest first. */
export class RecentEdits implements vscode.Disposable {
  readonly #isCode: (path: string) => boolean;
  readonly #subscription: vscode.Disposable;
  #edits: readonly RecentEdit[] = [];

  constructor(isCode: (path: string) => boolean) {
    this.#isCode = isCode;
    this.#subscription = vscode.workspace.onDidChangeTextDocument(event => this.#changed(event));
  }

  get newestFirst(): readonly RecentEdit[] {
    return this.#edits;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const last = contentChanges.at(-1);
    const path = last && workspacePath(document.uri);
    if (path === undefined || !vscode.workspace.isTrusted || !this.#isCode(path)) return;
    const from = Math.max(0, last!.range.start.line - linesBefore);
    const to = Math.min(document.lineCount - 1, last!.range.start.line + linesAfter);
    const range = new vscode.Range(from, 0, to, document.lineAt(to).text.length);
    const text = document.getText(range).replaceAll('\r\n', '\n').slice(0, longestText);
    const others = this.#edits.filter(edit => edit.path !== path || Math.abs(edit.line - from - 1) > sameEdit);
    this.#edits = [{ path, line: from + 1, text }, ...others].slice(0, mostEdits);
  }
}
