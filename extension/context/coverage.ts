import type { FileWords, SimilarFile } from './candidates.ts';
import type { DeclaringFile } from './declared.ts';
import { longestShownLine, type ShownLines, shownLine } from './excerpt.ts';
import type { Hit } from './search.ts';
import { chunkLines, type IndexedFile, type WorkspaceIndex } from './workspace-index.ts';

/** A line chosen for the names it holds. */
export interface CoveringLine {
  file: IndexedFile;
  line: number;
  text: string;
  /** Sum of the expectations of the names that no line before it holds. */
  gain: number;
  /** Names that it adds. */
  terms: number[];
}

export interface CoverageTuning {
  /** Characters that a line costs beside its own: short lines are not free. */
  lineCost: number;
  /** Characters that the first line of a file costs beside that: the prompt names the file. */
  fileCost: number;
  /** Names less likely than this are not counted. */
  leastExpected: number;
  /** Lines considered after the first sorting. */
  considered: number;
}

interface PoolLine {
  file: IndexedFile;
  line: number;
  terms: number[];
  value: number;
  length: number;
}

/** Which lines of a file may be shown: all, those that declare something, or those of some chunks. */
export type Lines = 'all' | 'definitions' | ReadonlySet<number>;

/** All lines that may be shown: those of the hits, of the chunks after them, and of similar files. */
export function poolOf(
  hits: readonly Hit[],
  similar: readonly SimilarFile[],
  declaring: readonly DeclaringFile[],
): Map<IndexedFile, Lines> {
  const pool = new Map<IndexedFile, 'all' | 'definitions' | Set<number>>();
  for (const { file } of similar) pool.set(file, 'all');
  for (const { file, chunk } of hits) {
    const known = pool.get(file);
    if (known === 'all') continue;
    if (known instanceof Set) known.add(chunk).add(chunk + 1);
    else pool.set(file, new Set([chunk, chunk + 1]));
  }
  for (const { file } of declaring) if (!pool.has(file)) pool.set(file, 'definitions');
  return pool;
}

/**
 * Chooses lines so that the names most likely to be needed are shown with the fewest characters: each time the line with
 * the greatest expectation of names not shown yet for its length. Lines are taken from one sorted list with values
 * brought up to date only when they reach its top, which is exact, since a value can only fall.
 */
export function coveringLines(
  pool: ReadonlyMap<IndexedFile, Lines>,
  expected: ReadonlyMap<number, number>,
  covered: Set<number>,
  files: FileWords,
  index: WorkspaceIndex,
  shown: ShownLines,
  characters: number,
  tuning: CoverageTuning,
): CoveringLine[] {
  const chosenFiles = new Set<IndexedFile>();
  const valueFor = (line: PoolLine): number => {
    let gain = 0;
    for (const term of line.terms) if (!covered.has(term)) gain += expected.get(term)!;
    return gain / (line.length + tuning.lineCost + (chosenFiles.has(line.file) ? 0 : tuning.fileCost));
  };
  const heap = new LineHeap(linesOfPool(pool, expected, files, index, shown, tuning, valueFor));
  const chosen: CoveringLine[] = [];
  let left = characters;
  while (left > 0) {
    const line = heap.top();
    if (!line || line.value <= 0) break;
    const value = valueFor(line);
    if (value < line.value) {
      line.value = value;
      heap.sink();
      continue;
    }
    heap.pop();
    const text = shownLine(index, line.file, line.line);
    if (text === '' || text.length + 1 > left) continue;
    left -= text.length + 1;
    const terms = line.terms.filter(term => !covered.has(term));
    const gain = terms.reduce((sum, term) => sum + expected.get(term)!, 0);
    for (const term of line.terms) covered.add(term);
    chosenFiles.add(line.file);
    shown.add(line.file, line.line);
    chosen.push({ file: line.file, line: line.line, text, gain, terms });
  }
  return chosen;
}

function linesOfPool(
  pool: ReadonlyMap<IndexedFile, Lines>,
  expected: ReadonlyMap<number, number>,
  files: FileWords,
  index: WorkspaceIndex,
  shown: ShownLines,
  tuning: CoverageTuning,
  valueFor: (line: PoolLine) => number,
): PoolLine[] {
  const found: PoolLine[] = [];
  for (const [file, chunks] of pool) {
    const words = files.of(file);
    const texts = index.linesOf(file);
    const consider = (line: number): void => {
      const terms: number[] = [];
      for (let at = words.starts[line]!; at < words.starts[line + 1]!; at++) {
        const term = words.values[at]!;
        if ((expected.get(term) ?? 0) >= tuning.leastExpected && !terms.includes(term)) terms.push(term);
      }
      if (terms.length === 0 || shown.has(file, line)) return;
      const length = Math.min(texts[line]!.trim().length, longestShownLine);
      const pooled: PoolLine = { file, line, terms, value: 0, length };
      pooled.value = valueFor(pooled);
      if (pooled.value > 0) found.push(pooled);
    };
    if (chunks === 'all') {
      for (let line = 0; line < file.lineCount; line++) consider(line);
    } else if (chunks === 'definitions') {
      for (const { line } of file.definitions) consider(line);
    } else {
      for (const chunk of chunks) {
        const to = Math.min(file.lineCount, (chunk + 1) * chunkLines);
        for (let line = chunk * chunkLines; line < to; line++) consider(line);
      }
    }
  }
  found.sort(compareLines);
  return found.slice(0, tuning.considered);
}

function compareLines(a: PoolLine, b: PoolLine): number {
  if (a.value !== b.value) return b.value - a.value;
  if (a.file !== b.file) return a.file.path < b.file.path ? -1 : 1;
  return a.line - b.line;
}

/** A heap over lines already in order: the best on top. */
class LineHeap {
  readonly #lines: PoolLine[];

  constructor(sorted: PoolLine[]) {
    this.#lines = sorted;
  }

  top(): PoolLine | undefined {
    return this.#lines[0];
  }

  pop(): void {
    const last = this.#lines.pop();
    if (last && this.#lines.length > 0) {
      this.#lines[0] = last;
      this.sink();
    }
  }

  /** Moves the top down to its place after its value has fallen. */
  sink(): void {
    const lines = this.#lines;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= lines.length) return;
      const right = left + 1;
      const better = right < lines.length && compareLines(lines[right]!, lines[left]!) < 0 ? right : left;
      if (compareLines(lines[at]!, lines[better]!) <= 0) return;
      [lines[at], lines[better]] = [lines[better]!, lines[at]!];
      at = better;
    }
  }
}
