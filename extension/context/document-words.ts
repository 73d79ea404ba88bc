import { toLineFeeds } from '../core/text.ts';
import type { ContextLanguage } from './languages.ts';
import { readWords } from './words.ts';
import type { WorkspaceIndex } from './workspace-index.ts';

/** A name in the document. */
export interface DocumentWord {
  text: string;
  /** Undefined where no file of the workspace holds it. */
  term: number | undefined;
}

/** The lines around the cursor with their names. Line numbers count from the region's beginning. */
export interface DocumentWords {
  lines: readonly string[];
  words: readonly (readonly DocumentWord[])[];
  cursorLine: number;
  /** Names of the cursor's line before the cursor. */
  typed: readonly DocumentWord[];
  /** What stands on the cursor's line before the cursor. */
  before: string;
  after: string;
  /** Every term of the region but those of the cursor's line. */
  known: ReadonlySet<number>;
  /** Lines of the document before the region. */
  firstLine: number;
}

/** Characters read on each side of the cursor: some 1,500 lines. What lies beyond says little about this place. */
const regionCharacters = 60_000;
/** Characters at the file's top that are read in any case: imports, the package, the class. */
const headCharacters = 6_000;

export function documentWords(
  text: string,
  offset: number,
  language: ContextLanguage | undefined,
  index: WorkspaceIndex,
): DocumentWords {
  const from = offset > regionCharacters ? text.indexOf('\n', offset - regionCharacters - 1) + 1 : 0;
  const region = text.slice(from > offset ? 0 : from, offset + regionCharacters);
  const cursor = toLineFeeds(region.slice(0, offset - from)).length;
  const normal = toLineFeeds(region);
  const words = wordsByLine(normal, language, index);
  const lines = normal.split('\n');
  let cursorLine = 0;
  for (let at = normal.indexOf('\n'); at >= 0 && at < cursor; at = normal.indexOf('\n', at + 1)) cursorLine++;
  const lineStart = normal.lastIndexOf('\n', cursor - 1) + 1;
  const line = lines[cursorLine]!;
  const before = line.slice(0, cursor - lineStart);
  const known = new Set<number>();
  words.forEach((list, number) => {
    if (number === cursorLine) return;
    for (const { term } of list) if (term !== undefined) known.add(term);
  });
  if (from > 0) {
    const head = toLineFeeds(text.slice(0, Math.min(from, headCharacters)));
    for (const list of wordsByLine(head, language, index)) {
      for (const { term } of list) if (term !== undefined) known.add(term);
    }
  }
  return {
    lines,
    words,
    cursorLine,
    typed: wordsByLine(before, language, index)[0] ?? [],
    before,
    after: line.slice(cursor - lineStart),
    known,
    firstLine: countLines(text, from),
  };
}

function wordsByLine(text: string, language: ContextLanguage | undefined, index: WorkspaceIndex): DocumentWord[][] {
  const words: DocumentWord[][] = [];
  if (!language) return text.split('\n').map(() => []);
  const ignoreCase = language.lexical.ignoreCase === true;
  const starts = readWords(text, language.lexical, language.rules, (line, start, end) => {
    const word = ignoreCase ? text.slice(start, end).toLowerCase() : text.slice(start, end);
    words[line] ??= [];
    words[line].push({ text: word, term: index.terms.find(word) });
  });
  for (let line = 0; line < starts.length; line++) words[line] ??= [];
  return words;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
