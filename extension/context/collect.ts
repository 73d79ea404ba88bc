import { besideCursor, Candidates, FileWords, filesLike, weighHits, weighSimilarFiles } from './candidates.ts';
import { type CoveringLine, coveringLines, poolOf } from './coverage.ts';
import { type DocumentWords, documentWords } from './document-words.ts';
import { ShownLines } from './excerpt.ts';
import { expectations } from './expectation.ts';
import { Query, searchChunks, Without } from './search.ts';
import { type SimilarCode, similarCode } from './similar-code.ts';
import { byCharacters, charactersPerToken } from './token-estimate.ts';
import { tuning as defaults, type Tuning } from './tuning.ts';
import type { CollectedContext, CollectRequest, ContextItem, ContextKind } from './types.ts';
import type { IndexedFile, WorkspaceIndex } from './workspace-index.ts';

/** Collects what helps a model to go on at the cursor. A pure function of the request and of the files in the index. */
export function collectContext(
  request: CollectRequest,
  index: WorkspaceIndex,
  tuning: Tuning = defaults,
): CollectedContext {
  const { document, offset } = request;
  const language = index.languages.ofDocument(document);
  const words = documentWords(document.text, offset, language, index);
  const view = new Without(index, document.path);
  const files = new FileWords(index);
  const shown = new ShownLines();
  const family = language?.rules.family;
  const items: ContextItem[] = [];
  const estimate = request.estimateTokens ?? byCharacters;
  const characters = request.budget * charactersPerToken;

  const stableQuery = new Query(index);
  addNearLines(stableQuery, words, tuning);
  const hits = searchChunks(stableQuery, view, family, tuning.hits);
  const candidates = new Candidates();
  const beside = besideCursor(words);
  weighHits(hits, words, files, beside, candidates);
  const similar = filesLike(words, view, family);
  weighSimilarFiles(similar, words, files, candidates);
  const expected = expectations(candidates, stableQuery, view, tuning.evidence);
  const covered = new Set<number>();

  const stableCharacters = Math.floor(characters * tuning.stableShare);
  const code = similarCode(
    hits,
    words,
    files,
    index,
    shown,
    Math.floor(stableCharacters * tuning.similarShare),
    tuning.similar,
  );
  for (const { file, lines } of code) cover(file, lines, files, covered);
  let left = stableCharacters - code.reduce((sum, { text }) => sum + text.length + 1, 0);
  const pool = poolOf(hits, similar, []);
  const related = coveringLines(pool, expected, covered, files, index, shown, left, tuning.coverage);
  for (const group of byFile(related)) items.push(relatedItem(group, index, estimate));
  for (const found of code) items.push(similarItem(found, estimate));

  left = characters - items.reduce((sum, { text }) => sum + text.length + 4, 0);
  const volatileQuery = new Query(index);
  addNearLines(volatileQuery, words, tuning);
  for (const word of words.typed) volatileQuery.add(word, tuning.typedWeight);
  const more = coveringLines(pool, expected, covered, files, index, shown, left, tuning.coverage);
  for (const group of byFile(more)) items.push(relatedItem(group, index, estimate));
  return {
    ...windowOf(request),
    items: withinBudget(
      items.filter(({ path }) => !request.isExcluded(path)),
      request.budget,
    ),
  };
}

function addNearLines(query: Query, words: DocumentWords, tuning: Tuning): void {
  for (const [step, limit] of [
    [-1, tuning.linesAbove],
    [1, tuning.linesBelow],
  ] as const) {
    let line = words.cursorLine + step;
    for (let count = 0; count < limit && line >= 0 && line < words.words.length; line += step) {
      count++;
      for (const word of words.words[line]!) query.add(word, 1);
    }
  }
}

function cover(file: IndexedFile, lines: readonly number[], files: FileWords, covered: Set<number>): void {
  const words = files.of(file);
  for (const line of lines)
    for (let at = words.starts[line]!; at < words.starts[line + 1]!; at++) covered.add(words.values[at]!);
}

function byFile(lines: readonly CoveringLine[]): CoveringLine[][] {
  const groups = new Map<IndexedFile, CoveringLine[]>();
  for (const line of lines) {
    const group = groups.get(line.file);
    if (group) group.push(line);
    else groups.set(line.file, [line]);
  }
  return [...groups.values()].map(group => group.sort((a, b) => a.line - b.line));
}

function relatedItem(
  lines: readonly CoveringLine[],
  index: WorkspaceIndex,
  estimate: (text: string) => number,
): ContextItem {
  const file = lines[0]!.file;
  const names = lines.flatMap(({ terms }) => terms).map(term => index.terms.text(term));
  const score = Math.max(...lines.map(({ gain }) => Math.min(1, gain)));
  return item('related', file, lines[0]!.line, lines.at(-1)!.line, lines.map(({ text }) => text).join('\n'), estimate, {
    reason: `names likely to be needed here: ${names.slice(0, 8).join(', ')}`,
    score,
  });
}

function similarItem(code: SimilarCode, estimate: (text: string) => number): ContextItem {
  return item('similar', code.file, code.lines[0]!, code.lines.at(-1)!, code.text, estimate, {
    reason: 'goes on from lines like those before the cursor',
    score: code.score,
  });
}

function item(
  kind: ContextKind,
  file: IndexedFile,
  start: number,
  end: number,
  text: string,
  estimate: (text: string) => number,
  why: { reason: string; score: number },
): ContextItem {
  return {
    kind,
    path: file.path,
    language: file.language.id,
    start: start + 1,
    end: end + 1,
    text,
    reason: why.reason,
    score: Math.round(why.score * 1000) / 1000,
    tokens: estimate(`${text}\n`),
  };
}

function withinBudget(items: readonly ContextItem[], budget: number): ContextItem[] {
  let left = budget;
  return items.filter(({ tokens }) => {
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
}

function windowOf(request: CollectRequest): { prefix: string; suffix: string } {
  const { text } = request.document;
  return {
    prefix: text.slice(Math.max(0, request.offset - request.window.prefix), request.offset),
    suffix: text.slice(request.offset, request.offset + request.window.suffix),
  };
}
