import type { FileWords, SimilarFile } from './candidates.ts';
import type { DeclaringFile } from './declared.ts';
import { type ShownLines, shownLine } from './excerpt.ts';
import type { Lists } from './numbers.ts';
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
  const heap = new LineHeap(linesOfPool(pool, expected, covered, files, index, shown, tuning));
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

/** Scratch space that calls share: expectations by term, and what each line that may be shown is worth. */
class Worth {
  expected = new Float64Array(0);
  values = new Float64Array(1024);
  files: IndexedFile[] = [];
  lines = new Int32Array(1024);
  count = 0;

  add(file: IndexedFile, line: number, value: number): void {
    if (this.count === this.lines.length) {
      const [values, lines] = [new Float64Array(2 * this.count), new Int32Array(2 * this.count)];
      values.set(this.values);
      lines.set(this.lines);
      this.values = values;
      this.lines = lines;
    }
    this.values[this.count] = value;
    this.lines[this.count] = line;
    this.files[this.count] = file;
    this.count++;
  }

  /** The least value among the `wanted` greatest. */
  least(wanted: number): number {
    if (this.count <= wanted) return 0;
    return this.values.slice(0, this.count).sort()[this.count - wanted]!;
  }
}
const worth = new Worth();

/** The lines of the pool that are worth most. Only for them is anything built: there may be ten thousand lines. */
function linesOfPool(
  pool: ReadonlyMap<IndexedFile, Lines>,
  expected: ReadonlyMap<number, number>,
  covered: ReadonlySet<number>,
  files: FileWords,
  index: WorkspaceIndex,
  shown: ShownLines,
  tuning: CoverageTuning,
): PoolLine[] {
  if (worth.expected.length < index.terms.size) worth.expected = new Float64Array(Math.ceil(index.terms.size * 1.25));
  const likely = worth.expected;
  worth.count = 0;
  for (const [term, value] of expected) if (value >= tuning.leastExpected) likely[term] = value;
  for (const [file, lines] of pool) {
    const words = files.of(file);
    forLines(file, lines, line => {
      const gain = gainOf(words, line, likely, covered);
      if (gain === 0 || shown.has(file, line)) return;
      worth.add(file, line, gain / (file.lengths[line]! + tuning.lineCost + tuning.fileCost));
    });
  }
  const least = worth.least(tuning.considered);
  const found: PoolLine[] = [];
  for (let at = 0; at < worth.count; at++) {
    const value = worth.values[at]!;
    if (value < least) continue;
    const file = worth.files[at]!;
    const line = worth.lines[at]!;
    const terms = termsOf(files.of(file), line, likely);
    found.push({ file, line, terms, value, length: file.lengths[line]! });
  }
  worth.files.length = 0;
  for (const term of expected.keys()) likely[term] = 0;
  found.sort(compareLines);
  return found.slice(0, tuning.considered);
}

/** Sum of the expectations of the line's names that are not covered, each name once. */
function gainOf(words: Lists, line: number, likely: Float64Array, covered: ReadonlySet<number>): number {
  const from = words.starts[line]!;
  const to = words.starts[line + 1]!;
  let gain = 0;
  for (let at = from; at < to; at++) {
    const term = words.values[at]!;
    const value = likely[term]!;
    if (value === 0 || covered.has(term)) continue;
    let earlier = from;
    while (earlier < at && words.values[earlier] !== term) earlier++;
    if (earlier === at) gain += value;
  }
  return gain;
}

function termsOf(words: Lists, line: number, likely: Float64Array): number[] {
  const terms: number[] = [];
  for (let at = words.starts[line]!; at < words.starts[line + 1]!; at++) {
    const term = words.values[at]!;
    if (likely[term] !== 0 && !terms.includes(term)) terms.push(term);
  }
  return terms;
}

function forLines(file: IndexedFile, lines: Lines, visit: (line: number) => void): void {
  if (lines === 'all') {
    for (let line = 0; line < file.lineCount; line++) visit(line);
  } else if (lines === 'definitions') {
    for (const { line } of file.definitions) visit(line);
  } else {
    for (const chunk of lines) {
      const to = Math.min(file.lineCount, (chunk + 1) * chunkLines);
      for (let line = chunk * chunkLines; line < to; line++) visit(line);
    }
  }
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
