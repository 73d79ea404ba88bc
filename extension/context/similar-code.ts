import type { FileWords } from './candidates.ts';
import type { DocumentWords } from './document-words.ts';
import { type ShownLines, shownLine } from './excerpt.ts';
import type { Lists } from './numbers.ts';
import type { Hit } from './search.ts';
import { chunkLines, type IndexedFile, type WorkspaceIndex } from './workspace-index.ts';

/** Lines of a file that follow lines like those before the cursor. */
export interface SimilarCode {
  file: IndexedFile;
  lines: number[];
  text: string;
  /** Likeness of the lines before, 0 to 1. */
  score: number;
}

export interface SimilarCodeTuning {
  hits: number;
  /** Lines shown before the likeness ends and after it. */
  linesBefore: number;
  linesAfter: number;
  /** What the search's own score adds to the likeness of the lines. */
  searchWeight: number;
}

/** How much a line counts by its distance above the cursor, and what equal text adds. */
const weightsAbove = [2, 1, 0.6, 0.4] as const;
const equalBonus = [1, 0.5, 0.3, 0.2] as const;
const weightBelow = 0.5;
const greatest = [...weightsAbove, ...equalBonus, weightBelow].reduce((sum, weight) => sum + weight, 0);

interface Place {
  file: IndexedFile;
  line: number;
  score: number;
}

/** Where the workspace goes on from lines like those before the cursor, best first; each line at most once. */
export function similarCode(
  hits: readonly Hit[],
  document: DocumentWords,
  files: FileWords,
  index: WorkspaceIndex,
  shown: ShownLines,
  characters: number,
  tuning: SimilarCodeTuning,
): SimilarCode[] {
  const found: SimilarCode[] = [];
  let left = characters;
  for (const place of places(hits, document, files, index, tuning)) {
    if (left <= 0) break;
    if (shown.has(place.file, place.line)) continue;
    const code = codeAround(place, files.of(place.file), index, shown, left, tuning);
    if (code.lines.length === 0) continue;
    left -= code.text.length + 1;
    found.push(code);
  }
  return found;
}

function codeAround(
  place: Place,
  words: Lists,
  index: WorkspaceIndex,
  shown: ShownLines,
  characters: number,
  tuning: SimilarCodeTuning,
): SimilarCode {
  const lines: number[] = [];
  const texts: string[] = [];
  let left = characters;
  const last = Math.min(place.file.lineCount - 1, place.line + tuning.linesAfter);
  for (let line = Math.max(0, place.line - tuning.linesBefore); line <= last; line++) {
    if (shown.has(place.file, line)) continue;
    const text = shownLine(index, place.file, line);
    if (text === '' || (words.starts[line] === words.starts[line + 1] && /\p{L}/u.test(text))) continue;
    if (text.length + 1 > left) break;
    left -= text.length + 1;
    lines.push(line);
    texts.push(text);
  }
  for (const line of lines) shown.add(place.file, line);
  return { file: place.file, lines, text: texts.join('\n'), score: Math.min(1, place.score / greatest) };
}

function places(
  hits: readonly Hit[],
  document: DocumentWords,
  files: FileWords,
  index: WorkspaceIndex,
  tuning: SimilarCodeTuning,
): Place[] {
  const above = linesWithWords(document, -1, weightsAbove.length);
  const below = linesWithWords(document, 1, 1)[0];
  const best = hits[0]?.score ?? 1;
  const found: Place[] = [];
  for (const hit of hits.slice(0, tuning.hits)) {
    const words = files.of(hit.file);
    const texts = index.linesOf(hit.file);
    const to = Math.min(hit.file.lineCount, (hit.chunk + 1) * chunkLines);
    for (let line = hit.chunk * chunkLines; line < to; line++) {
      if (words.starts[line] === words.starts[line + 1]) continue;
      let score = (tuning.searchWeight * hit.score) / best;
      let other = line;
      for (let step = 0; step < above.length && other >= 0; step++) {
        const line = above[step]!;
        score += weightsAbove[step]! * overlap(line.terms, words, other);
        if (texts[other]?.trim() === line.text) score += equalBonus[step]!;
        other--;
        while (other >= 0 && words.starts[other] === words.starts[other + 1]) other--;
      }
      if (below && line + 2 < hit.file.lineCount) score += weightBelow * overlap(below.terms, words, line + 2);
      found.push({ file: hit.file, line, score });
    }
  }
  return found.sort((a, b) => b.score - a.score || comparePaths(a, b) || a.line - b.line);
}

function comparePaths(a: Place, b: Place): number {
  if (a.file.path === b.file.path) return 0;
  return a.file.path < b.file.path ? -1 : 1;
}

interface WordedLine {
  text: string;
  terms: ReadonlySet<number>;
}

function linesWithWords(document: DocumentWords, step: number, limit: number): WordedLine[] {
  const found: WordedLine[] = [];
  for (let line = document.cursorLine + step; found.length < limit; line += step) {
    const words = document.words[line];
    if (!words) break;
    if (words.length === 0) continue;
    found.push({
      text: document.lines[line]!.trim(),
      terms: new Set(words.map(({ term }, at) => term ?? -1 - at)),
    });
  }
  return found;
}

/** Names that both lines hold, as a share of those that either holds. */
function overlap(terms: ReadonlySet<number>, words: Lists, line: number): number {
  const from = words.starts[line]!;
  const to = words.starts[line + 1]!;
  let shared = 0;
  let distinct = 0;
  for (let at = from; at < to; at++) {
    const term = words.values[at]!;
    let again = false;
    for (let earlier = from; earlier < at; earlier++) if (words.values[earlier] === term) again = true;
    if (again) continue;
    distinct++;
    if (terms.has(term)) shared++;
  }
  return shared === 0 ? 0 : shared / (terms.size + distinct - shared);
}
