import * as vscode from 'vscode';
import type { Observation } from '../engine/engine.ts';
import { type Explained, explain } from '../engine/explain.ts';
import { auditLink, type PageLink, pathLinks, withoutCommandLinks } from '../engine/page-links.ts';
import type { Result } from '../engine/result.ts';
import { placesOfPath } from '../engine/workspace-path.ts';
import { reasonInWords } from './words.ts';

const { t } = vscode.l10n;
const scheme = 'intramural';

/** Read-only pages of the extension itself: why this, why nothing, and what the connection is like. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #pages = new Map<string, { text: string; auditId: string | undefined }>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #consoleOf: () => string;

  constructor(consoleOf: () => string) {
    this.#consoleOf = consoleOf;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme }, this),
      this.#changed,
    ];
  }

  /** @param auditId of the record that the page names; it leads to the console. */
  async show(name: string, text: string, auditId?: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.md` });
    this.#pages.set(uri.path, { text: withoutCommandLinks(text), auditId });
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    // A page that is there already gives its place, so that the editor is not cut into ever more columns.
    const shown = vscode.window.visibleTextEditors.find(editor => editor.document.uri.scheme === scheme);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { preview: true, viewColumn });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#pages.get(uri.path)?.text ?? '';
  }

  /** The audit id leads to the console, paths of the workspace to their files. */
  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const text = document.getText();
    const { auditId } = this.#pages.get(document.uri.path) ?? {};
    const link = ({ index, length }: PageLink, target: vscode.Uri): vscode.DocumentLink =>
      new vscode.DocumentLink(
        new vscode.Range(document.positionAt(index), document.positionAt(index + length)),
        target,
      );
    const audit = auditLink(text, auditId);
    const console = this.#consoleOf();
    const links = audit && console ? [link(audit, vscode.Uri.parse(`${console}/audit?id=${auditId}`))] : [];
    for (const named of pathLinks(text)) {
      const file = await fileOf(named.path);
      if (file) links.push(link(named, file));
    }
    return links;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

async function fileOf(path: string): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const { at, relative } of placesOfPath(path, folders)) {
    const uri = vscode.Uri.joinPath(folders[at]!.uri, relative);
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Remembers the last suggestion or silence, and how it fared. */
export class LastExplained {
  #last: Explained | undefined;

  observe(observation: Observation): void {
    if (observation.kind === 'result') this.#result(observation.result);
    else if (observation.kind === 'life' && this.#isLast(observation.followed.suggestion.id)) {
      this.#last = { ...this.#last!, life: observation.followed.life };
    }
  }

  get auditId(): string | undefined {
    return this.#last?.result.trace.head?.audit_id;
  }

  text(current: Explained['life']): string {
    if (!this.#last) return t('There has been no suggestion yet, and no reason for silence: type something.');
    return explain(
      { result: this.#last.result, life: this.#last.life ?? current },
      {
        t: (sentence, ...values) => t(sentence, ...values),
        reason: reason => reasonInWords(reason as Parameters<typeof reasonInWords>[0]),
        time: at => new Date(at).toLocaleTimeString(),
      },
    );
  }

  #result(result: Result): void {
    // What typing overtook explains nothing.
    if (result.kind !== 'cancelled') this.#last = { result };
  }

  #isLast(suggestionId: string): boolean {
    const result = this.#last?.result;
    return result?.kind === 'offered' && result.suggestion.id === suggestionId;
  }
}
