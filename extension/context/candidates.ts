import type { DocumentWords } from './document-words.ts';
import type { Lists } from './numbers.ts';
import { compareHits, type Hit, type Query } from './search.ts';
import type { Without } from './without.ts';
import { chunkLines, type IndexedFile, type WorkspaceIndex } from './workspace-index.ts';

/** What speaks for a name being needed at the cursor. All are counted on files other than the document. */
export interface Evidence {
  term: number;
  /** Chunks like the text around the cursor, and those after them, that hold it: squares of their share of the best score. */
  found: number;
  /** Rank of the first of them, from 0. */
  rank: number;
  /** Names that the line beside it shares with the line beside the cursor. */
  beside: number;
  /** Names of the cursor's line that precede it on a line. */
  after: number;
  /** Files like the document that hold it, each by its share of the best likeness. */
  similar: number;
  /** Declared in files behind imports and types in sight. */
  declared: number;
}

const unranked = 1000;

/** Evidence by term, in the order in which the terms were met. */
export class Candidates {
  readonly #byTerm = new Map<number, Evidence>();
  readonly #base: Candidates | undefined;

  /** What `base` knows counts too; what is added here leaves it as it is. */
  constructor(base?: Candidates) {
    this.#base = base;
  }

  *all(): Iterable<Evidence> {
    yield* this.#byTerm.values();
    if (!this.#base) return;
    for (const evidence of this.#base.all()) if (!this.#byTerm.has(evidence.term)) yield evidence;
  }

  of(term: number): Evidence {
    let evidence = this.#byTerm.get(term);
    if (!evidence) {
      const known = this.#base?.find(term);
      evidence = known
        ? { ...known }
        : { term, found: 0, rank: unranked, beside: 0, after: 0, similar: 0, declared: 0 };
      this.#byTerm.set(term, evidence);
    }
    return evidence;
  }

  find(term: number): Evidence | undefined {
    return this.#byTerm.get(term) ?? this.#base?.find(term);
  }
}

/** Names by line of the files in play, each file unpacked once. */
export class FileWords {
  readonly #index: WorkspaceIndex;
  readonly #known = new Map<IndexedFile, Lists>();

  constructor(index: WorkspaceIndex) {
    this.#index = index;
  }

  of(file: IndexedFile): Lists {
    let words = this.#known.get(file);
    if (!words) {
      words = this.#index.wordsOf(file);
      this.#known.set(file, words);
    }
    return words;
  }
}

/** Names of the nearest lines with names above and below the cursor. */
export function besideCursor(document: DocumentWords): ReadonlySet<number> {
  const beside = new Set<number>();
  for (const step of [-1, 1]) {
    for (let line = document.cursorLine + step; line >= 0 && line < document.words.length; line += step) {
      const words = document.words[line]!;
      if (words.length === 0) continue;
      for (const { term } of words) if (term !== undefined) beside.add(term);
      break;
    }
  }
  return beside;
}

/** Lines around a name that are compared with those beside the cursor. */
const besideReach = 2;

/** Counts what the hits, and the chunks after them, hold. */
export function weighHits(
  hits: readonly Hit[],
  document: DocumentWords,
  files: FileWords,
  beside: ReadonlySet<number>,
  candidates: Candidates,
): void {
  const best = hits[0]?.score ?? 1;
  const seen = new Set<number>();
  hits.forEach((hit, rank) => {
    const share = hit.score / best;
    const words = files.of(hit.file);
    for (const chunk of [hit.chunk, hit.chunk + 1]) {
      if (chunk >= hit.file.chunkCount) break;
      seen.clear();
      const from = chunk * chunkLines;
      const to = Math.min(hit.file.lineCount, from + chunkLines);
      for (let line = from; line < to; line++) {
        const likeness = likenessBeside(words, line, hit.file.lineCount, beside) * share;
        for (let at = words.starts[line]!; at < words.starts[line + 1]!; at++) {
          const term = words.values[at]!;
          if (document.known.has(term)) continue;
          const evidence = candidates.of(term);
          if (likeness > evidence.beside) evidence.beside = likeness;
          if (seen.has(term)) continue;
          seen.add(term);
          evidence.found += share * share;
          if (rank < evidence.rank) evidence.rank = rank;
        }
      }
    }
  });
}

function likenessBeside(words: Lists, line: number, lineCount: number, beside: ReadonlySet<number>): number {
  let best = 0;
  for (let distance = -besideReach; distance <= besideReach; distance++) {
    const other = line + distance;
    if (distance === 0 || other < 0 || other >= lineCount) continue;
    let shared = 0;
    for (let at = words.starts[other]!; at < words.starts[other + 1]!; at++)
      if (beside.has(words.values[at]!)) shared++;
    const likeness = shared / (1 + Math.abs(distance) / 2);
    if (likeness > best) best = likeness;
  }
  return best;
}

export interface SimilarFile {
  file: IndexedFile;
  /** 1 for the most similar. */
  likeness: number;
}

/** Names that more chunks than this hold say nothing about what a file is like. */
const commonChunks = 200;
const similarFiles = 20;
const readPlaces = 40_000;

/** Files that share the document's rarer names, most similar first. */
export function filesLike(document: DocumentWords, view: Without, family: string | undefined): SimilarFile[] {
  const { index } = view;
  const likeness = new Map<IndexedFile, number>();
  const rare = [...document.known]
    .map(term => {
      const parts = index.terms.parts(term);
      return parts.length === 1 ? parts[0]! : term;
    })
    .map(term => ({ term, count: view.count(term), text: index.terms.text(term) }))
    .filter(({ count }) => count > 0 && count <= commonChunks)
    .sort((a, b) => a.count - b.count || (a.text < b.text ? -1 : 1));
  let left = readPlaces;
  let previous = -1;
  for (const { term, count } of rare) {
    if (term === previous) continue;
    previous = term;
    if (count > left) break;
    left -= count;
    const rarity = view.rarity(term);
    let last: IndexedFile | undefined;
    for (const chunk of index.chunksWith(term)) {
      const file = index.fileOfChunk(chunk);
      if (!file || file === last || file === view.file) continue;
      last = file;
      likeness.set(file, (likeness.get(file) ?? 0) + rarity);
    }
  }
  const found = [...likeness].map(([file, sum]) => ({
    file,
    chunk: 0,
    score: (sum / Math.sqrt(file.distinct + 20)) * (family && file.language.rules.family !== family ? 0.3 : 1),
  }));
  found.sort(compareHits);
  const best = found[0]?.score ?? 1;
  return found.slice(0, similarFiles).map(({ file, score }) => ({ file, likeness: score / best }));
}

export function weighSimilarFiles(
  similar: readonly SimilarFile[],
  document: DocumentWords,
  files: FileWords,
  candidates: Candidates,
): void {
  const seen = new Set<number>();
  for (const { file, likeness } of similar) {
    seen.clear();
    for (const term of files.of(file).values) {
      if (seen.has(term)) continue;
      seen.add(term);
      if (!document.known.has(term)) candidates.of(term).similar += likeness;
    }
  }
}

/** How many parts of the name the query asks for. */
export function sharedParts(term: number, query: Query, index: WorkspaceIndex): number {
  let shared = 0;
  for (const part of index.terms.parts(term)) if (query.weights.has(part)) shared++;
  return shared;
}
