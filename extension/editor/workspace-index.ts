import * as vscode from 'vscode';
import { isExcluded } from '../../server/wire/excluded-paths.ts';
import { type IgnoreRules, ignoreFiles } from '../context/ignore.ts';
import { ContextLanguages } from '../context/languages.ts';
import type { Diagnostic, KnowledgeFile, RecentEdit } from '../context/types.ts';
import { warmUp } from '../context/warm-up.ts';
import { WorkspaceIndex } from '../context/workspace-index.ts';
import { deflateCodec } from '../engine/deflate-codec.ts';
import type { IndexFile, SavedFile } from '../engine/index-file.ts';
import type { WorkspaceView } from '../engine/workspace-context.ts';
import { packs } from '../languages/registry.ts';
import { RecentEdits } from './recent-edits.ts';
import {
  filesBelow,
  pathInFolder,
  readKnowledge,
  readRules,
  type Stamp,
  stampOf,
  textOf,
  workspacePath,
} from './workspace-files.ts';

/** Milliseconds of work before the extension host may do something else. */
const longestSlice = 8;
/** Files read at once. */
const readAhead = 8;
/** Milliseconds after the last change before it is taken in. */
const settle = 1_500;
/** Milliseconds left to the editor between two steps of warming up. */
const warmUpPause = 25;
/** Share of chunks of files gone above which the index is built anew, and the least size at which that is worth it. */
const mostGarbage = 0.5;
const leastRebuilt = 10_000;

/** Milliseconds after which the policy is looked at again: until it is known, and while it wants no context. */
const policyLooks = { unknown: 1_000, unwanted: 60_000 } as const;

/** Milliseconds after the last change was taken in before the index is saved. */
const saveAfter = 20_000;

/** A file as it was read, or as an earlier start has saved it: then without what is no program text. */
interface ReadFile extends Stamp {
  text: string;
  saved: boolean;
}

export interface ContextPolicy {
  /** Paths that the policy and the settings keep out. */
  exclusions: readonly string[];
  /** The policy gives the model room for context. Without, nothing is read. */
  wanted: boolean;
}

export interface IndexOptions {
  /** Undefined while the policy is not known. */
  rules: () => ContextPolicy | undefined;
  /** Where the index is kept from one start to the next; undefined where it is not. */
  file: IndexFile | undefined;
  /** Both 0 where nothing waits. */
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
  readonly #edits = new RecentEdits(path => this.#languages.ofPath(path) !== undefined);
  readonly #subscriptions: vscode.Disposable[] = [this.#edits];
  /** Files to be read, by path. */
  readonly #waiting = new Map<string, vscode.Uri>();
  /** Where each path comes from. A folder of the first root may have another root's name: the first to hold a path keeps it. */
  readonly #origins = new Map<string, vscode.Uri>();
  readonly #stamps = new Map<string, Stamp>();
  /** What an earlier start has saved and this one has not met yet. */
  #saved = new Map<string, SavedFile>();
  #index = this.#emptyIndex();
  #rules: IgnoreRules | undefined;
  #knowledge: readonly KnowledgeFile[] = [];
  #version = 0;
  #whole = false;
  #working = false;
  #sliceStart = 0;
  #timer: NodeJS.Timeout | undefined;
  #saving: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: IndexOptions) {
    this.#options = options;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(uri => this.#beside(this.#created(uri))),
      watcher.onDidChange(uri => this.#changed(uri)),
      watcher.onDidDelete(uri => this.#deleted(uri)),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('files.exclude')) this.#rebuildSoon();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#rebuild()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#rebuild()),
    );
  }

  /** Begins to read, as soon as the policy is known and wants it. */
  start(): void {
    this.#rebuild();
  }

  index(): WorkspaceIndex {
    return this.#index;
  }

  isWhole(): boolean {
    return this.#whole;
  }

  version(): string {
    return String(this.#version);
  }

  isExcluded(path: string): boolean {
    const exclusions = this.#options.rules()?.exclusions;
    // Without the policy or the workspace's own rules nothing can be known to be allowed.
    if (!exclusions || !this.#rules || isExcluded(path, exclusions)) return true;
    const origin = this.#origins.get(path);
    const others = origin ? [origin.path.replace(/^\//, ''), pathInFolder(origin) ?? ''] : [];
    return others.some(other => isExcluded(other, exclusions)) || this.#rules.excludes(path);
  }

  recentEdits(): readonly RecentEdit[] {
    return this.#edits.newestFirst;
  }

  diagnostics(path: string): readonly Diagnostic[] {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || workspacePath(document.uri) !== path) return [];
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
    clearTimeout(this.#saving);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #emptyIndex(): WorkspaceIndex {
    return new WorkspaceIndex(this.#languages, { codec: deflateCodec });
  }

  #rebuild(): void {
    this.#index = this.#emptyIndex();
    this.#rules = undefined;
    this.#whole = false;
    this.#knowledge = [];
    this.#waiting.clear();
    this.#origins.clear();
    this.#stamps.clear();
    this.#version++;
    if (vscode.workspace.isTrusted) this.#beginWhenWanted();
  }

  #beginWhenWanted(): void {
    clearTimeout(this.#timer);
    const rules = this.#options.rules();
    if (rules?.wanted) {
      this.#beside(this.#begin());
      return;
    }
    this.#timer = setTimeout(() => this.#beginWhenWanted(), policyLooks[rules ? 'unwanted' : 'unknown']);
  }

  #rebuildSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rebuild(), settle);
  }

  async #begin(): Promise<void> {
    const index = this.#index;
    const saved = this.#options.file?.load(() => this.#pause());
    const [rules, knowledge, files] = await Promise.all([readRules(), readKnowledge(), filesBelow()]);
    this.#saved = (await saved) ?? new Map();
    if (index !== this.#index || this.#disposed) return;
    this.#rules = rules;
    this.#knowledge = knowledge;
    for (const uri of files) this.#wait(uri);
    await this.#work();
    for (const _ of warmUp(index)) {
      await new Promise(resolve => setTimeout(resolve, warmUpPause));
      if (index !== this.#index || this.#disposed) return;
    }
  }

  /** A folder is told of without what is in it. */
  async #created(uri: vscode.Uri): Promise<void> {
    this.#changed(uri);
    const path = workspacePath(uri);
    if (path === undefined || this.#rules?.excludes(path) !== false || this.#languages.ofPath(path)) return;
    const isFolder = await vscode.workspace.fs.stat(uri).then(
      ({ type }) => type === vscode.FileType.Directory,
      () => false,
    );
    if (!isFolder) return;
    for (const file of await filesBelow(uri)) this.#wait(file);
    this.#workSoon();
  }

  #deleted(uri: vscode.Uri): void {
    this.#changed(uri);
    const folder = `${uri.path}/`;
    for (const origin of this.#origins.values()) if (origin.path.startsWith(folder)) this.#wait(origin);
  }

  #changed(uri: vscode.Uri): void {
    if (!this.#rules) return;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    if ((ignoreFiles as readonly string[]).includes(name)) {
      this.#rebuildSoon();
      return;
    }
    if (pathInFolder(uri)?.startsWith('.intramural/knowledge/')) {
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
    this.#workSoon();
  }

  #wait(uri: vscode.Uri): void {
    const path = workspacePath(uri);
    if (path === undefined || !this.#languages.ofPath(path)) return;
    const origin = this.#origins.get(path);
    if (origin && origin.path !== uri.path) return;
    this.#origins.set(path, uri);
    this.#waiting.set(path, uri);
  }

  #workSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#beside(this.#work()), settle);
  }

  /** Work that nobody waits for. */
  #beside(work: Promise<void>): void {
    work.catch(error => {
      this.#options.warn(`index: ${nameOf(error)}`);
      this.#options.progress(0, 0);
    });
  }

  /** Takes in what waits, a slice at a time. */
  async #work(): Promise<void> {
    if (this.#working || !vscode.workspace.isTrusted) return;
    this.#working = true;
    try {
      let done = 0;
      while (this.#waiting.size > 0 && !this.#disposed) {
        this.#options.progress(done, done + this.#waiting.size);
        const index = this.#index;
        const batch = [...this.#waiting].slice(0, readAhead);
        for (const [path] of batch) this.#waiting.delete(path);
        const read = await Promise.all(
          batch.map(([path, uri]) => (this.#rules?.excludes(path) === false ? this.#read(path, uri) : undefined)),
        );
        done += batch.length;
        if (index !== this.#index) continue;
        this.#sliceStart = performance.now();
        for (const [at, [path]] of batch.entries()) await this.#take(index, path, read[at]);
      }
      if (done > 0) {
        this.#version++;
        this.#saveLater();
      }
      this.#saved.clear();
      // The rules are there from the moment on at which all files wait.
      this.#whole = this.#rules !== undefined && this.#waiting.size === 0;
      this.#options.progress(0, 0);
    } finally {
      this.#working = false;
    }
    if (this.#index.garbage > mostGarbage && this.#index.chunkSpace > leastRebuilt) this.#rebuild();
  }

  async #read(path: string, uri: vscode.Uri): Promise<ReadFile | undefined> {
    const stamp = await stampOf(uri);
    if (!stamp) return undefined;
    const saved = this.#saved.get(path);
    if (saved?.size === stamp.size && saved.mtime === stamp.mtime) {
      return { ...stamp, text: deflateCodec.unpack(saved.text), saved: true };
    }
    const text = await textOf(uri);
    return text === undefined ? undefined : { ...stamp, text, saved: false };
  }

  async #take(index: WorkspaceIndex, path: string, read: ReadFile | undefined): Promise<void> {
    if (!read) {
      this.#origins.delete(path);
      this.#stamps.delete(path);
      index.remove(path);
      return;
    }
    this.#stamps.set(path, { size: read.size, mtime: read.mtime });
    const steps = index.setInSteps(path, read.text, read.saved);
    while (!steps.next().done) await this.#pause();
    await this.#pause();
  }

  #saveLater(): void {
    const { file } = this.#options;
    if (!file) return;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => {
      if (this.#working || this.#disposed) return;
      void file
        .save(this.#toSave(), () => this.#pause())
        .catch(error => this.#options.warn(`the index was not saved: ${nameOf(error)}`));
    }, saveAfter);
  }

  /** Nothing that a rule excludes. */
  *#toSave(): Iterable<SavedFile> {
    for (const { path, text } of this.#index.files()) {
      const stamp = this.#stamps.get(path);
      if (stamp && !this.isExcluded(path)) yield { path, ...stamp, text };
    }
  }

  /** Lets the extension host do something else where this slice has lasted long enough. */
  async #pause(): Promise<void> {
    if (performance.now() - this.#sliceStart < longestSlice) return;
    await new Promise(resolve => setImmediate(resolve));
    this.#sliceStart = performance.now();
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown fault';
}
