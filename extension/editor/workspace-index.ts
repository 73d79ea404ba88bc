import * as vscode from 'vscode';
import { IgnoreRules, ignoreFiles } from '../context/ignore.ts';
import { ContextLanguages } from '../context/languages.ts';
import type { Diagnostic, KnowledgeFile, RecentEdit } from '../context/types.ts';
import { WorkspaceIndex } from '../context/workspace-index.ts';
import { isExcluded } from '../core/exclusion.ts';
import { deflateCodec } from '../engine/deflate-codec.ts';
import type { WorkspaceView } from '../engine/workspace-context.ts';
import { packs } from '../languages/registry.ts';

/** Milliseconds of work before the extension host may do something else. */
const longestSlice = 8;
/** Bytes of the longest file that is read. */
const longestFile = 1_000_000;
const mostFiles = 20_000;
/** Milliseconds after the last change before it is taken in. */
const settle = 1_500;
/** Share of chunks of files gone above which the index is built anew. */
const mostGarbage = 0.5;
const mostEdits = 8;
const knowledgePattern = '.intramural/knowledge/*.md';

export interface IndexOptions {
  /** Paths that the policy and the settings keep out; undefined while the policy is not known. */
  exclusions: () => readonly string[] | undefined;
  progress: (done: number, all: number) => void;
  warn: (message: string) => void;
}

/**
 * Keeps an index of the workspace's files: built in the background in short slices, then kept up with what is saved,
 * made, moved and deleted. An untrusted workspace is not read.
 */
export class WorkspaceIndexer implements WorkspaceView, vscode.Disposable {
  readonly #options: IndexOptions;
  readonly #languages = new ContextLanguages(packs);
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #waiting = new Map<string, vscode.Uri>();
  #index = this.#emptyIndex();
  #rules: IgnoreRules | undefined;
  #knowledge: readonly KnowledgeFile[] = [];
  #edits: RecentEdit[] = [];
  #version = 0;
  #working = false;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: IndexOptions) {
    this.#options = options;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const changed = (uri: vscode.Uri): void => this.#changed(uri);
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
      vscode.workspace.onDidChangeTextDocument(event => this.#edited(event)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#rebuild()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#rebuild()),
    );
    this.#rebuild();
  }

  index(): WorkspaceIndex {
    return this.#index;
  }

  version(): string {
    return String(this.#version);
  }

  isExcluded(path: string): boolean {
    const exclusions = this.#options.exclusions();
    // Without the policy or the workspace's own rules nothing can be known to be allowed.
    if (!exclusions || !this.#rules || isExcluded(path, exclusions)) return true;
    return this.#rules.excludes(path);
  }

  recentEdits(): readonly RecentEdit[] {
    return this.#edits;
  }

  diagnostics(path: string): readonly Diagnostic[] {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || relativePath(document.uri) !== path) return [];
    return vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
      .map(({ range, message }) => ({ line: range.start.line + 1, message }));
  }

  knowledge(): readonly KnowledgeFile[] {
    return this.#knowledge;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #emptyIndex(): WorkspaceIndex {
    return new WorkspaceIndex(this.#languages, { codec: deflateCodec });
  }

  #rebuild(): void {
    this.#index = this.#emptyIndex();
    this.#rules = undefined;
    this.#knowledge = [];
    this.#waiting.clear();
    this.#version++;
    if (vscode.workspace.isTrusted) void this.#begin().catch(error => this.#options.warn(`index: ${nameOf(error)}`));
  }

  async #begin(): Promise<void> {
    const index = this.#index;
    const rules = await readRules();
    if (index !== this.#index || this.#disposed) return;
    this.#rules = rules;
    this.#knowledge = await readKnowledge();
    const files = await vscode.workspace.findFiles('**/*', undefined, mostFiles);
    if (index !== this.#index || this.#disposed) return;
    for (const uri of files.sort((a, b) => (a.path < b.path ? -1 : 1))) this.#wait(uri);
    await this.#work();
  }

  #changed(uri: vscode.Uri): void {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    if ((ignoreFiles as readonly string[]).includes(name)) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#rebuild(), settle);
      return;
    }
    if (relativePath(uri)?.startsWith('.intramural/knowledge/')) {
      void readKnowledge().then(
        files => {
          this.#knowledge = files;
          this.#version++;
        },
        () => undefined,
      );
      return;
    }
    this.#wait(uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#work(), settle);
  }

  #wait(uri: vscode.Uri): void {
    const path = relativePath(uri);
    if (path !== undefined && this.#languages.ofPath(path)) this.#waiting.set(path, uri);
  }

  /** Takes in what waits, a slice at a time. */
  async #work(): Promise<void> {
    if (this.#working || !vscode.workspace.isTrusted) return;
    this.#working = true;
    try {
      let done = 0;
      let sliceStart = performance.now();
      const pause = async (): Promise<void> => {
        if (performance.now() - sliceStart < longestSlice) return;
        this.#options.progress(done, done + this.#waiting.size);
        await new Promise(resolve => setImmediate(resolve));
        sliceStart = performance.now();
      };
      for (;;) {
        const next = this.#waiting.entries().next().value;
        if (!next || this.#disposed) break;
        const [path, uri] = next;
        this.#waiting.delete(path);
        done++;
        const index = this.#index;
        const text = this.#rules?.excludes(path) === false ? await textOf(uri) : undefined;
        sliceStart = Math.max(sliceStart, performance.now() - longestSlice / 2);
        if (index !== this.#index) continue;
        if (text === undefined) {
          index.remove(path);
          continue;
        }
        const steps = index.setInSteps(path, text);
        while (!steps.next().done) await pause();
        await pause();
      }
      if (done > 0) this.#version++;
      this.#options.progress(0, 0);
    } finally {
      this.#working = false;
    }
    if (this.#index.garbage > mostGarbage && this.#index.chunkSpace > 10_000) this.#rebuild();
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const path = relativePath(document.uri);
    const last = contentChanges.at(-1);
    if (path === undefined || !last || !this.#languages.ofPath(path)) return;
    const from = Math.max(0, last.range.start.line - 1);
    const to = Math.min(document.lineCount - 1, last.range.start.line + 2);
    const text = document.getText(new vscode.Range(from, 0, to, document.lineAt(to).text.length)).slice(0, 600);
    const others = this.#edits.filter(edit => edit.path !== path || Math.abs(edit.line - from - 1) > 4);
    this.#edits = [{ path, line: from + 1, text }, ...others].slice(0, mostEdits);
  }
}

/** Relative to its workspace folder, as elsewhere in the extension; undefined outside the workspace. */
function relativePath(uri: vscode.Uri): string | undefined {
  if (!vscode.workspace.getWorkspaceFolder(uri)) return undefined;
  return vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    // A link is not followed: what it leads to inside is met anyway, what lies outside is nobody's business.
    if (size > longestFile || type !== vscode.FileType.File) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function readRules(): Promise<IgnoreRules> {
  const rules = new IgnoreRules();
  for (const name of ignoreFiles) {
    const files = await vscode.workspace.findFiles(`**/${name}`, null, mostFiles);
    for (const uri of files) {
      const path = relativePath(uri)!;
      const folder = path.slice(0, Math.max(0, path.length - name.length - 1));
      // A rule file that cannot be read closes its folder.
      rules.add(folder, (await textOf(uri)) ?? '**');
    }
  }
  return rules;
}

async function readKnowledge(): Promise<KnowledgeFile[]> {
  if (!vscode.workspace.isTrusted) return [];
  const files = await vscode.workspace.findFiles(knowledgePattern, null, 100);
  const read = await Promise.all(
    files.map(async uri => ({ path: relativePath(uri)!, text: (await textOf(uri)) ?? '' })),
  );
  return read.filter(({ text }) => text !== '').sort((a, b) => (a.path < b.path ? -1 : 1));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown fault';
}
