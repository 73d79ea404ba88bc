import { toLineFeeds } from '../core/text.ts';
import type { ContextLanguage } from './languages.ts';
import type { Without } from './without.ts';
import { readWords } from './words.ts';
import { programText } from './workspace-index.ts';

/** A name in the document. */
export interface DocumentWord {
  text: string;
  /** Undefined where no other file of the workspace holds it. */
  term: number | undefined;
}

/**
 * The lines around the cursor's line with their names, the cursor's line itself left blank: nothing here changes while
 * somebody types on it. Line numbers count from the region's beginning.
 */
export interface DocumentWords {
  lines: readonly string[];
  words: readonly (readonly DocumentWord[])[];
  cursorLine: number;
  /** Every term of the region. */
  known: ReadonlySet<number>;
}

/** The document parted at the cursor's line. */
export interface PartedDocument {
  /** Up to and with the line end before the cursor's line. */
  above: string;
  /** The cursor's line, before and after the cursor. */
  before: string;
  after: string;
  /** From the line end of the cursor's line on. */
  below: string;
}

export function partDocument(text: string, offset: number): PartedDocument {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  return {
    above: text.slice(0, start),
    before: text.slice(start, offset),
    after: text.slice(offset, end),
    below: text.slice(end),
  };
}

/** Characters read on each side of the cursor's line: some 1,500 lines. What lies beyond says little about this place. */
const regionCharacters = 60_000;
/** Characters at the file's top that are read in any case: imports, the package, the class. */
const headCharacters = 6_000;

export function documentWords(
  { above, below }: PartedDocument,
  language: ContextLanguage | undefined,
  view: Without,
): DocumentWords {
  const from = above.length > regionCharacters ? above.indexOf('\n', above.length - regionCharacters) + 1 : 0;
  const upper = toLineFeeds(above.slice(from));
  const region = programText(upper + below.slice(0, regionCharacters), language);
  const words = wordsByLine(region, language, view);
  const lines = region.split('\n');
  const known = new Set<number>();
  const note = (list: readonly DocumentWord[]): void => {
    for (const { term } of list) if (term !== undefined) known.add(term);
  };
  words.forEach(note);
  if (from > 0)
    wordsByLine(programText(above.slice(0, Math.min(from, headCharacters)), language), language, view).forEach(note);
  return { lines, words, cursorLine: upper.split('\n').length - 1, known };
}

/** Names of what is typed on a line. */
export function typedWords(
  before: string,
  language: ContextLanguage | undefined,
  view: Without,
): readonly DocumentWord[] {
  return wordsByLine(before.slice(-longestTyped), language, view)[0] ?? [];
}

const longestTyped = 1000;

function wordsByLine(text: string, language: ContextLanguage | undefined, view: Without): DocumentWord[][] {
  if (!language) return text.split('\n').map(() => []);
  const words: DocumentWord[][] = [];
  const ignoreCase = language.lexical.ignoreCase === true;
  const starts = readWords(text, language.lexical, language.rules, (line, start, end) => {
    const word = ignoreCase ? text.slice(start, end).toLowerCase() : text.slice(start, end);
    words[line] ??= [];
    words[line].push({ text: word, term: view.find(word) });
  });
  for (let line = 0; line < starts.length; line++) words[line] ??= [];
  return words;
}
