import type { IndexedFile, WorkspaceIndex } from './workspace-index.ts';

/** The index without one file: what a document's own saved version would say about it must not count. */
export class Without {
  readonly index: WorkspaceIndex;
  readonly path: string;
  readonly file: IndexedFile | undefined;
  readonly #own = new Map<number, number>();
  /** Names that the file holds, as it writes them. */
  readonly #ownNames: ReadonlySet<number> = new Set();
  /** Chunks of the terms that were asked for: those around the cursor are asked for again at each key. */
  readonly #chunks = new Map<number, Int32Array>();

  constructor(index: WorkspaceIndex, path: string) {
    this.index = index;
    this.path = path;
    this.file = index.file(path);
    if (this.file) {
      this.#ownNames = new Set(index.wordsOf(this.file).values);
      index.eachTermOfFile(this.file, term => {
        this.#own.set(term, (this.#own.get(term) ?? 0) + 1);
      });
    }
  }

  /** The term of a name that another file holds, written so. */
  find(name: string): number | undefined {
    const term = this.index.find(name);
    const own = term !== undefined && this.#ownNames.has(term) && this.index.filesWith(term) === 1;
    return own ? undefined : term;
  }

  /** Other files that declare the name. */
  definers(term: number): readonly IndexedFile[] {
    return this.#others(this.index.definers(term));
  }

  /** Other files by their name without folder and extension, in lower case. */
  named(name: string): readonly IndexedFile[] {
    return this.#others(this.index.named(name));
  }

  /** Chunks that hold the term. */
  count(term: number): number {
    return this.index.chunkCounts.get(term) - (this.#own.get(term) ?? 0);
  }

  /** Chunks that hold the term, the file's own among them. Good for one version of the index. */
  chunksWith(term: number): Int32Array {
    let chunks = this.#chunks.get(term);
    if (!chunks) {
      chunks = this.index.chunksWith(term).slice();
      this.#chunks.set(term, chunks);
    }
    return chunks;
  }

  get chunkCount(): number {
    return this.index.chunkCount - (this.file?.chunkCount ?? 0);
  }

  get averageWords(): number {
    return this.chunkCount === 0 ? 1 : (this.index.wordCount - (this.file?.wordCount ?? 0)) / this.chunkCount;
  }

  rarity(term: number): number {
    const count = this.count(term);
    return Math.log(1 + (this.chunkCount - count + 0.5) / (count + 0.5));
  }

  #others(files: readonly IndexedFile[]): readonly IndexedFile[] {
    const { file } = this;
    return file && files.includes(file) ? files.filter(other => other !== file) : files;
  }
}
