import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Engine, Observation } from '../engine/engine.ts';
import { type FollowedText, Retention, type RetentionParts } from '../engine/retention.ts';
import { watchCommits } from './commits.ts';
import { documentId } from './place.ts';

const memoryKey = 'retention';

/** Follows accepted suggestions through the documents of this window, and over its reload. */
export class RetentionWatch implements vscode.Disposable {
  readonly #retention: Retention;
  readonly #subscriptions: vscode.Disposable[];
  readonly #startOf: (suggestionId: string) => number | undefined;

  /** Made before what watches the typing, so that a change has been taken in when an accept is told. */
  constructor(
    memory: vscode.Memento,
    parts: Pick<RetentionParts, 'clock' | 'tell'>,
    startOf: (suggestionId: string) => number | undefined,
  ) {
    this.#startOf = startOf;
    const followed = memory.get<FollowedText[]>(memoryKey, []);
    const save = (kept: readonly FollowedText[]): Thenable<void> => memory.update(memoryKey, kept);
    const retention = new Retention({ ...parts, save, look: digestOfFile }, followed);
    this.#retention = retention;
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
          offset: rangeOffset,
          removed: rangeLength,
          inserted: text.length,
        }));
        if (edits.length > 0) retention.edited(documentId(document), edits);
      }),
      vscode.workspace.onDidOpenTextDocument(document => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument(document => this.#left(document, 'closed')),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) retention.renamed(oldUri.toString(), newUri.toString());
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) retention.deleted(uri.toString());
      }),
      watchCommits({
        committed: uris => void retention.committed(uris.map(uri => uri.toString())),
        branchChanged: root => {
          const folder = `${root.toString()}/`;
          retention.branchChanged(id => id.startsWith(folder));
        },
      }),
    ];
  }

  /** Begins to follow what has been accepted, in whole or in part. */
  observe(observation: Observation): void {
    if (observation.kind !== 'life') return;
    const { life, suggestion, documentId: id } = observation.followed;
    if (life.accepted === 0 || life.ending === undefined) return;
    const document = vscode.workspace.textDocuments.find(one => documentId(one) === id);
    const start = this.#startOf(suggestion.id);
    if (!document || start === undefined) return;
    const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const text = life.text.slice(0, life.taken).replaceAll('\n', newline);
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
    // What is not where it should be cannot be followed.
    if (document.getText(range) !== text) return;
    this.#retention.accepted(suggestion.id, id, { start, end: start + text.length }, life.accepted);
  }

  /** The window closes or reloads: resolves once what is followed is kept. */
  async close(): Promise<void> {
    for (const document of vscode.workspace.textDocuments) this.#left(document, 'reload');
    await this.#retention.close();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #opened(document: vscode.TextDocument): void {
    const id = documentId(document);
    if (this.#retention.has(id)) this.#retention.opened(id, digestOf(document.getText()));
  }

  #left(document: vscode.TextDocument, why: 'closed' | 'reload'): void {
    const id = documentId(document);
    if (this.#retention.has(id)) this.#retention.left(id, digestOf(document.getText()), why);
  }
}

export function followAccepts(engine: Engine, watch: RetentionWatch): vscode.Disposable {
  return { dispose: engine.onObservation(observation => watch.observe(observation)) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function digestOfFile(id: string): Promise<string | undefined | null> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(id, true));
    return digestOf(new TextDecoder().decode(bytes));
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? undefined : null;
  }
}
