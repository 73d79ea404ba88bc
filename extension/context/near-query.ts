import type { DocumentWord, DocumentWords } from './document-words.ts';
import { Query } from './search.ts';
import type { Tuning } from './tuning.ts';
import type { WorkspaceIndex } from './workspace-index.ts';

/** Asks for the names of the lines around the cursor's line; those of comments just above it count half. */
export function nearQuery(words: DocumentWords, index: WorkspaceIndex, tuning: Tuning): Query {
  const query = new Query(index);
  const around = (step: number, limit: number): void => {
    let line = words.cursorLine + step;
    for (let count = 0; count < limit && line >= 0 && line < words.words.length; count++, line += step) {
      for (const word of words.words[line]!) query.add(word, 1);
    }
  };
  around(-1, tuning.linesAbove);
  around(1, tuning.linesBelow);
  for (let line = words.cursorLine - 1; line >= Math.max(0, words.cursorLine - commentLines); line--) {
    if (words.words[line]!.length > 0) break;
    addProse(query, words.lines[line]!, tuning.commentWeight);
  }
  return query;
}

/** The same with the names of the line being typed; where it is a comment, with its words. */
export function withTyped(query: Query, typed: readonly DocumentWord[], before: string, tuning: Tuning): Query {
  for (const word of typed) query.add(word, tuning.typedWeight);
  if (typed.length === 0) addProse(query, before, tuning.typedWeight);
  return query;
}

/** Comment lines right above the cursor that say what comes next. */
const commentLines = 4;

/** Whether the line, which holds no names, has words to ask for. */
export function speaks(line: string): boolean {
  return proseWord.test(line.slice(0, longestProse));
}

const proseWord = /[\p{L}_][\p{L}\p{N}_]{2,}/u;
const proseWords = new RegExp(proseWord, 'gu');
const longestProse = 300;

function addProse(query: Query, line: string, weight: number): void {
  for (const [word] of line.slice(0, longestProse).matchAll(proseWords))
    query.add({ text: word, term: undefined }, weight);
}
