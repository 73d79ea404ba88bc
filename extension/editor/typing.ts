import * as vscode from 'vscode';
import { toLineFeeds } from '../core/text.ts';
import type { Engine } from '../engine/engine.ts';
import { documentId } from './place.ts';

/** A change of a document, and how many characters of it an accept has put there. */
export type Changed = (event: vscode.TextDocumentChangeEvent, accepted: number) => void;

/** Milliseconds after an accept in which the next suggestion need not wait for a pause. */
const afterAccept = 1500;
/** Suggestions whose beginning is remembered: the one on offer, and those that ended a moment ago. */
const remembered = 20;

/** Tells the engine what the hands do in the document that it last offered something in. */
export class Typing implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #onChanged: Changed;
  readonly #subscriptions: vscode.Disposable[];
  #offered: { id: string; suggestionId: string; start: number; offset: number } | undefined;
  /** Where the last suggestions began, by their ids. */
  readonly #starts = new Map<string, number>();
  #lastInsert: { id: string; text: string } | undefined;
  #acceptedAt = Number.NEGATIVE_INFINITY;

  constructor(engine: Engine, onChanged: Changed) {
    this.#engine = engine;
    this.#onChanged = onChanged;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(event => this.#onChanged(event, this.#changed(event))),
      vscode.window.onDidChangeTextEditorSelection(event => this.#moved(event)),
      vscode.window.onDidChangeActiveTextEditor(() => this.#left()),
      vscode.workspace.onDidCloseTextDocument(document => {
        if (documentId(document) === this.#offered?.id) this.#left();
      }),
    ];
  }

  /** A suggestion is on offer at this place. One that is typed along begins where it was offered first. */
  offered(document: vscode.TextDocument, position: vscode.Position, suggestionId: string): void {
    const offset = document.offsetAt(position);
    const start = this.#offered?.suggestionId === suggestionId ? this.#offered.start : offset;
    this.#offered = { id: documentId(document), suggestionId, start, offset };
    this.#starts.delete(suggestionId);
    this.#starts.set(suggestionId, start);
    if (this.#starts.size > remembered) this.#starts.delete(this.#starts.keys().next().value!);
  }

  /** Where in its document a suggestion that was offered lately begins. */
  startOf(suggestionId: string): number | undefined {
    return this.#starts.get(suggestionId);
  }

  accepted(suggestionId: string): void {
    this.#acceptedAt = performance.now();
    this.#engine.follower.accepted(suggestionId);
  }

  /** Whether a pause would be wrong here: a line has just begun, or a suggestion has just been taken. */
  isImmediate(document: vscode.TextDocument): boolean {
    if (performance.now() - this.#acceptedAt < afterAccept) return true;
    return this.#lastInsert?.id === documentId(document) && /^\n[ \t]*/.test(this.#lastInsert.text);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Returns how many characters an accept has put there. */
  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): number {
    // What is written elsewhere (a log, another file by a formatter) says nothing about these hands.
    if (contentChanges.length === 0 || vscode.window.activeTextEditor?.document !== document) return 0;
    const id = documentId(document);
    const change = contentChanges[0]!;
    const text = toLineFeeds(change.text);
    this.#lastInsert = contentChanges.length === 1 && text !== '' ? { id, text } : undefined;
    const offered = this.#offered;
    if (offered?.id !== id) {
      return text === '' ? 0 : this.#engine.typed(id, text);
    }
    if (contentChanges.length > 1) {
      this.#left();
      return 0;
    }
    if (text !== '' && change.rangeOffset === offered.offset) {
      offered.offset += change.text.length;
      return this.#engine.typed(id, text);
    }
    if (text === '' && change.rangeOffset + change.rangeLength === offered.offset) {
      offered.offset -= change.rangeLength;
      this.#engine.follower.deleted(id, change.rangeLength);
    } else this.#left();
    return 0;
  }

  /** A click or an arrow key; moves that typing makes come with a change of the document. */
  #moved({ textEditor, selections, kind }: vscode.TextEditorSelectionChangeEvent): void {
    const offered = this.#offered;
    if (offered === undefined || documentId(textEditor.document) !== offered.id) return;
    if (kind === undefined || kind === vscode.TextEditorSelectionChangeKind.Command) return;
    const position = selections[0]!.active;
    if (selections.length > 1 || textEditor.document.offsetAt(position) !== offered.offset) {
      if (kind === vscode.TextEditorSelectionChangeKind.Mouse) this.#left();
    }
  }

  #left(): void {
    this.#offered = undefined;
    this.#engine.follower.left();
  }
}
