/** Terms and names that a policy lists, found in any case and as whole words. */
import { Matcher } from '../restore/matcher.ts';
import { isLetter } from '../scan/characters.ts';

export interface TermHit {
  start: number;
  end: number;
}

export interface Terms {
  find(text: string): TermHit[];
}

export function createTerms(terms: readonly string[]): Terms {
  if (terms.length === 0) return { find: () => [] };
  const matcher = new Matcher([...new Set(terms.map(folded))]);
  return {
    find(text) {
      const hits: TermHit[] = [];
      matcher.visit(folded(text), (_, start, end) => {
        // Scripts without spaces have no word edges; ASCII letters do.
        if (isLetter(text.charCodeAt(start)) && isLetter(text.charCodeAt(start - 1))) return false;
        if (isLetter(text.charCodeAt(end - 1)) && isLetter(text.charCodeAt(end))) return false;
        hits.push({ start, end });
        return false;
      });
      return hits;
    },
  };
}

/** Lower case, unit by unit, so that places stay what they are. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return [...text]
    .map(character => (character.toLowerCase().length === character.length ? character.toLowerCase() : character))
    .join('');
}
