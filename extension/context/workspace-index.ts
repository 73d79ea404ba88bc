import { toLineFeeds } from '../core/text.ts';
import { definitionsOf } from './definitions.ts';
import { longestShownLine } from './excerpt.ts';
import type { ContextLanguage, ContextLanguages } from './languages.ts';
import { GrowingInts, type Lists, packLists, unpackLists } from './numbers.ts';
import { Postings } from './postings.ts';
import type { DefinitionKind } from './rules.ts';
import { type Ddl, ddlOf, noDdl } from './sql/tables.ts';
import { TermTable } from './terms.ts';
import { LineCache, plainCodec, type TextCodec } from './text-store.ts';
import { readWords } from './words.ts';

/** Lines that are found together. */
export const chunkLines = 10;

/** A name that a file declares. */
export interface Definition {
  line: number;
  term: number;
  kind: DefinitionKind;
}

export interface IndexedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly directory: string;
  readonly language: ContextLanguage;
  readonly lineCount: number;
  /** Numbers of its chunks: `firstChunk` to `firstChunk + chunkCount - 1`. */
  readonly firstChunk: number;
  readonly chunkCount: number;
  readonly definitions: readonly Definition[];
  /** Tables that it declares, where it holds DDL. */
  readonly ddl: Ddl;
  /** Names by line, as terms; packed. */
  readonly words: Uint8Array;
  readonly wordCount: number;
  /** Different names. */
  readonly distinct: number;
  /** Characters of each line without the white space around it, at most as many as are ever shown. */
  readonly lengths: Uint8Array;
  readonly text: Uint8Array;
}

export type SetResult = 'indexed' | 'unknown-language' | 'too-long' | 'binary' | 'no-memory';

export interface IndexLimits {
  /** Longest file, in characters. */
  fileCharacters: number;
  /** Bytes of the whole index, as far as it can count them. */
  bytes: number;
}

export const defaultIndexLimits: IndexLimits = { fileCharacters: 1_000_000, bytes: 140_000_000 };

/** Characters read between two chances to pause: some 5 ms. */
const pieceCharacters = 96_000;
/** Estimated cost of a term: its text, its entry in the map, its numbers. */
const bytesPerTerm = 110;
const bytesPerFile = 700;
const bytesPerDefinition = 40;

/**
 * What a workspace's files hold: names by chunk, declarations, texts. A function of the files alone, in whatever order
 * they came: ranking reads no number of the bookkeeping (slots, terms, chunks), only paths, lines and counts.
 */
export class WorkspaceIndex {
  readonly languages: ContextLanguages;
  readonly terms = new TermTable();
  readonly postings = new Postings();
  /** Chunks, of living files, that hold the term. */
  readonly chunkCounts = new GrowingInts();
  /** Living files that hold the name as it is written. */
  readonly #fileCounts = new GrowingInts();
  readonly #limits: IndexLimits;
  readonly #codec: TextCodec;
  readonly #lines: LineCache;
  readonly #files = new Map<string, IndexedFile>();
  readonly #byChunk: (IndexedFile | undefined)[] = [];
  /** Words of each chunk, at most 255; 0 where its file is gone. */
  #chunkLengths = new Uint8Array(1024);
  #places = new Int32Array(1024);
  readonly #definers = new Map<number, IndexedFile[]>();
  readonly #byName = new Map<string, IndexedFile[]>();
  readonly #byDirectory = new Map<string, IndexedFile[]>();
  #liveChunks = 0;
  #liveWords = 0;
  #fileBytes = 0;
  #version = 0;
  #ddlVersion = 0;
  readonly #withTables = new Set<IndexedFile>();

  constructor(languages: ContextLanguages, options: { codec?: TextCodec; limits?: Partial<IndexLimits> } = {}) {
    this.languages = languages;
    this.#codec = options.codec ?? plainCodec;
    this.#lines = new LineCache(this.#codec);
    this.#limits = { ...defaultIndexLimits, ...options.limits };
  }

  /** Changes with every change of the files. */
  get version(): number {
    return this.#version;
  }

  /** Changes with every change of the DDL. */
  get ddlVersion(): number {
    return this.#ddlVersion;
  }

  /** Files that declare tables or keys between them. */
  filesWithTables(): Iterable<IndexedFile> {
    return this.#withTables;
  }

  get fileCount(): number {
    return this.#files.size;
  }

  get chunkCount(): number {
    return this.#liveChunks;
  }

  /** One more than the greatest chunk number ever given. */
  get chunkSpace(): number {
    return this.#byChunk.length;
  }

  get wordCount(): number {
    return this.#liveWords;
  }

  /** Share of chunks whose files are gone: above a half the index should be built anew. */
  get garbage(): number {
    return this.#byChunk.length === 0 ? 0 : 1 - this.#liveChunks / this.#byChunk.length;
  }

  get bytes(): number {
    const terms = this.terms.size * bytesPerTerm;
    const counts = this.chunkCounts.bytes + this.#fileCounts.bytes;
    return this.#fileBytes + terms + this.postings.bytes + counts + this.#byChunk.length * 12;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  file(path: string): IndexedFile | undefined {
    return this.#files.get(path);
  }

  files(): Iterable<IndexedFile> {
    return this.#files.values();
  }

  /** Undefined where the chunk's file is gone. */
  fileOfChunk(chunk: number): IndexedFile | undefined {
    return this.#byChunk[chunk];
  }

  /** Words of each chunk, at most 255; 0 where its file is gone. */
  get chunkLengths(): Uint8Array {
    return this.#chunkLengths;
  }

  /** The term of a name that some file holds, written so. A name that only files now gone have held is unknown. */
  find(name: string): number | undefined {
    const term = this.terms.find(name);
    return term !== undefined && this.#fileCounts.get(term) > 0 ? term : undefined;
  }

  /** Living files that hold the name as it is written. */
  filesWith(term: number): number {
    return this.#fileCounts.get(term);
  }

  /** Chunks of living files that hold the term, in ascending order; good until the next call. */
  chunksWith(term: number): Int32Array {
    const count = this.chunkCounts.get(term);
    if (this.#places.length < count) this.#places = new Int32Array(count * 2);
    return this.#places.subarray(0, this.postings.read(term, this.#places, this.#chunkLengths));
  }

  linesOf(file: IndexedFile): readonly string[] {
    return this.#lines.linesOf(file.path, file.text);
  }

  /** Names by line, as terms, in the order of the text. */
  wordsOf(file: IndexedFile): Lists {
    return unpackLists(file.words, file.lineCount);
  }

  /** Files that declare the name. */
  definers(term: number): readonly IndexedFile[] {
    return this.#definers.get(term) ?? nowhere;
  }

  /** Files by their name without folder and extension, in lower case. */
  named(name: string): readonly IndexedFile[] {
    return this.#byName.get(name.toLowerCase()) ?? nowhere;
  }

  inDirectory(directory: string): readonly IndexedFile[] {
    return this.#byDirectory.get(directory) ?? nowhere;
  }

  /** Adds or replaces a file at once. */
  set(path: string, text: string): SetResult {
    const steps = this.setInSteps(path, text);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /**
   * Adds or replaces a file; pauses after each piece. Nothing of it is visible before the end.
   * @param isProgramText the text has come out of an index: it is not masked again
   */
  *setInSteps(path: string, text: string, isProgramText = false): Generator<void, SetResult> {
    const language = this.languages.ofPath(path);
    const refusal = language ? this.#refusal(text) : 'unknown-language';
    if (refusal || !language) {
      this.remove(path);
      return refusal ?? 'unknown-language';
    }
    const normal = isProgramText ? text : programText(text, language);
    const words: number[] = [];
    const lineEnds: number[] = [];
    for (const piece of pieces(normal)) {
      this.#readPiece(piece, language, words, lineEnds);
      yield;
    }
    const lines = normal.split('\n');
    const definitions = definitionsOf(lines, language.rules, words, lineEnds, this.terms);
    const lengths = Uint8Array.from(lines, line => Math.min(line.trim().length, longestShownLine));
    this.remove(path);
    this.#insert(path, language, normal, Int32Array.from(words), lineEnds, lengths, definitions);
    return 'indexed';
  }

  remove(path: string): boolean {
    const file = this.#files.get(path);
    if (!file) return false;
    this.#version++;
    this.#files.delete(path);
    if (this.#withTables.delete(file)) this.#ddlVersion++;
    this.#fileBytes -= costOf(file);
    this.#liveChunks -= file.chunkCount;
    this.#liveWords -= file.wordCount;
    const words = this.wordsOf(file);
    this.#eachTermOfChunks(file, words, term => this.chunkCounts.add(term, -1));
    for (const term of new Set(words.values)) this.#fileCounts.add(term, -1);
    for (let chunk = file.firstChunk; chunk < file.firstChunk + file.chunkCount; chunk++) {
      this.#byChunk[chunk] = undefined;
      this.#chunkLengths[chunk] = 0;
    }
    for (const { term } of file.definitions) forget(this.#definers, term, file);
    forget(this.#byName, stem(path), file);
    forget(this.#byDirectory, file.directory, file);
    return true;
  }

  /** Calls back once for each term of each chunk: names, and the parts of names. */
  eachTermOfFile(file: IndexedFile, visit: (term: number, chunk: number) => void): void {
    this.#eachTermOfChunks(file, this.wordsOf(file), visit);
  }

  #refusal(text: string): SetResult | undefined {
    if (text.length > this.#limits.fileCharacters) return 'too-long';
    if (text.slice(0, 8000).includes('\0')) return 'binary';
    if (this.bytes > this.#limits.bytes) return 'no-memory';
    return undefined;
  }

  #readPiece(piece: string, language: ContextLanguage, words: number[], lineEnds: number[]): void {
    const firstLine = lineEnds.length;
    const ignoreCase = language.lexical.ignoreCase === true;
    const starts = readWords(piece, language.lexical, language.rules, (line, start, end) => {
      while (lineEnds.length < firstLine + line) lineEnds.push(words.length);
      const word = piece.slice(start, end);
      words.push(this.terms.intern(ignoreCase ? word.toLowerCase() : word));
    });
    while (lineEnds.length < firstLine + starts.length) lineEnds.push(words.length);
  }

  #insert(
    path: string,
    language: ContextLanguage,
    text: string,
    words: Int32Array,
    lineEnds: number[],
    lengths: Uint8Array,
    definitions: Definition[],
  ): void {
    this.#version++;
    const distinct = new Set(words);
    const file: IndexedFile = {
      path,
      directory: directoryOf(path),
      language,
      lineCount: lineEnds.length,
      firstChunk: this.#byChunk.length,
      chunkCount: Math.ceil(lineEnds.length / chunkLines),
      definitions,
      ddl: ddlOf(text, language.rules.family),
      words: packLists(words, words.length, lineEnds),
      wordCount: words.length,
      distinct: distinct.size,
      lengths,
      text: this.#codec.pack(text),
    };
    for (let chunk = 0; chunk < file.chunkCount; chunk++) {
      const first = chunk === 0 ? 0 : lineEnds[chunk * chunkLines - 1]!;
      const end = lineEnds[Math.min(lineEnds.length, (chunk + 1) * chunkLines) - 1]!;
      this.#setChunkLength(this.#byChunk.length, end - first);
      this.#byChunk.push(file);
    }
    this.#eachTermOfChunks(file, unpackLists(file.words, file.lineCount), (term, chunk) => {
      this.postings.add(term, chunk);
      this.chunkCounts.add(term, 1);
    });
    for (const term of distinct) this.#fileCounts.add(term, 1);
    this.#files.set(path, file);
    if (file.ddl !== noDdl) {
      this.#withTables.add(file);
      this.#ddlVersion++;
    }
    this.#fileBytes += costOf(file);
    this.#liveChunks += file.chunkCount;
    this.#liveWords += file.wordCount;
    for (const { term } of definitions) remember(this.#definers, term, file);
    remember(this.#byName, stem(path), file);
    remember(this.#byDirectory, file.directory, file);
  }

  #setChunkLength(chunk: number, words: number): void {
    if (chunk >= this.#chunkLengths.length) {
      const longer = new Uint8Array(Math.ceil(this.#chunkLengths.length * 1.5));
      longer.set(this.#chunkLengths);
      this.#chunkLengths = longer;
    }
    this.#chunkLengths[chunk] = Math.min(255, words);
  }

  #eachTermOfChunks(file: IndexedFile, words: Lists, visit: (term: number, chunk: number) => void): void {
    const seen = new Set<number>();
    for (let chunk = 0; chunk < file.chunkCount; chunk++) {
      seen.clear();
      const from = words.starts[chunk * chunkLines]!;
      const to = words.starts[Math.min(file.lineCount, (chunk + 1) * chunkLines)]!;
      for (let index = from; index < to; index++) {
        const term = words.values[index]!;
        if (seen.has(term)) continue;
        seen.add(term);
        const parts = this.terms.parts(term);
        if (parts.length !== 1) visit(term, file.firstChunk + chunk);
        for (const part of parts) {
          if (seen.has(part)) continue;
          seen.add(part);
          visit(part, file.firstChunk + chunk);
        }
      }
    }
  }
}

/** With LF line ends and without what is not program text: what the rules blank is never shown. */
export function programText(text: string, language: ContextLanguage | undefined): string {
  const normal = toLineFeeds(text);
  return language?.rules.mask ? language.rules.mask(normal) : normal;
}

const nowhere: readonly IndexedFile[] = [];

function* pieces(text: string): Iterable<string> {
  let from = 0;
  while (text.length - from > pieceCharacters) {
    const newline = text.lastIndexOf('\n', from + pieceCharacters);
    const end = newline <= from ? text.indexOf('\n', from + pieceCharacters) : newline;
    if (end < 0) break;
    // The line end stays with neither piece: the next one begins a line.
    yield text.slice(from, end);
    from = end + 1;
  }
  yield text.slice(from);
}

function costOf(file: IndexedFile): number {
  const { words, text, lengths, definitions } = file;
  return bytesPerFile + words.length + text.length + lengths.length + definitions.length * bytesPerDefinition;
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function stem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return (dot > 0 ? name.slice(0, dot) : name).toLowerCase();
}

function remember<Key>(map: Map<Key, IndexedFile[]>, key: Key, file: IndexedFile): void {
  const known = map.get(key);
  if (!known) map.set(key, [file]);
  else if (known.at(-1) !== file) known.push(file);
}

function forget<Key>(map: Map<Key, IndexedFile[]>, key: Key, file: IndexedFile): void {
  const left = map.get(key)?.filter(other => other !== file);
  if (left?.length === 0) map.delete(key);
  else if (left) map.set(key, left);
}
