import type { DocumentWord } from './document-words.ts';
import { subwords } from './subwords.ts';
import type { Without } from './without.ts';
import { chunkLines, type IndexedFile, type WorkspaceIndex } from './workspace-index.ts';

/** Okapi BM25's usual constants. Presence counts, not frequency: a chunk has ten lines. */
const lengthWeight = 0.6;
const saturation = 1.2;

/** Places in postings read for one search: under a millisecond. The rarest terms come first. */
const readPlaces = 40_000;
/** A term that every fifth chunk holds says nothing about this place. */
const commonShare = 0.2;

export interface Hit {
  file: IndexedFile;
  /** Of the file: its lines begin at `chunk × 10`. */
  chunk: number;
  score: number;
}

/** Terms to look for with their weights, built word by word. */
export class Query {
  readonly weights = new Map<number, number>();
  readonly #index: WorkspaceIndex;

  constructor(index: WorkspaceIndex) {
    this.#index = index;
  }

  add(word: DocumentWord, weight: number): void {
    const { terms } = this.#index;
    if (word.term === undefined) {
      for (const part of subwords(word.text)) this.#raise(terms.findPart(part), weight);
      return;
    }
    const parts = terms.parts(word.term);
    if (parts.length !== 1) this.#raise(word.term, weight);
    for (const part of parts) this.#raise(part, weight);
  }

  #raise(term: number | undefined, weight: number): void {
    if (term === undefined) return;
    const known = this.weights.get(term);
    if (known === undefined || known < weight) this.weights.set(term, weight);
  }
}

/** Scratch space that searches share: one number for each chunk. */
class Scores {
  values = new Float64Array(0);
  touched = new Int32Array(0);

  ensure(size: number): void {
    if (this.values.length >= size) return;
    this.values = new Float64Array(Math.ceil(size * 1.25));
    this.touched = new Int32Array(this.values.length);
  }
}
const scratch = new Scores();

/** The chunks that answer the query best, best first; equal ones by path and line. */
export function searchChunks(query: Query, view: Without, family: string | undefined, limit: number): Hit[] {
  const { index } = view;
  scratch.ensure(index.chunkSpace);
  const scores = scratch.values;
  const { touched } = scratch;
  const lengths = index.chunkLengths;
  const average = view.averageWords;
  const ordered = [...query.weights]
    .map(([term, weight]) => ({ term, weight, count: view.count(term), text: index.terms.text(term) }))
    .filter(({ count }) => count > 0 && (count < 20 || count <= view.chunkCount * commonShare))
    .sort((a, b) => a.count - b.count || (a.text < b.text ? -1 : 1));
  const divisors = lengthDivisors(average);
  let touchedCount = 0;
  let left = readPlaces;
  for (const { term, weight, count } of ordered) {
    if (count > left) break;
    left -= count;
    const gain = weight * view.rarity(term) * (1 + saturation);
    for (const chunk of view.chunksWith(term)) {
      const score = scores[chunk]!;
      if (score === 0) touched[touchedCount++] = chunk;
      scores[chunk] = score + gain / divisors[lengths[chunk]!]!;
    }
  }
  const best = new BestHits(limit);
  for (let at = 0; at < touchedCount; at++) {
    const chunk = touched[at]!;
    let score = scores[chunk]!;
    scores[chunk] = 0;
    if (score < best.least) continue;
    const file = index.fileOfChunk(chunk);
    if (file === undefined || file === view.file) continue;
    if (family !== undefined && file.language.rules.family !== family) score *= otherFamily;
    if (score >= best.least) best.offer({ file, chunk: chunk - file.firstChunk, score });
  }
  return best.inOrder();
}

/** What a score is divided by for a chunk of so many words. */
function lengthDivisors(average: number): Float64Array {
  const divisors = new Float64Array(256);
  for (let words = 0; words < 256; words++) {
    divisors[words] = 1 + saturation * (1 - lengthWeight + (lengthWeight * words) / average);
  }
  return divisors;
}

/** What a hit in a language that does not share this one's names is worth. */
const otherFamily = 0.3;

export function compareHits(a: Hit, b: Hit): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.file.path !== b.file.path) return a.file.path < b.file.path ? -1 : 1;
  return a.chunk - b.chunk;
}

/** Keeps the best of many in a heap whose top is the worst kept. */
class BestHits {
  /** A lower score cannot be kept. */
  least = 0;
  readonly #heap: Hit[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(hit: Hit): void {
    const heap = this.#heap;
    if (heap.length < this.#limit) {
      heap.push(hit);
      let at = heap.length - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (compareHits(heap[parent]!, heap[at]!) >= 0) break;
        [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
        at = parent;
      }
      if (heap.length === this.#limit) this.least = heap[0]!.score;
      return;
    }
    if (heap.length === 0 || compareHits(hit, heap[0]!) >= 0) return;
    heap[0] = hit;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const worse = right < heap.length && compareHits(heap[right]!, heap[left]!) > 0 ? right : left;
      if (compareHits(heap[worse]!, heap[at]!) <= 0) break;
      [heap[worse], heap[at]] = [heap[at]!, heap[worse]!];
      at = worse;
    }
    this.least = heap[0]!.score;
  }

  inOrder(): Hit[] {
    return this.#heap.sort(compareHits);
  }
}

export function linesOfChunk(chunk: number): { from: number; to: number } {
  return { from: chunk * chunkLines, to: (chunk + 1) * chunkLines };
}
