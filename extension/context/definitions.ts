import type { ContextRules } from './rules.ts';
import type { TermTable } from './terms.ts';
import type { Definition } from './workspace-index.ts';

/** Longest line that is looked at for a declaration: beyond that it is generated or packed. */
const longestLine = 400;

/** The names that the lines declare, each with its line; `words` and `lineEnds` say which lines hold code. */
export function definitionsOf(
  lines: readonly string[],
  rules: ContextRules,
  words: ArrayLike<number>,
  lineEnds: ArrayLike<number>,
  terms: TermTable,
): Definition[] {
  const found: Definition[] = [];
  for (let line = 0; line < lines.length; line++) {
    const from = line === 0 ? 0 : lineEnds[line - 1]!;
    const to = lineEnds[line]!;
    const text = lines[line]!;
    if (from === to || text.length > longestLine) continue;
    for (const { kind, pattern } of rules.definitions) {
      const name = pattern.exec(text)?.groups?.name;
      if (name === undefined) continue;
      // A language that knows no case has its names in lower case; others may have given the name as written a term.
      const term = [terms.find(name), terms.find(name.toLowerCase())].find(
        candidate => candidate !== undefined && contains(words, from, to, candidate),
      );
      if (term === undefined) continue;
      found.push({ line, term, kind });
      break;
    }
  }
  return found;
}

function contains(words: ArrayLike<number>, from: number, to: number, term: number): boolean {
  for (let index = from; index < to; index++) if (words[index] === term) return true;
  return false;
}
