import type { FileWords } from './candidates.ts';
import type { DocumentWords } from './document-words.ts';
import { longestShownLine, type ShownLines, shownLine } from './excerpt.ts';
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

/** How much the likeness of a line counts by its distance above the cursor. */
const weightsAbove = [2, 1, 0.7, 0.5, 0.4, 0.3] as const;
const weightBelow = 0.5;
/** Likeness of two lines with the same text: more than the same names in it; brackets and blank comments say less. */
const sameText = 1.5;
const sameSigns = 0.7;
const greatest = weightsAbove.reduce<number>((sum, weight) => sum + weight * sameText, weightBelow * sameText);

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
  const above = textLines(document, -1, 1)[0]?.text;
  for (const place of places(hits, document, files, index, tuning)) {
    if (left <= 0) break;
    if (shown.has(place.file, place.line)) continue;
    const code = codeAround(place, index, shown, left, tuning, above);
    if (code.text.length < leastCharacters || code.lines.at(-1)! <= place.line) continue;
    for (const line of code.lines) shown.add(place.file, line);
    left -= code.text.length + 1;
    addJoined(found, code);
  }
  return found;
}

/** Pieces that touch become one. */
function addJoined(found: SimilarCode[], code: SimilarCode): void {
  const before = found.find(other => other.file === code.file && other.lines.at(-1)! + 1 === code.lines[0]);
  const after = found.find(other => other.file === code.file && code.lines.at(-1)! + 1 === other.lines[0]);
  const neighbour = before ?? after;
  if (!neighbour) {
    found.push(code);
    return;
  }
  neighbour.lines = before ? [...before.lines, ...code.lines] : [...code.lines, ...neighbour.lines];
  neighbour.text = before ? `${before.text}\n${code.text}` : `${code.text}\n${neighbour.text}`;
  neighbour.score = Math.max(neighbour.score, code.score);
}

/** Lines shown after such a line. */
const moreLines = 3;

/** A bracket alone is nothing to go on from. */
const leastCharacters = 24;

function codeAround(
  place: Place,
  index: WorkspaceIndex,
  shown: ShownLines,
  characters: number,
  tuning: SimilarCodeTuning,
  above: string | undefined,
): SimilarCode {
  const texts = index.linesOf(place.file);
  let last = Math.min(place.file.lineCount - 1, place.line + tuning.linesAfter);
  // Another line like the one above the cursor, at the end, must not stand there without what follows it.
  while (last > place.line && isBlankLine(texts[last]!)) last--;
  if (texts[last]!.trim() === above) last = Math.min(place.file.lineCount - 1, last + moreLines);
  const lines: number[] = [];
  let left = characters;
  for (let line = Math.max(0, place.line - tuning.linesBefore); line <= last; line++) {
    if (shown.has(place.file, line)) {
      // What is shown already parts the piece; before the place nothing of it is needed.
      if (line > place.line) break;
      lines.length = 0;
      continue;
    }
    const size = shownLine(index, place.file, line).length + 1;
    if (size > left) break;
    left -= size;
    lines.push(line);
  }
  while (lines.length > 0 && texts[lines.at(-1)!]!.trim() === '') lines.pop();
  const text = withoutCommonIndent(lines.map(line => texts[line]!.trimEnd().slice(0, longestShownLine)));
  return { file: place.file, lines, text, score: Math.min(1, place.score / greatest) };
}

function places(
  hits: readonly Hit[],
  document: DocumentWords,
  files: FileWords,
  index: WorkspaceIndex,
  tuning: SimilarCodeTuning,
): Place[] {
  const above = textLines(document, -1, weightsAbove.length);
  const below = textLines(document, 1, 1)[0];
  const best = hits[0]?.score ?? 1;
  const found: Place[] = [];
  for (const hit of hits.slice(0, tuning.hits)) {
    const words = files.of(hit.file);
    const texts = index.linesOf(hit.file);
    const to = Math.min(hit.file.lineCount, (hit.chunk + 1) * chunkLines);
    for (let line = hit.chunk * chunkLines; line < to; line++) {
      if (isBlankLine(texts[line]!)) continue;
      let score = 0;
      let other = line;
      for (let step = 0; step < above.length && other >= 0; step++) {
        const likeness = likenessOf(above[step]!, words, texts, other);
        if (step === 0 && likeness === 0) break;
        score += weightsAbove[step]! * likeness;
        do other--;
        while (other >= 0 && isBlankLine(texts[other]!));
      }
      if (score === 0) continue;
      if (below && line + 2 < hit.file.lineCount) score += weightBelow * likenessOf(below, words, texts, line + 2);
      found.push({ file: hit.file, line, score: score + (tuning.searchWeight * hit.score) / best });
    }
  }
  return found.sort((a, b) => b.score - a.score || comparePaths(a, b) || a.line - b.line);
}

function comparePaths(a: Place, b: Place): number {
  if (a.file.path === b.file.path) return 0;
  return a.file.path < b.file.path ? -1 : 1;
}

interface TextLine {
  text: string;
  terms: ReadonlySet<number>;
}

/** The nearest lines with any text, comments among them. */
function textLines(document: DocumentWords, step: number, limit: number): TextLine[] {
  const found: TextLine[] = [];
  for (let line = document.cursorLine + step; found.length < limit; line += step) {
    const text = document.lines[line]?.trim();
    if (text === undefined) break;
    if (text === '') continue;
    found.push({ text, terms: new Set(document.words[line]!.map(({ term }, at) => term ?? -1 - at)) });
  }
  return found;
}

function likenessOf(line: TextLine, words: Lists, texts: readonly string[], other: number): number {
  const text = texts[other]!.trim();
  if (text === line.text) return /\p{L}/u.test(text) ? sameText : sameSigns;
  return line.terms.size === 0 ? 0 : overlap(line.terms, words, other);
}

function isBlankLine(text: string): boolean {
  return text.trim() === '';
}

function withoutCommonIndent(lines: readonly string[]): string {
  const indents = lines.filter(line => line !== '').map(line => /^[ \t]*/.exec(line)![0].length);
  const common = Math.min(...indents);
  return lines.map(line => line.slice(common)).join('\n');
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
